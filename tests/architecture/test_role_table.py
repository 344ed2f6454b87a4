"""Walks the role table: each visitor knocks at each door with each method, and each door must be in the table."""

import json
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
from people.tokens import HR_WORK, OWN_WORK, Scope, issue_token
from tests.architecture.role_table import API, API_COLUMNS, PAGE_COLUMNS, PAGES
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
    elif pattern.startswith("paths"):
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


def test_every_url_is_in_the_role_table():
    known = {*PAGES, *API, *(f"{path}/" for path in API), "api/^.*$"}
    here = list(patterns())
    assert len(here) > 30
    assert not [pattern for pattern in here if pattern not in known]
    assert not [pattern for pattern in (*PAGES, *API) if pattern not in here]


def test_each_page_opens_for_exactly_those_the_table_names(world: World):
    visitors = [client_of(None), *(client_of(getattr(world.company, name)) for name in PAGE_COLUMNS[1:])]
    found: dict[str, dict[str, str]] = {}
    for pattern, row in PAGES.items():
        path = address(pattern, world)
        found[pattern] = {m: " ".join(knock(again(visitor), m, path) for visitor in visitors) for m in row}
    assert found == PAGES


def test_a_method_that_the_table_does_not_name_is_refused(world: World):
    client = client_of(world.company.ling)
    asked = [(p, m) for p in PAGES for m in METHODS if m not in PAGES[p] and not p.startswith("accounts/")]
    answers = {(p, m): knock(again(client), m, address(p, world)) for p, m in asked}
    assert set(answers.values()) <= {"405", "403", "404"}, answers


def test_a_deactivated_person_is_a_stranger_at_every_door(world: World):
    client = client_of(world.company.ling)
    User.objects.filter(pk=world.company.ling.pk).update(is_active=False)
    found = {p: {m: knock(again(client), m, address(p, world)) for m in row} for p, row in PAGES.items()}
    assert found == {p: {m: cells.split()[0] for m, cells in row.items()} for p, row in PAGES.items()}


def body(pattern: str, world: World) -> str:
    if pattern.endswith("path-enrolments"):
        return json.dumps({"user": world.company.sven.email, "path": PATH})
    if pattern.endswith("enrolments"):
        return json.dumps({"user": world.company.sven.email, "course": COURSE})
    return json.dumps({"spec": FREE_SPEC} if pattern.endswith("experiments") else {})


def ask(pattern: str, method: str, secret: str | None, world: World) -> str:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    data = "" if method == "GET" else body(pattern, world)
    client = Client(raise_request_exception=False, headers=headers)
    return knock(client, method, address(pattern, world), data=data, content_type="application/json")


def test_each_api_route_opens_for_exactly_the_tokens_the_table_names(world: World):
    company = world.company
    holders = [(company.hr, HR_WORK), (company.ling, OWN_WORK), (company.sven, OWN_WORK)]
    wide = [None, *(issue_token(by=None, user=user, scopes=set(scopes)) for user, scopes in holders)]
    found: dict[str, dict[str, str]] = {}
    for pattern, row in API.items():
        useless = Scope.RUNS_READ if pattern.endswith("experiments") else Scope.EXPERIMENTS_WRITE
        narrow = issue_token(by=None, user=company.ling, scopes={useless})
        found[pattern] = {
            m: " ".join(ask(pattern, m, secret, world) for secret in (*wide, narrow)) for m in row
        }
    assert len(API_COLUMNS) == len(wide) + 1
    assert found == API


@pytest.mark.parametrize("name", PAGE_COLUMNS[1:])
def test_the_administration_opens_for_administrators_only(name: str, company: Company):
    answer = client_of(getattr(company, name)).get("/admin/people/user/")
    assert answer.status_code == (200 if name == "dana" else 302)
