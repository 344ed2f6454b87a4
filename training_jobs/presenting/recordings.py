"""What the page of a recording shows before its first event is told."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.labs import LabPlace
from training_jobs.models import Kind, Run
from training_jobs.presenting.charts import chart_context
from training_jobs.presenting.lists import in_short, settings_in_short
from training_jobs.presenting.places import LabOf
from training_jobs.presenting.progress import Progress
from training_jobs.states import ENDED

SPEEDS = (1, 5, 10, 50)
LONGEST = 20_000  # events; a longer run is too much to hold in a page
EMPTY_CASES = 30


def can_replay(run: Run) -> bool:
    """Ended, with something to see that a page can hold."""
    return run.state in ENDED and run.kind != Kind.GRADE and run.step > 0 and run.last_seq <= LONGEST


def replay_context(run: Run) -> dict[str, Any]:
    spec = run.experiment.spec
    rows = range(1, spec.get("cases", EMPTY_CASES) + 1) if run.kind == Kind.PROMPT else ()
    return _shared(run.total_steps, spec) | {
        "run": run,
        "experiment": run.experiment,
        "what": in_short(run),
        "back": reverse("training_jobs:run", args=[run.public_id]),
        "back_words": _("Back to the run"),
        "events_url": reverse("training_jobs:run_events", args=[run.public_id]),
        "is_prompt": run.kind == Kind.PROMPT,
        "cases": [{"number": number, "case": None} for number in rows],
    }


def recording_context(place: LabPlace) -> dict[str, Any]:
    """The recording that comes with a lab."""
    lab = LabOf(place.config, place.path)
    spec = lab.config["experiment"]
    return _shared(0, spec) | {
        "run": {"kind": Kind.TRAIN},
        "experiment": {"name": lab.title},
        "what": settings_in_short(spec),
        "back": lab.url,
        "back_words": _("Back to the lab"),
        "intro": _("Somebody else's run of this lab with its own settings, as it happened."),
        "events_url": reverse("training_jobs:recording_events", args=lab.path.split("/")),
        "is_prompt": False,
    }


def _shared(total_steps: int, spec: dict[str, Any]) -> dict[str, Any]:
    phases = {
        "loading": _("Loading the base model"),
        "tokenising": _("Cutting the messages into tokens"),
        "training": _("Training"),
        "evaluating": _("Evaluating"),
        "answering": _("Answering"),
        "saving": _("Saving"),
    }
    return {
        **chart_context(),
        "spec": spec,
        "speeds": SPEEDS,
        "phases": phases,
        "progress": Progress(total_steps=total_steps),
        "verdict": "",
        "is_replay": True,
        "ended": False,
        "open": True,
    }
