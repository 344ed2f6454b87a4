"""Up to eight runs side by side: what sets them apart, and how each came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from training_jobs.contract.knobs import written_out
from training_jobs.models import Report, Run
from training_jobs.presenting.charts import chart_context
from training_jobs.presenting.lists import in_short, seconds_of
from training_jobs.presenting.states import StateWords, is_open, state_words
from training_jobs.presenting.words import setting_name, setting_value

MOST = 8
LETTERS = "ABCDEFGH"
# Colours c1 to c8 of tokens.css; a pattern of its own for each, so that no line is told by colour alone.
DASHES = ("", "9 4", "2 3", "10 3 2 3", "5 2", "14 5", "6 2 1 2 1 2", "1 2")


@dataclass(frozen=True)
class ComparedRun:
    """One run with its letter, colour and dash pattern on the charts; `settings` are those in which the runs differ."""

    run: Run
    letter: str
    colour: int
    dash: str
    words: StateWords
    settings: list[str]
    seconds: float | None
    trained: int | None


def compare_context(runs: Sequence[Run]) -> dict[str, Any]:
    """Costs one query for all reports, whatever the number of runs."""
    specs = [written_out(run.experiment.spec) for run in runs]
    paths = differing(specs)
    trained = dict(Report.objects.filter(run__in=runs).values_list("run", "data__trainable_parameters"))
    rows = []
    for place, (run, spec) in enumerate(zip(runs, specs, strict=True)):
        settings = [_written(path, spec) for path in paths]
        look = LETTERS[place], place + 1, DASHES[place]
        rows.append(ComparedRun(run, *look, state_words(run), settings, seconds_of(run), trained.get(run.pk)))
    return {
        "rows": rows,
        "differing": [setting_name(path) for path in paths],
        "several_owners": len({run.experiment.owner_id for run in runs}) > 1,
        "curves": [_curve(row) for row in rows],
        "metrics": metrics(),
        **chart_context(),
    }


def metrics() -> list[tuple[str, str]]:
    """What can be overlaid; a name with a dot is measured at evaluations."""
    return [
        ("evals.loss", _("Validation loss")),
        ("steps.loss", _("Training loss")),
        ("evals.macro_f1", _("Validation macro-F1")),
        ("evals.accuracy", _("Validation accuracy")),
        ("steps.learning_rate", _("Learning rate")),
        ("steps.gradient_norm", _("Gradient norm")),
        ("steps.examples_per_second", _("Examples per second")),
        ("steps.memory_mb", _("Memory in MB")),
        ("steps.load", _("Processor load")),
    ]


def differing(specs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Dotted settings in which the runs are not all alike, in the order of the first spec."""
    paths = dict.fromkeys(path for spec in specs for path in spec)
    return [path for path in paths if any(spec.get(path) != specs[0].get(path) for spec in specs[1:])]


def _written(path: str, spec: Mapping[str, Any]) -> str:
    if path.startswith("lora.") and spec.get("method") != "lora":
        return "–"
    return setting_value(path, spec.get(path))


def _curve(row: ComparedRun) -> dict[str, Any]:
    return {
        "letter": row.letter,
        "colour": f"--c{row.colour}",
        "dash": [int(part) for part in row.dash.split()],
        "url": reverse("training_jobs:run_curve", args=[row.run.public_id]),
        "what": f"{row.run.experiment.name} · {in_short(row.run)}",
        "open": is_open(row.run),
        "total": row.run.total_steps,
    }
