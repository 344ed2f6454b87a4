"""When a run saves checkpoints, which it keeps, and from which it goes on."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training_jobs.contract.events import CheckpointSaved, Logged, Told
from training_jobs.engine import checkpoint
from training_jobs.engine.checkpoint import Made, Unusable
from training_jobs.engine.progress import Progress

EVERY = 30.0  # seconds
# Saving may take no more of the time than this: a model that takes 3 s to save is saved once a minute.
MOST_TIME = 0.05


@dataclass(frozen=True)
class Keeping:
    """Every how many seconds to save (0: only when the run is asked to stop or leave), and from where to go on.

    `resume` lists folders of checkpoints, newest first.
    """

    seconds: float = 0.0
    resume: tuple[Path, ...] = ()
    clock: Callable[[], float] = time.monotonic


NEVER = Keeping()


class Keeper:
    """Keeps the best checkpoint and the last two in OUT/checkpoints.

    A disk that is full costs a checkpoint, not the run: the older ones stay, a warning says so, training goes on.
    """

    def __init__(self, keeping: Keeping, out: Path, made: Made) -> None:
        self.keeping, self.made, self.folder = keeping, made, out / "checkpoints"
        self.kept_step: int | None = None
        self._next = keeping.clock() + keeping.seconds

    @property
    def due(self) -> bool:
        return self.keeping.seconds > 0 and self.keeping.clock() >= self._next

    def resume(self, progress: Progress) -> Iterator[Told]:
        """Go on from the first checkpoint that is whole and of this run; tell which were not, and why."""
        for folder in self.keeping.resume:
            name = f"The checkpoint of step {checkpoint.step_of(folder)}"
            try:
                content = checkpoint.load(folder, self.made)
                progress.restore(content)
            except Unusable as reason:
                yield Logged(level="warning", message=f"{name} cannot be used: {reason}.")
                continue
            self.kept_step = content.step
            yield from _resumed(content.step, content.facts["machine"], progress.machine)
            break
        else:
            if self.keeping.resume:
                yield Logged(
                    level="warning", message="No checkpoint could be used: the run starts again at step 0."
                )
        self._clear(progress.curve.steps)

    def save(self, progress: Progress) -> Iterator[Told]:
        """Save a checkpoint and drop what need not be kept; tells of it, or why there is none."""
        step, clock = progress.curve.steps, self.keeping.clock
        began = clock()
        try:
            saved = checkpoint.save(self.folder, progress.content(), self.made)
        except OSError as error:
            yield Logged(level="warning", message=self._failed(step, error))
        else:
            self.kept_step = step
            yield CheckpointSaved(
                step=step,
                folder=f"{self.folder.name}/{saved.folder.name}",
                digest=saved.digest,
                bytes=saved.bytes,
                seconds=round(clock() - began, 3),
                score=progress.curve.score,
            )
            checkpoint.prune(self.folder)
        self._next = clock() + max(self.keeping.seconds, (clock() - began) / MOST_TIME)

    @property
    def goes_on(self) -> str:
        """Where a run that leaves now will go on, as a sentence."""
        if self.kept_step is None:
            return "The run was interrupted and starts again: it has no checkpoint."
        return f"The run was interrupted and goes on from its checkpoint of step {self.kept_step}."

    def _failed(self, step: int, error: OSError) -> str:
        why = os.strerror(error.errno) if error.errno else str(error)
        last = "There is none yet" if self.kept_step is None else f"The last one is of step {self.kept_step}"
        return f"The checkpoint of step {step} could not be saved: {why}. {last}. Training goes on."

    def _clear(self, step: int) -> None:
        """What lies ahead of `step` is of a past that is given up; half-written folders are of no use."""
        ahead = [
            folder for folder in checkpoint.checkpoints(self.folder) if checkpoint.step_of(folder) > step
        ]
        for folder in [*ahead, *self.folder.glob(".step-*")]:
            shutil.rmtree(folder, ignore_errors=True)


def _resumed(step: int, then: str, now: str) -> Iterator[Told]:
    yield Logged(message=f"Going on from the checkpoint of step {step}.")
    if then != now:
        yield Logged(
            level="warning",
            message=f"It was trained on {then} and goes on on {now}, so the curve may bend a little here.",
        )
