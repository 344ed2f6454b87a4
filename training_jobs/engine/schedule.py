"""How long a run is and how fast it learns at each step."""

import math
from dataclasses import dataclass

from training_jobs.contract.spec import ExperimentSpec

EVALUATIONS = 10


@dataclass(frozen=True)
class Schedule:
    """Steps count from 1 to `total`; the rate rises linearly over `warmup` steps, then falls to zero."""

    total: int
    per_epoch: int
    warmup: int
    peak: float

    def rate(self, step: int) -> float:
        """Learning rate of a step: linear warm-up, then linear decay (Devlin et al. 2019, appendix A.2)."""
        if step <= self.warmup:
            return self.peak * step / self.warmup
        return self.peak * (self.total - step + 1) / (self.total - self.warmup)

    def epoch(self, step: int) -> float:
        """How many times the training rows had been seen after `step`."""
        return round(step / self.per_epoch, 4)

    def evaluates(self, step: int) -> bool:
        """About ten times a run, at least once an epoch, and after the last step."""
        every = max(1, min(self.per_epoch, math.ceil(self.total / EVALUATIONS)))
        return step == self.total or step % every == 0


def schedule_for(spec: ExperimentSpec, rows: int) -> Schedule:
    """The schedule of a spec on `rows` training rows; one step is one batch."""
    per_epoch = math.ceil(rows / spec.batch_size)
    total = spec.max_steps if spec.max_steps is not None else per_epoch * (spec.epochs or 1)
    warmup = min(total - 1, round(total * spec.warmup_ratio))
    return Schedule(total, per_epoch, warmup, spec.learning_rate)
