"""One of everything, and how each visitor knocks at each door."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from courses.actions import complete_part, enrol, import_course, issue_certificate, publish_revision, start
from courses.drafts.drafting import open_draft
from courses.models import Asset, Block, Certificate, Completion, Course, PartKind, Regrade, Revision
from people.models import User
from tests.conftest import ROOT, Company
from tests.courses.answering import hand_in
from tests.courses.paths import waiting_path
from training_jobs.actions import submit_experiment
from training_jobs.contract.spec import parse_spec
from training_jobs.models import Report, Run
from training_jobs.states import State

RULES, ASSET, DIGEST = "rules", "a.txt", "0" * 64
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PATH = "first-month"
COURSE, LESSON, QUIZ, LAB = "first-classifier", "what-training-does", "check", "sort-messages"
FREE_SPEC = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "head",
}


@dataclass(frozen=True)
class World:
    """One of everything, belonging to Ling: a course under way, a finished run, a certificate.

    And for authors: an unpublished draft, and a comparison of marks.
    """

    company: Company
    run: Run
    completion: Completion
    draft: Revision
    regrade: Regrade
    path_version: uuid.UUID
    path_enrolment: uuid.UUID


def published_course(author: User) -> Course:
    revision = import_course(by=author, folder=ROOT / "courses" / "library" / COURSE)
    assert isinstance(revision, Revision), revision
    publish_revision(by=author, revision=revision)
    return Course.objects.get(key=COURSE)


def finished_run(company: Company) -> Run:
    from courses.access import lab_block

    place = lab_block(company.ling, COURSE, "sort-messages", LAB)
    run = submit_experiment(by=company.ling, spec=parse_spec(FREE_SPEC), place=place, prediction=0.8)
    Run.objects.filter(pk=run.pk).update(state=State.FINISHED, attempt=1, step=9, macro_f1=0.8)
    Report.objects.create(run=run, data={"macro_f1": 0.8})
    run.refresh_from_db()
    return run


@pytest.fixture
def world(company: Company, settings: Any, tmp_path: Any) -> World:
    settings.RUNS_DIR = tmp_path
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "kept"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    course = published_course(company.aisha)
    enrolment = start(enrolment=enrol(by=None, user=company.ling, course=course))
    run = finished_run(company)
    weights = tmp_path / str(run.public_id) / "1" / "adapter"
    weights.mkdir(parents=True)
    (weights / "adapter_config.json").write_text("{}")
    assert enrolment.revision
    draft = unpublished_copy_of(enrolment.revision)
    default_storage.save(asset_of(draft).stored_as, ContentFile(b"a"))
    lesson = enrolment.revision.lessons.get(key=LESSON)
    Block.objects.create(lesson=lesson, position=9, kind="acknowledge", key=RULES, content={"pages": {}})
    with_completion = enrol(
        by=None, user=company.ling, course=Course.objects.create(key="other", published=draft)
    )
    completion = Completion.objects.create(
        enrolment=with_completion, user=company.ling, course=course, revision=enrolment.revision, score=0.9
    )
    issue_certificate(completion=completion)
    complete_part(enrolment=enrolment, lesson_key=LESSON, kind=PartKind.QUIZ, key=QUIZ, score=0.5)
    quiz = Block.objects.select_related("lesson").get(
        lesson__revision=enrolment.revision, lesson__key=LESSON, key=QUIZ
    )
    hand_in(enrolment, quiz.lesson, quiz, {})
    open_draft(by=company.aisha, course=course)
    known_path = waiting_path(PATH, COURSE, by=company.marco, user=company.ling)
    place = {"course": course, "lesson_key": LESSON, "quiz_key": QUIZ, "state": "compared"}
    asked = {"revision": enrolment.revision, "questions": [], "all_attempts": 0, "asked_by": company.aisha}
    regrade = Regrade.objects.create(**place, **asked)
    return World(company, run, completion, draft, regrade, *known_path)


def unpublished_copy_of(revision: Revision) -> Revision:
    draft = Revision.objects.get(pk=revision.pk)
    lessons = list(draft.lessons.all())
    draft.pk, draft.public_id, draft.number = None, uuid.uuid4(), 2
    draft.digest, draft.published_at = "other", None
    draft.save()
    for lesson in lessons:
        contents = list(lesson.blocks.all())
        lesson.pk, lesson.revision = None, draft
        lesson.save()
        for block in contents:
            block.pk, block.lesson = None, lesson
            block.save()
    for term in revision.terms.all():
        term.pk, term.revision = None, draft
        term.save()
    return draft


def asset_of(draft: Revision) -> Asset:
    named = {"path": f"assets/{ASSET}", "sha256": DIGEST, "media_type": "text/plain", "size": 1}
    return Asset.objects.create(revision=draft, **named)


def patterns() -> Iterator[str]:
    """Every URL pattern of the site but the Django admin, which guards itself and has a test of its own."""

    def walk(entries: Any, prefix: str) -> Iterator[str]:
        for entry in entries:
            here = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver) and not here.startswith("admin/"):
                yield from walk(entry.url_patterns, here)
            elif isinstance(entry, URLPattern):
                yield here

    yield from walk(get_resolver().url_patterns, "")


def address(pattern: str, world: World) -> str:
    if pattern.startswith("certificates"):
        public_id = world.completion.public_id
    elif pattern.startswith(("paths", "api/v1/path-enrolments")):
        public_id = world.path_enrolment
    elif pattern.startswith("team") or "/overrides/" in pattern or "/people/" in pattern:
        public_id = world.company.ling.public_id
    elif "/regrade/" in pattern:
        public_id = world.regrade.public_id
    elif "/paths/" in pattern:
        public_id = world.path_version
    elif pattern.startswith("authoring"):
        public_id = world.draft.public_id
    else:
        public_id = world.run.public_id
    lesson = "sort-messages" if "<slug:lab>" in pattern else LESSON
    values = {
        "<uuid:public_id>": str(public_id),
        "<uuid:id>": str(public_id),
        "<slug:course>": COURSE,
        "<slug:path>": PATH,
        "<slug:lesson>": lesson,
        "<slug:quiz>": QUIZ,
        "<slug:key>": RULES,
        "<uuid:attempt>": str(public_id),
        "<slug:question>": "loss",
        "<slug:sha256>": DIGEST,
        "<str:name>": ASSET,
        "<slug:lab>": LAB,
        "<slug:kind>": "quiz",
        "<slug:language>": "zh-hans",
        "<int:save>": "1",
        "<int:number>": "1",
        "<str:number>": Certificate.objects.get(completion=world.completion).number,
    }
    for placeholder, value in values.items():
        pattern = pattern.replace(placeholder, value)
    return "/" + pattern


def outcome(response: HttpResponse) -> str:
    if response.status_code == 302 and response.headers["Location"].startswith("/accounts/login/?"):
        return "login"
    return str(response.status_code)


def knock(client: Client, method: str, path: str, **options: Any) -> str:
    """One request whose effects are taken back."""
    with transaction.atomic():
        answer = outcome(client.generic(method, path, **options))
        transaction.set_rollback(True)
    return answer


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def again(client: Client) -> Client:
    """As it was: what a knock did to the session was taken back, so its cookie holds still."""
    other = Client(raise_request_exception=False)
    other.cookies = client.cookies.copy()
    return other
