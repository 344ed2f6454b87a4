"""What the page of a lab shows beside its form."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.labs import LabPlace
from lms.kit.templatetags.texts import in_language
from people.models import User
from training_jobs import nodes
from training_jobs.contract.catalogue import BASE_MODELS
from training_jobs.contract.datasets import Dataset, Row, open_dataset
from training_jobs.models import Kind, Run
from training_jobs.passing import passed_lab
from training_jobs.presenting.changes import changes, changes_in_words
from training_jobs.presenting.gradings import gradings_of
from training_jobs.presenting.lists import result_of
from training_jobs.presenting.places import LabOf
from training_jobs.presenting.states import StateWords, state_words
from training_jobs.presenting.words import metric_name, tries_left
from training_jobs.recordings import recording_of

EARLIER = 10
EXAMPLES_PER_CLASS = 3


@dataclass(frozen=True)
class EarlierRun:
    run: Run
    changed: str
    words: StateWords
    got: float | None


def lab_context(actor: User, place: LabPlace) -> dict[str, Any]:
    lab = LabOf(place.config, place.path)
    settings = lab.config.get("experiment") or lab.config.get("prompt") or {}
    return {
        "lab": lab,
        "place": place,
        "course_title": in_language(place.revision.title),
        "lesson_title": in_language(place.lesson.title),
        "summary": in_language(lab.config.get("summary")),
        "base_model": BASE_MODELS[settings["base_model"]],
        "dataset": open_dataset(settings["dataset"]),
        "worker_absent": not any(node.ready for node in nodes.live_nodes("gpu")),
        "recording": _recording(lab, place.block.key),
        "earlier": earlier_runs(actor, lab),
        **_grading(actor, lab, place),
    }


def _recording(lab: LabOf, key: str) -> str:
    """Where a recorded run of this lab can be watched; empty where there is none."""
    if recording_of(lab.config, key) is None:
        return ""
    return reverse("training_jobs:recording", args=lab.path.split("/"))


def earlier_runs(actor: User, lab: LabOf) -> list[EarlierRun]:
    """The actor's newest runs of this lab."""
    runs = Run.objects.filter(experiment__owner=actor, experiment__lab=lab.path).exclude(kind=Kind.GRADE)
    opened = tuple(knob.path for knob in lab.knobs)
    return [
        EarlierRun(run, _changed(run, lab, opened), state_words(run), result_of(run))
        for run in runs.select_related("experiment").order_by("-created_at")[:EARLIER]
    ]


def _changed(run: Run, lab: LabOf, opened: tuple[str, ...]) -> str:
    spec = run.experiment.spec
    if run.kind != Kind.PROMPT:
        return changes_in_words(changes(spec, lab.base, opened))
    count = len(spec.get("examples", ()))
    shots = (
        ngettext("%(count)s example", "%(count)s examples", count) % {"count": count}
        if count
        else _("zero-shot")
    )
    own = spec.get("template") != lab.config["prompt"].get("template")
    return _("%(shots)s, own template") % {"shots": shots} if own else shots


def _grading(actor: User, lab: LabOf, place: LabPlace) -> dict[str, Any]:
    passed = passed_lab(place.enrolment, place.lesson.key, place.block.key, lab.grading)
    if lab.grading is None:
        return {"rules": None, "passed": passed}
    gradings = gradings_of(actor.pk, lab.path)
    left = max(0, lab.grading["tries"] - sum(1 for grading in gradings if grading.counts))
    counted = metric_name(lab.grading["metric"])
    return {"rules": lab.grading, "counted": counted, "tries_left": tries_left(left), "passed": passed}


def offered_examples(dataset: Dataset) -> list[Row]:
    """The first short train messages of each class, in the order of the classes."""
    rows = sorted(dataset.rows("train"), key=lambda row: dataset.label_keys.index(row.label))
    offered: list[Row] = []
    for label in dataset.label_keys:
        own = [row for row in rows if row.label == label and len(row.text) <= 160]
        offered += own[:EXAMPLES_PER_CLASS]
    return offered
