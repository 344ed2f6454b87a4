"""The lab an experiment belongs to, in the words of the revision it was made with."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from lms.kit.templatetags.texts import Said, said
from training_jobs.access import lab_config
from training_jobs.contract.knobs import Knob, open_knobs, written_out
from training_jobs.contract.spec import DEFAULT_EPOCHS
from training_jobs.models import Experiment

# JSON in the database keeps no order, so the settings have theirs here.
KNOB_ORDER = (
    "method",
    "learning_rate",
    "epochs",
    "max_steps",
    "batch_size",
    "lora.rank",
    "lora.alpha",
    "lora.dropout",
)


@dataclass(frozen=True)
class LabOf:
    """A lab's definition with its address."""

    config: dict[str, Any]
    path: str

    @property
    def url(self) -> str:
        return reverse("training_jobs:lab", args=self.path.split("/"))

    @property
    def lesson_url(self) -> str:
        return reverse("courses:lesson", args=self.path.split("/")[:2])

    @property
    def title(self) -> Said:
        return said(self.config.get("title"))

    @property
    def base(self) -> dict[str, Any]:
        """The lab's own settings by dotted path, with the defaults of those that it leaves out."""
        own = self.config.get("experiment")
        given = {path: value for path, value in written_out(own or {}).items() if value is not None}
        return {"epochs": DEFAULT_EPOCHS, **given} if own and "max_steps" not in given else given

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """The opened settings, the weighty ones first, the seed last."""
        opened = open_knobs({"knobs": self.config.get("knobs") or {}})
        places = {path: place for place, path in enumerate(KNOB_ORDER)}
        return tuple(sorted(opened, key=lambda knob: (places.get(knob.path, len(places)), knob.path)))

    @property
    def grading(self) -> dict[str, Any] | None:
        return self.config.get("grading")


def lab_of(experiment: Experiment) -> LabOf | None:
    """None for a free experiment, or where the lab has gone from the revision."""
    config = lab_config(experiment)
    return LabOf(config, experiment.lab) if config else None
