"""Is it learning? One sentence from the validation losses; run_state.js judges live by the same rules."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from training_jobs.presenting.progress import Progress
from training_jobs.states import State

VERDICTS = {
    "early": gettext_lazy("Too early to say: it takes two evaluations to see a direction."),
    "falling": gettext_lazy("It is learning: validation loss is still falling."),
    "wavering": gettext_lazy(
        "Validation loss rose once after step %(step)s. Once says little: watch the next."
    ),
    "rising": gettext_lazy("Validation loss has been rising since step %(step)s: now it learns by heart."),
    "broken": gettext_lazy("The loss has run away: the learning rate is too high."),
    "fell": gettext_lazy("Validation loss fell to the end. Longer training might bring more."),
    "cut": gettext_lazy("The run ended early, so its curve cannot say how it would have gone on."),
    "turned": gettext_lazy("Validation loss was lowest at step %(step)s and never came below that again."),
}


@dataclass(frozen=True)
class Verdict:
    code: str
    step: int = 0

    def __str__(self) -> str:
        words = str(VERDICTS[self.code])
        return words % {"step": self.step} if self.step else words


RUN_AWAY = 4.0


def judge(progress: Progress, *, state: str) -> Verdict:
    """A loss has run away when it is no number, or RUN_AWAY times that of the first step."""
    first_step = min(progress.steps, default=None)
    if first_step is not None and first_step <= progress.step:
        first, newest = progress.steps[first_step][0], progress.loss
        if first is None or newest is None or newest > RUN_AWAY * first:
            return Verdict("broken")
    if state in (State.FAILED, State.CANCELLED):
        return Verdict("cut")
    ended = state == State.FINISHED
    so_far = [row for row in progress.evaluations if row.step <= progress.step]
    losses = [(row.step, row.loss) for row in so_far if row.loss is not None]
    if len(losses) < 2:
        return Verdict("early")
    best_step, _loss = min(losses, key=lambda pair: pair[1])
    worse = sum(1 for step, _ in losses if step > best_step)
    if not worse:
        return Verdict("fell" if ended else "falling")
    if ended:
        return Verdict("turned", best_step)
    return Verdict("wavering" if worse == 1 else "rising", best_step)
