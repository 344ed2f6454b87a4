"""A course with a graded lab and a prompt lab, and runs of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import transaction

from courses.labs import LabPlace
from courses.models import Block, BlockKind, Course, Enrolment, EnrolmentState, Lesson, Revision
from people.models import User
from tests.training_jobs.told import SPEC
from training_jobs.models import Experiment, Kind, Run

GRADED = {
    "kind": "fine-tune",
    "title": {"en": "Sort messages"},
    "summary": {"en": "Sort them."},
    "experiment": SPEC,
    "knobs": {},
    "grading": {"metric": "macro_f1", "threshold": 0.8, "tries": 3},
    "pass": None,
}
PROMPT = {
    "kind": "prompt",
    "title": {"en": "Ask a model"},
    "summary": {"en": "Ask."},
    "prompt": {
        "base_model": "smollm2-135m-instruct",
        "dataset": "insurer-messages",
        "cases": 2,
        "template": "{{message}}",
    },
    "grading": None,
    "pass": "run",
}


@dataclass(frozen=True)
class Labs:
    enrolment: Enrolment
    graded: LabPlace
    prompt: LabPlace


def labs_of(user: User) -> Labs:
    parts = [["sorting", "lab", "sort"], ["asking", "lab", "ask"]]
    course, _is_new = Course.objects.get_or_create(key="first-classifier")
    texts = {"title": {"en": "T"}, "summary": {"en": "S"}, "minutes": 5}
    revision = course.published or Revision.objects.create(
        course=course, number=1, digest="d", languages=["en"], parts=parts, source={}, **texts
    )
    Course.objects.filter(pk=course.pk).update(published=revision)
    enrolment = Enrolment.objects.create(
        user=user, course=course, revision=revision, state=EnrolmentState.IN_PROGRESS, all_parts=2
    )

    def place(lesson_key: str, key: str, config: dict) -> LabPlace:
        lesson, _new = Lesson.objects.get_or_create(
            revision=revision, key=lesson_key, defaults={"position": 0, **texts}
        )
        defaults = {"position": 0, "content": config}
        block, _new = Block.objects.get_or_create(
            lesson=lesson, kind=BlockKind.LAB, key=key, defaults=defaults
        )
        return LabPlace(enrolment, revision, lesson, block)

    return Labs(enrolment, place("sorting", "sort", GRADED), place("asking", "ask", PROMPT))


@pytest.fixture
def labs(company) -> Labs:
    return labs_of(company.ling)


@pytest.fixture
def queued_run(company) -> Callable[..., Run]:
    """A waiting run of Ling's, or of whoever is named."""

    def make(
        owner: User | None = None, kind: Kind = Kind.TRAIN, place: LabPlace | None = None, **fields
    ) -> Run:
        experiment = Experiment.objects.create(
            owner=owner or company.ling,
            title="A try",
            spec=SPEC,
            lab=place.path if place else "",
            revision=place.revision if place else None,
            enrolment=place.enrolment if place else None,
        )
        run = Run.objects.create(experiment=experiment, kind=kind, **fields)
        run.refresh_from_db()
        return run

    return make


@pytest.fixture
def scripted(queued_run: Callable[..., Run]) -> Callable[..., Run]:
    """A waiting run whose engine plays a script (see scripted_host)."""

    def make(*script: list[Any], owner: User | None = None) -> Run:
        with transaction.atomic():  # a worker that looks meanwhile sees it with its script or not at all
            run = queued_run(owner)
            Experiment.objects.filter(pk=run.experiment_id).update(spec={"script": script})
        return run

    return make


@pytest.fixture
def no_old_bells(transactional_db: None) -> None:
    with redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.flushdb()


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path) -> None:
    settings.RUNS_DIR = tmp_path / "runs"
