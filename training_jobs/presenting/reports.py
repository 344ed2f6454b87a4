"""A finished run's report as tables, and its outcome beside what the learner expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from training_jobs.models import Experiment, Kind, Run
from training_jobs.presenting.words import score, shown
from training_jobs.states import State

Report = Mapping[str, Any]
HEATS = 4
CLOSE = Decimal("0.02")
RIGHT = 0.01
MISTAKES = 8


@dataclass(frozen=True)
class Cell:
    """One count of the confusion matrix; `heat` is a CSS class, empty for zero."""

    count: int
    heat: str


@dataclass(frozen=True)
class ConfusionRow:
    label: str
    cells: list[Cell]
    total: int


def confusion_rows(report: Report) -> list[ConfusionRow]:
    """Row = true class. Shades are shares of the row, so that small classes speak as loudly as large ones."""
    confusion = report.get("confusion") or {"labels": [], "matrix": []}
    rows = []
    for index, (label, counts) in enumerate(zip(confusion["labels"], confusion["matrix"], strict=True)):
        total = sum(counts)
        cells = [Cell(n, _heat(n, total, right=column == index)) for column, n in enumerate(counts)]
        rows.append(ConfusionRow(label, cells, total))
    return rows


def _heat(count: int, total: int, *, right: bool) -> str:
    if not count:
        return ""
    shade = max(1, round(HEATS * count / total))
    return f"{'right' if right else 'wrong'}-{shade}"


@dataclass(frozen=True)
class Expectation:
    """A prediction beside what came of it; `sentence` is empty while there is nothing to compare with."""

    said: float
    got: float | None
    sentence: str


def expectation(
    experiment: Experiment, got: float | None, *, final: bool, name: str = ""
) -> Expectation | None:
    """`name`: whose prediction it is, for a reader who is somebody else."""
    if experiment.prediction is None:
        return None
    sentence = outcome(experiment.prediction, got, name) if final and got is not None else ""
    return Expectation(experiment.prediction, got, sentence)


def outcome(said: float, got: float, name: str = "") -> str:
    """The prediction against the outcome in one sentence, said to its owner or of somebody with a name."""
    gap = abs(shown(said) - shown(got))
    how = "close" if gap <= CLOSE else "lower" if said > got else "higher"
    to_owner = {
        "close": _("You said %(said)s and it came to %(got)s: well predicted."),
        "lower": _("You said %(said)s and it came to %(got)s: %(gap)s lower than you expected."),
        "higher": _("You said %(said)s and it came to %(got)s: %(gap)s higher than you expected."),
    }
    to_others = {
        "close": _("%(name)s said %(said)s and it came to %(got)s: well predicted."),
        "lower": _("%(name)s said %(said)s and it came to %(got)s: %(gap)s lower than expected."),
        "higher": _("%(name)s said %(said)s and it came to %(got)s: %(gap)s higher than expected."),
    }
    words = {"name": name, "said": score(said), "got": score(got), "gap": score(float(gap))}
    return (to_others if name else to_owner)[how] % words


def leaning(experiment: Experiment, name: str = "", last: int = 5) -> str:
    """How far the owner's newest predictions were off on average, once there are two."""
    own = Run.objects.filter(experiment__owner=experiment.owner_id, experiment__prediction__isnull=False)
    ended = own.filter(state=State.FINISHED, kind=Kind.TRAIN, macro_f1__isnull=False)
    pairs = ended.exclude(experiment=experiment).order_by("-created_at")
    gaps = [
        shown(said or 0.0) - shown(got or 0.0)
        for said, got in pairs.values_list("experiment__prediction", "macro_f1")[:last]
    ]
    if len(gaps) < 2:
        return ""
    mean = float(sum(gaps) / len(gaps))
    how = "right" if abs(mean) < RIGHT else "high" if mean > 0 else "low"
    to_owner = {
        "right": _("Your last %(count)s predictions were right on average."),
        "high": _("Your last %(count)s predictions were %(gap)s too high on average."),
        "low": _("Your last %(count)s predictions were %(gap)s too low on average."),
    }
    to_others = {
        "right": _("The last %(count)s predictions of %(name)s were right on average."),
        "high": _("The last %(count)s predictions of %(name)s were %(gap)s too high on average."),
        "low": _("The last %(count)s predictions of %(name)s were %(gap)s too low on average."),
    }
    words = {"name": name, "count": len(gaps), "gap": score(abs(mean))}
    return (to_others if name else to_owner)[how] % words
