"""kill -9 of the training process at seeded moments: the run goes on from its checkpoint to the very same end."""

import random
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults.processes import children_of, hit
from tests.faults.promises import check_curve, check_words, exact, weights_digest
from tests.faults.readers import Listening, Polling
from tests.faults.runs import end_of, is_at_work, set_aside, unkilled
from tests.training_jobs.workers import until, worker
from training_jobs import doorbell
from training_jobs.contract.failures import Failure
from training_jobs.models import Checkpoint, Run, RunAttempt
from training_jobs.states import ENDED

pytestmark = pytest.mark.django_db(transaction=True)
LOSSES = 2  # a third one sets the run aside
MOMENTS = ("loading", "step", "saving", "saving", "closing")


@pytest.fixture
def gpu(transactional_db, models_dir) -> Iterator[None]:
    with worker(app="tests.faults.real_worker", LEASE_SECONDS="20", CHECKPOINT_SECONDS="0.1"):
        yield


@dataclass
class Chance:
    """Seeded moments, and where the kills really fell."""

    seed: int
    fell: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    @property
    def kills(self) -> int:
        return sum(self.fell.values())

    def kill(self, run: Run, attempt: int) -> bool:
        """Wait for a moment of this attempt and kill it; False when the attempt was over before."""
        moment = self.random.choice(MOMENTS) if self.fell else "saved"
        if not until_moment(moment, run, attempt, self.random):
            return False
        reached = bool(hit(children_of(run, attempt)))
        if reached:
            self.fell[moment] = self.fell.get(moment, 0) + 1
        return reached


def until_moment(moment: str, run: Run, attempt: int, chance: random.Random) -> bool:
    """Return at the moment, or with False once the attempt is over.

    The first of all is "saved", after which a run goes on from a checkpoint for sure.
    """
    folder = Path(settings.RUNS_DIR) / str(run.public_id) / str(attempt)
    step, saves = chance.randint(1, 29), chance.randint(1, 3)
    pause = chance.uniform(0, 0.3) if moment in ("loading", "step") else chance.uniform(0, 0.012)
    seen: set[str] = set()

    def come() -> bool:
        if moment == "loading":
            return (folder / "log.txt").exists()
        if moment == "saved":
            return Checkpoint.objects.filter(run=run).exists()
        if moment == "saving":
            with suppress(OSError):
                seen.update(path.name for path in (folder / "checkpoints").glob(".step-*"))
            return len(seen) >= saves
        with suppress(OSError):
            told = (folder / "events.jsonl").read_text()
            return f'"step":{step},"epoch"' in told if moment == "step" else '"phase":"saving"' in told
        return False

    until(lambda: come() or is_over(folder), every=0.0005 if moment == "saving" else 0.005)
    time.sleep(pause)
    return not is_over(folder)


def is_over(folder: Path) -> bool:
    with suppress(OSError):
        return '"state":"finished"' in (folder / "events.jsonl").read_text()
    return False


@pytest.mark.parametrize(
    "kills",
    [
        4,
        pytest.param(50, marks=[pytest.mark.faults, pytest.mark.limit(1800)]),
    ],
)
def test_a_run_that_is_killed_anywhere_ends_as_if_it_had_not_been(kills, gpu, asked, web, token, say):
    control, digest, alone = unkilled(asked)
    chance, runs, again, resumed = Chance(seed=kills), 0, [], 0
    while chance.kills < kills:
        run = asked(title=f"run {runs}")
        readers = [Listening(web.url, run, token), Polling(web.url, run, token)]
        for attempt in range(1, LOSSES + 1):
            until(lambda run=run, attempt=attempt: is_at_work(run, attempt))
            if run.state in ENDED or not chance.kill(run, attempt):  # the last kill may have come too late
                break
            killed_at = time.monotonic()
            until(lambda run=run, attempt=attempt: is_at_work(run, attempt + 1))
            again.append(time.monotonic() - killed_at)
        end_of(run)
        final = check_curve(run, *readers)
        assert exact(final) == exact(control)
        assert weights_digest(run) == digest
        assert not Checkpoint.objects.filter(run=run).exists(), "an ended run goes on from nowhere"
        resumed += RunAttempt.objects.filter(run=run, resume_step__gt=0).count()
        runs += 1
    assert resumed, "none went on from a checkpoint"
    say(
        f"{chance.kills} kills of the child ({chance.fell}) in {runs} runs, seed {chance.seed}",
        "same weights and same curve to the last bit as an unkilled run, shown to socket and poller alike",
        f"{resumed} attempts went on from a checkpoint; at work again after {max(again):.2f} s at most; "
        f"unkilled run {alone:.2f} s",
    )


@pytest.mark.faults
def test_a_third_kill_sets_the_run_aside_with_words_and_its_curve(gpu, asked, company, say):
    run = asked(max_steps=5000)
    other = asked(by=company.sven, max_steps=3)
    for attempt in (1, 2, 3):
        until(lambda attempt=attempt: is_at_work(run, attempt) and run.step > 2 * attempt)
        hit(children_of(run))
    until(lambda: set_aside(run))
    check_words(run, Failure.QUARANTINED, "platform")
    check_curve(run)
    assert list(RunAttempt.objects.filter(run=run).values_list("outcome", flat=True)) == ["killed"] * 3
    doorbell.ring()
    end_of(other)
    say("3 kills of one run", "set aside as quarantined, with its curve; the next person's run finishes", "")
