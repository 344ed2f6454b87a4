"""What an author fills in for a lab: models from which the editor makes its form. `contract.labs` checks what it says."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, create_model

from courses.content.forms.shapes import Names, Picked
from courses.content.localized import LocalizedText
from lms.kit.templatetags.texts import in_language
from training_jobs.contract.catalogue import BASE_MODELS, base_model_names, dataset_names
from training_jobs.contract.datasets import open_dataset
from training_jobs.contract.knobs import KNOB_TEXTS
from training_jobs.contract.labs import METRICS
from training_jobs.contract.spec import ExperimentSpec, PromptSpec, RunSpec

DATASETS, BASE_MODELS_HERE, WRITERS, KNOBS = "data sets", "base models", "base models that write", "knobs"
BEGINNINGS: dict[str, dict[str, Any]] = {
    "fine-tune": {
        "experiment": {"base_model": "minilm-l6", "dataset": "insurer-messages", "epochs": 4},
        "knobs": {"learning_rate": {"min": 0.00001, "max": 0.1}, "epochs": {"min": 1, "max": 10}},
        "grading": {"metric": "macro_f1", "threshold": 0.7, "tries": 3},
    },
    "prompt": {
        "prompt": {
            "base_model": "smollm2-135m-instruct",
            "dataset": "insurer-messages",
            "template": "{{message}}\n\nLabel:",
        },
        "pass": "run",
    },
}


class Limits(BaseModel):
    """Of a setting that learners may change: the values that it may have, or the lowest and the highest."""

    options: tuple[str | float, ...] = ()
    min: float | None = None
    max: float | None = None


class Rules(BaseModel):
    metric: Literal[METRICS] | None = None  # type: ignore[valid-type]
    threshold: float | None = Field(None, gt=0, le=1)
    tries: int | None = Field(None, ge=1, le=20)


@cache
def lab_form(kind: str) -> type[BaseModel] | None:
    if kind == "fine-tune":
        knobs = Annotated[dict[str, Limits], Names(tuple(KNOB_TEXTS), KNOBS)]
        settings = _settings(ExperimentSpec, learning_rate=(float | None, Field(None, gt=0, le=1000)))
        passed = (Literal["run"] | None, Field(None, alias="pass"))
        return _lab(
            kind,
            experiment=(settings, ...),
            knobs=(knobs, {}),
            grading=(Rules | None, None),
            pass_rule=passed,
        )
    if kind == "prompt":
        most = (int | None, Field(None, ge=0, le=12))
        settings = _settings(PromptSpec, leave_out={"task", "examples"}, generates=True, max_examples=most)
        passed = (Literal["run"] | None, Field(..., alias="pass"))  # no prompt is graded
        return _lab(kind, prompt=(settings, ...), pass_rule=passed)
    return None


def lab_choices() -> Mapping[str, Sequence[tuple[str, str]]]:
    """What the fields of a lab are chosen from, by what it is called."""
    return {
        DATASETS: [(key, str(in_language(open_dataset(key).title))) for key in dataset_names()],
        BASE_MODELS_HERE: _models(base_model_names()),
        WRITERS: _models(base_model_names(generates=True)),
        KNOBS: [(path, _(text.label)) for path, text in KNOB_TEXTS.items()],
    }


def _models(keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, _(BASE_MODELS[key].title)) for key in keys]


def _lab(kind: str, **inside: Any) -> type[BaseModel]:
    named: dict[str, Any] = {
        "title": (LocalizedText, ...),
        "summary": (LocalizedText, ...),
        "kind": (Literal[kind], ...),
    }
    return create_model("Lab", **named, **inside)


def _settings(
    spec: type[RunSpec], *, leave_out: set[str] | None = None, generates: bool | None = None, **instead: Any
) -> type[BaseModel]:
    """The settings of a spec, so that a new one has its field at once."""
    fields: dict[str, Any] = {
        name: (info.annotation, info)
        for name, info in spec.model_fields.items()
        if name not in (leave_out or ())
    }
    fields["base_model"] = (Annotated[str, Picked(WRITERS if generates else BASE_MODELS_HERE)], ...)
    fields["dataset"] = (Annotated[str, Picked(DATASETS)], ...)
    return create_model("Settings", **{**fields, **instead})
