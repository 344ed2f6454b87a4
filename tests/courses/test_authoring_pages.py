"""Authors upload, look, publish. Others are told why not."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.drafts.drafting import open_draft
from courses.models import Course, Enrolment, PartDone, QuizAttempt, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import CANARY, HALF, RIGHT, course_folder

Begin = Callable[[User, Revision], Enrolment]


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where unpacking happens, so that what is left behind can be seen."""
    place = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def zipped(folder: Path, **extra: str) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
        for name, text in extra.items():
            archive.writestr(name, text)
    return SimpleUploadedFile("course.zip", packed.getvalue(), "application/zip")


def upload(client: Client, archive: object) -> tuple[int, str]:
    answer = client.post("/authoring/upload/", {"archive": archive} if archive else {}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_zip_becomes_a_draft_and_its_preview(
    aisha: Client, company: Company, tmp_path: Path, temporary: Path
):
    status, page = upload(aisha, zipped(course_folder(tmp_path)))
    revision = Revision.objects.get()
    assert (status, revision.created_by, revision.published_at) == (200, company.aisha, None)
    assert "Publish revision 1" in page
    assert not list(temporary.iterdir())


def test_problems_come_back_with_file_and_line(aisha: Client, tmp_path: Path, temporary: Path):
    folder = course_folder(tmp_path)
    path = folder / "lessons/quiz/check.quiz.yaml"
    path.write_text(path.read_text().replace("kind: single", "kind: <b>singel</b>"))
    status, page = upload(aisha, zipped(folder))
    assert status == 422
    line = next(n for n, text in enumerate(path.read_text().splitlines(), start=1) if "singel" in text)
    assert f"lessons/quiz/check.quiz.yaml:{line}" in page
    assert "<b>singel" not in page
    assert not Course.objects.exists()
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "small/../../evil.txt"])
def test_a_zip_that_points_outside_is_refused(aisha: Client, tmp_path: Path, temporary: Path, name: str):
    status, page = upload(aisha, zipped(course_folder(tmp_path), **{name: "evil"}))
    assert status == 422
    assert "evil.txt" in page
    assert not Course.objects.exists()
    assert not list(temporary.parent.rglob("evil.txt"))
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_what_is_no_zip_is_a_problem_not_a_crash(aisha: Client, content: bytes):
    status, page = upload(aisha, SimpleUploadedFile("course.zip", content))
    assert status == 422
    assert "things to mend" in page or "One thing to mend" in page


def test_choosing_no_file_says_so(aisha: Client):
    status, page = upload(aisha, None)
    assert (status, "Choose the zip file of a course first." in page) == (422, True)


def test_a_file_over_the_limit_is_not_even_read(aisha: Client, settings):
    settings.COURSE_UPLOAD_BYTES = 1000
    status, page = upload(aisha, SimpleUploadedFile("course.zip", b"x" * 50_000))
    assert (status, "larger than 1 kB" in page) == (413, True)


def test_an_upload_needs_its_csrf_token(company: Company, tmp_path: Path):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(company.aisha)
    assert careful.post("/authoring/upload/", {"archive": zipped(course_folder(tmp_path))}).status_code == 403
    assert not Course.objects.exists()


def test_preview_shows_lessons_and_tries_quizzes_without_keeping_anything(aisha: Client, draft: Publish):
    revision = draft(lab=True)
    home = reverse("courses:preview", args=[revision.public_id])
    assert f"{home}quiz/" in aisha.get(home).content.decode()
    lesson = aisha.get(f"{home}quiz/").content.decode()
    assert CANARY not in lesson
    assert aisha.get(f"{home}lab/").status_code == 200
    for headers in ({}, {"HX-Request": "true"}):
        page = aisha.post(f"{home}quiz/quiz/check/", HALF, headers=headers).content.decode()
        assert "1 of 3 points." in page
        assert aisha.post(f"{home}quiz/quiz/check/", {}, headers=headers).status_code == 422
    assert not any(model.objects.exists() for model in (QuizAttempt, PartDone, Enrolment))


