"""Ends a run whose loss is beyond hope."""

import math
from dataclasses import dataclass

from training_jobs.contract.failures import EXPLANATIONS, Failure
from training_jobs.engine.halting import Halted


@dataclass
class DivergenceWatch:
    """Raises Halted when the loss is not a number for some steps running, or huge for many.

    A loss of `hopeless` times that of guessing, ln(classes), means a model that is certain and wrong. The two
    counters go into a checkpoint, so that a resumed run ends at the same step.
    """

    classes: int
    not_finite_limit: int = 3
    huge_limit: int = 10
    hopeless: float = 10.0
    not_finite: int = 0
    huge: int = 0

    def check(self, step: int, loss: float) -> None:
        self.not_finite = 0 if math.isfinite(loss) else self.not_finite + 1
        is_huge = not math.isfinite(loss) or loss > self.hopeless * math.log(max(2, self.classes))
        self.huge = self.huge + 1 if is_huge else 0
        if self.not_finite >= self.not_finite_limit or self.huge >= self.huge_limit:
            explanation = EXPLANATIONS[Failure.DIVERGED]
            raise Halted(Failure.DIVERGED, f"{explanation.happened} (step {step}) {explanation.next_step}")
