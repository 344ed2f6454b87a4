"""What the lesson asks, what was reached on the hidden test, and how many tries are left."""

from dataclasses import dataclass
from typing import Any

from people.models import User
from training_jobs.access import check_can_grade
from training_jobs.models import Grading, Run
from training_jobs.passing import Passed, passed_lab
from training_jobs.presenting.places import LabOf
from training_jobs.presenting.words import metric_name, tries_left
from training_jobs.states import OPEN

# The drawing: 0 to 1 lies between these x of a 300 wide box.
LEFT, RIGHT = 12, 288


def x_of(share: float) -> str:
    return f"{LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, share)):.1f}"


@dataclass(frozen=True)
class GradingRow:
    """One grading with the places of its interval, its mark and the threshold in the drawing.

    The interval is one of macro-F1, so it stands only where that decides.
    """

    grading: Grading
    metric: str = "macro_f1"

    @property
    def score(self) -> float | None:
        return self.grading.scored(self.metric)

    @property
    def has_interval(self) -> bool:
        return self.metric == "macro_f1" and self.grading.low is not None

    @property
    def open(self) -> bool:
        return self.grading.run.state in OPEN

    @property
    def x(self) -> dict[str, str]:
        spot = self.grading
        places = {"threshold": spot.threshold, "mark": spot.macro_f1, "low": spot.low, "high": spot.high}
        return {name: x_of(value) for name, value in places.items() if value is not None}


@dataclass(frozen=True)
class GradingPanel:
    """Everything the grading card shows: `passed` by any run of the lab; `refusal` says why it cannot be asked for now."""

    threshold: float
    metric: str
    tries: int
    left: int
    rows: list[GradingRow]
    refusal: str
    passed: Passed | None = None

    @property
    def counted(self) -> str:
        """The score that decides."""
        return metric_name(self.metric)

    @property
    def left_in_words(self) -> str:
        return tries_left(self.left)

    @property
    def open(self) -> bool:
        return any(row.open for row in self.rows)

    @property
    def is_scored(self) -> bool:
        """Whether there is nothing to ask for: what comes of this run stands there, or will in a moment."""
        return self.open or any(row.grading.macro_f1 is not None for row in self.rows)

    @property
    def has_passing(self) -> bool:
        """Whether it was this run that passed."""
        return any(row.grading.passed for row in self.rows)


def gradings_of(owner_id: int, lab: str) -> list[Grading]:
    here = Grading.objects.of_lab(owner_id, lab)
    return list(here.select_related("run", "trained__experiment"))


def grading_panel(run: Run, lab: LabOf | None, actor: User) -> GradingPanel | None:
    """The panel of a training run; None where the lab asks for no grading."""
    rules: dict[str, Any] | None = lab.grading if lab else None
    if rules is None or run.kind != "train":
        return None
    all_of_lab = gradings_of(run.experiment.owner_id, run.experiment.lab)
    left = rules["tries"] - sum(1 for grading in all_of_lab if grading.counts)
    rows = [GradingRow(grading, rules["metric"]) for grading in all_of_lab if grading.trained_id == run.pk]
    refusal = check_can_grade.refusal(actor, run)
    _course, lesson, key = run.experiment.lab.split("/")
    passed = passed_lab(run.experiment.enrolment, lesson, key, rules)
    return GradingPanel(
        rules["threshold"], rules["metric"], rules["tries"], max(0, left), rows, refusal, passed
    )
