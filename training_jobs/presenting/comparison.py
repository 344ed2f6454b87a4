"""A prompt run beside its owner's best fine-tuned run, on the same messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training_jobs.models import Kind, Report, Run
from training_jobs.states import State


@dataclass(frozen=True)
class Comparison:
    """Both models on the cases that both answered."""

    trained: Run
    cases: int
    prompted_right: int
    trained_right: int
    predicted: dict[str, str]


def best_trained(run: Run) -> Run | None:
    """The owner's finished fine-tune with the highest validation macro-F1 on the run's data set."""
    finished = Run.objects.filter(kind=Kind.TRAIN, state=State.FINISHED, macro_f1__isnull=False)
    own = finished.filter(experiment__owner=run.experiment.owner_id)
    same_data = own.filter(experiment__spec__dataset=run.experiment.spec["dataset"])
    return same_data.select_related("experiment").order_by("-macro_f1", "-created_at").first()


def compare(run: Run, cases: Sequence[Mapping[str, Any]]) -> Comparison | None:
    """None when there is no fine-tuned run yet, or no message in common."""
    trained = best_trained(run)
    report = Report.objects.filter(run=trained).first() if trained else None
    if trained is None or report is None:
        return None
    predicted = {row["id"]: row["predicted"] for row in report.data.get("predictions", [])}
    common = [case for case in cases if case["id"] in predicted]
    if not common:
        return None
    prompted_right = sum(1 for case in common if case["correct"])
    trained_right = sum(1 for case in common if predicted[case["id"]] == case["label"])
    shown = {case["id"]: predicted[case["id"]] for case in common}
    return Comparison(trained, len(common), prompted_right, trained_right, shown)
