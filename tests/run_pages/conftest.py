"""The shipped course, people on it, and runs that say what recorded event files say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as site
from django.test import Client

from courses.access import lab_block
from courses.actions import enrol, start
from courses.labs import LabPlace
from courses.models import Block, BlockKind, Course, Lesson, Revision
from people.models import User
from tests.conftest import Company
from training_jobs import endings, queue, stream
from training_jobs.actions import submit_experiment
from training_jobs.contract.events import Line, decode
from training_jobs.contract.failures import Failure
from training_jobs.contract.knobs import apply_knobs, open_knobs, prompt_for_lab
from training_jobs.models import Run

FIXTURES = Path(__file__).parent / "fixtures"
SORT = ("first-classifier", "sort-messages", "sort-messages")
ASK = ("first-classifier", "prompt-or-fine-tune", "prompt-compare")


def recorded(name: str) -> list[Line]:
    lines = [decode(line) for line in (FIXTURES / f"{name}.jsonl").read_text().splitlines()]
    assert lines
    return lines


@pytest.fixture
def course(company: Company) -> Revision:
    """The two labs of the shipped course, as their authors wrote them, with Ling on the course."""
    course = Course.objects.create(key=SORT[0])
    texts: dict[str, Any] = {"title": {"en": "First classifier"}, "summary": {"en": "Sort."}, "minutes": 5}
    parts = [[path[1], "lab", path[2]] for path in (SORT, ASK)]
    revision = Revision.objects.create(
        course=course, number=1, digest="d", languages=["en"], parts=parts, source={}, **texts
    )
    for position, (_course, lesson_key, key) in enumerate((SORT, ASK)):
        lesson = Lesson.objects.create(revision=revision, key=lesson_key, position=position, **texts)
        Block.objects.create(
            lesson=lesson, position=0, kind=BlockKind.LAB, key=key, content=shipped(lesson_key, key)
        )
    Course.objects.filter(pk=course.pk).update(published=revision)
    course.refresh_from_db()
    start(enrolment=enrol(by=company.ling, user=company.ling, course=course))
    return revision


def shipped(lesson_key: str, key: str) -> dict[str, Any]:
    path = site.COURSE_LIBRARY / SORT[0] / "lessons" / lesson_key / f"{key}.lab.yaml"
    return {"grading": None, "pass": None, **yaml.safe_load(path.read_text())}


def place_of(user: User, path: tuple[str, str, str]) -> LabPlace:
    return lab_block(user, *path)


@pytest.fixture(autouse=True)
def own_runs_folder(settings: Any, tmp_path: Path) -> None:
    settings.RUNS_DIR = tmp_path / "runs"


Ask = Callable[..., Run]


@pytest.fixture
def ask(course: Revision, company: Company) -> Ask:
    """A queued run of Ling's in the fine-tune lab, with changed knobs."""

    def make(prediction: float | None = 0.85, title: str = "", **values: object) -> Run:
        place = place_of(company.ling, SORT)
        spec = apply_knobs(place.config["experiment"], values, open_knobs(place.config))
        title = title or "Sort customer messages"
        return submit_experiment(by=company.ling, spec=spec, title=title, place=place, prediction=prediction)

    return make


@pytest.fixture
def ask_prompt(course: Revision, company: Company) -> Ask:
    def make(**prompt: Any) -> Run:
        place = place_of(company.ling, ASK)
        template = prompt.pop("template", place.config["prompt"]["template"])
        spec = prompt_for_lab(place.config["prompt"], template=template, examples=prompt.pop("examples", ()))
        return submit_experiment(by=company.ling, spec=spec, title="Ask a chat model instead", place=place)

    return make


def play(run: Run, lines: list[Line], *, until: int | None = None) -> Run:
    """Let a worker claim the run and say the lines, up to line `until`; the run stays at work."""
    claimed = queue.claim("tests")
    assert claimed is not None
    assert claimed.run_id == run.pk
    stream.append(run_id=run.pk, attempt=claimed.attempt, events=lines[:until])
    run.refresh_from_db()
    return run


def play_to_end(run: Run, lines: list[Line], failure: Failure | None = None, detail: str = "") -> Run:
    play(run, lines)
    if failure:
        endings.fail(run_id=run.pk, attempt=run.attempt, failure=failure, detail=detail)
    else:
        endings.finish(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


@pytest.fixture
def ling(client: Client, company: Company) -> Client:
    client.force_login(company.ling)
    return client