def test_publishing_says_first_what_happens_to_whom(
    aisha: Client, company: Company, publish: Publish, draft: Publish, begin: Begin
):
    begin(company.ling, publish(title="Old"))
    revision = draft(title="New")
    home = reverse("courses:preview", args=[revision.public_id])
    page = aisha.get(home).content.decode()
    assert "<b>1</b> person is in progress" in page
    assert "They keep the content they have." in page
    assert aisha.post(f"{home}publish/").url == "/authoring/small/"
    assert Course.objects.get().published == revision
    assert aisha.post(f"{home}publish/").url == "/authoring/small/", "pressed twice"
    assert "Revision 2 is already published." in aisha.get(home).content.decode()
    page = aisha.get("/authoring/small/").content.decode()
    assert "earlier edition" in page


def test_the_desk_lists_published_and_draft(aisha: Client, publish: Publish, draft: Publish):
    publish(title="Old")
    new = draft(title="New")
    page = aisha.get("/authoring/").content.decode()
    assert "revision 1" in page
    assert "draft 2" in page
    assert reverse("courses:preview", args=[new.public_id]) in page


@pytest.mark.parametrize(
    "address",
    [
        "small/edit/",
        "small/review/",
        "small/people/",
        "small/feedback/",
        "import/?course=small",
    ],
)
def test_the_way_back_names_the_course_by_its_title(
    aisha: Client, company: Company, draft: Publish, address: str
):
    open_draft(by=company.aisha, course=draft(title="New").course)
    page = aisha.get(f"/authoring/{address}").content.decode()
    way = page.partition('<div class="page-head">')[2].partition("<h1>")[0]
    assert re.findall(r">([^<]+)</a>", way) == ["Authoring", "New"]


def test_learners_are_told_why_authoring_is_closed(client: Client, company: Company, draft: Publish):
    home = reverse("courses:preview", args=[draft().public_id])
    closed = ["/authoring/", "/authoring/small/", home, f"{home}quiz/", f"/authoring/revisions/{uuid4()}/"]
    for person in (company.ling, company.marco, company.hr):
        client.force_login(person)
        answers = [client.get(address) for address in closed]
        answers += [client.post(f"{home}publish/"), client.post("/authoring/upload/")]
        answers += [client.post(f"{home}quiz/quiz/check/", RIGHT)]
        for answer in answers:
            assert answer.status_code == 403
            assert "Only authors and administrators can change courses." in answer.content.decode()
    client.force_login(company.dana)
    assert [client.get(address).status_code for address in closed] == [200, 200, 200, 200, 404]


def test_an_address_for_forms_leads_to_its_page_when_it_is_opened(aisha: Client):
    assert aisha.get("/authoring/new/").headers["Location"] == "/authoring/"
    told = aisha.get("/authoring/new/", headers={"Accept": "application/json"})
    assert (told.status_code, told.headers["Allow"], told.content) == (405, "POST", b"")


def test_an_address_for_reading_says_so_to_a_form(aisha: Client):
    answer = aisha.post("/authoring/")
    assert answer.status_code == 405
    assert "Go back to the page before" in answer.content.decode()


@pytest.mark.parametrize("before", ["/authoring/", "/authoring/upload/"])
def test_the_language_is_changed_on_a_page_that_answers_a_form(aisha: Client, before: str):
    refused = aisha.post("/authoring/upload/", headers={"Referer": f"http://testserver{before}"})
    assert refused.status_code == 422
    assert f'<input type="hidden" name="next" value="{before}">' in refused.content.decode()
    shown = aisha.post("/people/language/", {"language": "zh-hans", "next": before}, follow=True)
    assert shown.status_code == 200
    assert shown.request["PATH_INFO"] == "/authoring/"


def test_a_page_elsewhere_is_nothing_to_come_back_to(aisha: Client):
    refused = aisha.post("/authoring/upload/", headers={"Referer": "https://evil.example/page/"})
    assert 'name="next" value="/authoring/upload/"' in refused.content.decode()


def test_the_desk_costs_the_same_for_any_number_of_courses(
    aisha: Client, draft: Publish, django_assert_max_num_queries: Callable[..., object]
):
    spent = []
    for courses in (2, 6):
        for number in range(courses):
            draft(key=f"course-{number}", title=f"{courses} {number}")
        with django_assert_max_num_queries(14) as queries:  # type: ignore[attr-defined]
            aisha.get("/authoring/")
        spent.append(len(queries))
    assert spent[0] == spent[1]
