"""When a run saves checkpoints, which it keeps, and from which it goes on."""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training_jobs.contract.events import CheckpointSaved, Logged, Told
from training_jobs.contract.sayings import phrase, say
from training_jobs.engine import checkpoint
from training_jobs.engine.checkpoint import Content, Made, Unusable
from training_jobs.engine.device import Setting, multiplies_bf16
from training_jobs.engine.progress import Computed, Progress

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

    A disk that is full costs a checkpoint, not the run: the older ones stay, a warning says so, training goes on. At the
    end they make room for the result, all but the newest.
    """

    def __init__(self, keeping: Keeping, out: Path, made: Made) -> None:
        self.keeping, self.made, self.folder = keeping, made, out / "checkpoints"
        self.kept_step: int | None = None
        self._found: Content | None = None
        self._next = keeping.clock() + keeping.seconds

    @property
    def due(self) -> bool:
        return self.keeping.seconds > 0 and self.keeping.clock() >= self._next

    def look_for_checkpoint(self) -> Iterator[Told]:
        """Find the first checkpoint that is whole and of this run; tell which were not, and why."""
        for folder in self.keeping.resume:
            try:
                self._found = checkpoint.load(folder, self.made)
                return
            except Unusable as reason:
                yield say("unusable", "warning", step=checkpoint.step_of(folder), reason=reason.phrase)

    def setting(self, device: str) -> Setting | None:
        """How the run computed when it was saved, if this device can: another way bends the curve."""
        then = self._found and Computed(**self._found.facts["computed"])
        if not then or then.device != device:
            return None
        return then.setting if then.setting.family == "fp32" or multiplies_bf16(device) else None

    def resume(self, progress: Progress) -> Iterator[Told]:
        """Go on from the checkpoint that was found; without one the run starts at step 0, and says so."""
        found, self._found = self._found, None
        if found:
            try:
                progress.restore(found)
                self.kept_step = found.step
                yield say("went_on", step=found.step)
                yield from _bend(Computed(**found.facts["computed"]), progress.computed)
            except Unusable as reason:
                yield say("unusable", "warning", step=found.step, reason=reason.phrase)
        if self.keeping.resume and self.kept_step is None:
            yield say("began_again", "warning")
        self._clear(progress.curve.steps)

    def save(self, progress: Progress) -> Iterator[Told]:
        """Save a checkpoint and drop what need not be kept; tells of it, or why there is none."""
        step, clock = progress.curve.steps, self.keeping.clock
        began = clock()
        try:
            saved = checkpoint.save(self.folder, progress.content(), self.made)
        except OSError as error:
            yield self._failed(step, error)
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

    def make_room(self) -> bool:
        """Give up all checkpoints but the newest for what was trained; whether there were any to give."""
        older = checkpoint.checkpoints(self.folder)[1:]
        for folder in older:
            shutil.rmtree(folder, ignore_errors=True)
        return bool(older)

    @property
    def goes_on(self) -> str:
        """Where a run that leaves now will go on, as a sentence."""
        if self.kept_step is None:
            return "The run was interrupted and starts again: it has no checkpoint."
        return f"The run was interrupted and goes on from its checkpoint of step {self.kept_step}."

    def _failed(self, step: int, error: OSError) -> Logged:
        why = os.strerror(error.errno) if error.errno else str(error)
        told = {"step": step, "why": phrase("disk_full") if error.errno == errno.ENOSPC else why}
        if self.kept_step is None:
            return say("none_saved", "warning", **told)
        return say("not_saved", "warning", **told, last=self.kept_step)

    def _clear(self, step: int) -> None:
        """What lies ahead of `step` is of a past that is given up; half-written folders are of no use."""
        ahead = [
            folder for folder in checkpoint.checkpoints(self.folder) if checkpoint.step_of(folder) > step
        ]
        for folder in [*ahead, *self.folder.glob(".step-*")]:
            shutil.rmtree(folder, ignore_errors=True)


def _bend(then: Computed, now: Computed) -> Iterator[Told]:
    if then != now:
        yield say("bends", "warning", then=str(then), now=str(now))
