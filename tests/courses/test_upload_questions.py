"""Files as answers: what is taken, where it lies, who gets it, and what a browser may do with it."""

import io
import os
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.content.questions.upload.judging import plain_name
from courses.hand_marking import leftovers
from courses.models import Answer, AnswerFile, QuizAttempt
from tests.conftest import Company
from tests.courses.hand_marked import MARKING, TOLD, marked, page_for, upload_question
from tests.courses.quiz_pages import HTMX, LESSON, QUIZ, page_of

pytestmark = pytest.mark.django_db
FILES = f"{QUIZ}files/work/"
PDF = b"%PDF-1.7 my own work"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Any) -> Any:
    kept = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "kept"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    return tmp_path / "kept"


@pytest.fixture
def learner(taking: Callable[..., Client]) -> Client:
    return taking(questions=asked(files=2, types=["pdf", "svg", "zip", "py"]), readings=0)


def asked(**more: Any) -> list[dict[str, Any]]:
    return [upload_question(**more)]


def upload(client: Client, *files: tuple[str, bytes], htmx: bool = True, **more: str) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(FILES, {"number": "1", "file.work": sent, **more}, headers=HTMX if htmx else {})


def files_in(storage: Any) -> list[Any]:
    return [path for path in storage.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_name_of_chance_and_handed_in(learner: Client, storage: Any, company: Company):
    told = upload(learner, ("Ling's work.pdf", PDF)).content.decode()
    file = AnswerFile.objects.get()
    assert "Ling&#x27;s work.pdf" in told
    assert f'value="{file.public_id}" checked' in told
    (path,) = files_in(storage)
    assert path.read_bytes() == PDF
    assert "work" not in path.name
    assert path.parent.parent.name == "answers"
    learner.post(QUIZ, {"number": "1", "q.work": str(file.public_id)})
    assert TOLD in page_of(learner)
    client = Client()
    client.force_login(company.aisha)
    page = client.get(page_for(Answer.objects.get())).content.decode()
    assert "File 1 (pdf)" in page
    assert "Ling" not in page
    assert client.get(MARKING).status_code == 200
    marked(company.aisha, "work")
    assert QuizAttempt.objects.get().points == 5


def test_files_of_answers_that_are_gone_are_swept_a_day_later(learner: Client, storage: Any):
    upload(learner, ("a.pdf", PDF))
    (gone,) = files_in(storage)
    upload(learner, ("b.pdf", PDF))
    AnswerFile.objects.filter(name="a.pdf").delete()
    assert leftovers.sweep() == 0, "it may be on its way"
    for path in files_in(storage):
        os.utime(path, (0, 0))
    assert leftovers.sweep() == 1
    assert not gone.exists()
    assert (leftovers.sweep(), len(files_in(storage))) == (0, 1)


def test_without_javascript_it_works_as_a_form(learner: Client):
    answer = upload(learner, ("a.pdf", PDF), htmx=False)
    assert answer.status_code == 302
    assert "a.pdf" in page_of(learner)
    problem = upload(learner, ("a.exe", b"MZ"), htmx=False)
    assert problem.status_code == 422
    assert "Files of these types are taken: pdf, svg, zip, py." in problem.content.decode()


def packed(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"<html>", "is not what its name says"),
        ("a.pdf", b"", "file is empty"),
        ("a.svg", SCRIPT, "script"),
        ("a.html", b"<script>alert(1)</script>", "types are taken"),
        ("a.zip", packed("../../outside.txt", b"x"), "outside"),
        ("a.zip", packed("bomb.txt", b"0" * 20_000_000), "suspiciously small"),
        ("a.py", b"\xff\xfe", "not UTF-8"),
        ("a.pdf", PDF + b"0" * (5 * 1024 * 1024), "larger than 5 MiB"),
    ],
)
def test_what_is_not_what_it_should_be_is_refused_and_nothing_is_kept(
    learner: Client, storage: Any, name: str, content: bytes, why: str
):
    told = upload(learner, (name, content))
    assert told.status_code == 422
    assert why in told.content.decode()
    assert not AnswerFile.objects.exists()
    assert files_in(storage) == []


def test_a_body_that_is_too_large_is_not_read(learner: Client):
    told = learner.post(FILES, "x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(10**9))
    assert told.status_code == 409
    assert not AnswerFile.objects.exists()


def test_it_is_only_ever_a_download(learner: Client):
    upload(learner, ("plain.svg", DRAWING))
    served = learner.get(f"/answers/files/{AnswerFile.objects.get().public_id}/")
    assert served.headers["Content-Disposition"] == 'attachment; filename="plain.svg"'
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Content-Type"] == "application/octet-stream"
    served.close()
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "no-store" in served.headers["Cache-Control"]


def test_only_its_owner_and_markers_of_what_was_handed_in_get_it(learner: Client, company: Company):
    upload(learner, ("one.pdf", PDF), ("two.pdf", PDF))
    one, two = AnswerFile.objects.all()
    addresses = [f"/answers/files/{file.public_id}/" for file in (one, two)]
    client = Client()
    for user in (company.sven, company.marco, company.hr, company.aisha):
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses} == {404}, user
    learner.post(QUIZ, {"number": "1", "q.work": str(one.public_id)})
    client.force_login(company.aisha)
    assert [client.get(address).status_code for address in addresses] == [200, 404], (
        "she did not hand in the second"
    )
    assert 'filename="work.pdf"' in client.get(addresses[0]).headers["Content-Disposition"]
    client.force_login(company.marco)
    assert client.get(addresses[0]).status_code == 404
    assert [learner.get(address).status_code for address in addresses] == [200, 200]


def test_somebody_elses_file_cannot_be_handed_in(learner: Client, company: Company, begin, client: Client):
    upload(learner, ("one.pdf", PDF))
    file = AnswerFile.objects.get()
    begin(company.sven, QuizAttempt.objects.get().revision)
    client.force_login(company.sven)
    told = client.post(QUIZ, {"number": "1", "q.work": str(file.public_id)})
    assert "Choose a file and upload it." in told.content.decode()
    assert QuizAttempt.objects.get(enrolment__user=company.sven).is_open


def test_a_file_that_is_chosen_again_takes_the_place_of_the_old(taking: Callable[..., Client]):
    learner = taking(questions=asked())
    upload(learner, ("first.pdf", PDF))
    first = AnswerFile.objects.get()
    page = upload(learner, ("second.pdf", PDF), **{"q.work": str(first.public_id)}).content.decode()
    assert "second.pdf" in page
    assert "first.pdf" not in page


def test_after_the_end_nothing_is_taken_any_more(learner: Client, storage: Any):
    upload(learner, ("one.pdf", PDF))
    learner.post(QUIZ, {"number": "1", "q.work": str(AnswerFile.objects.get().public_id)})
    told = upload(learner, ("late.pdf", PDF))
    assert "already been handed in" in told.content.decode()
    assert AnswerFile.objects.count() == len(files_in(storage)) == 1


def test_what_cannot_be_written_to_the_database_is_not_left_on_the_disk(
    learner: Client, storage: Any, monkeypatch
):
    learner.raise_request_exception = False
    monkeypatch.setattr(AnswerFile, "save", lambda *_args, **_more: 1 / 0)
    assert upload(learner, ("one.pdf", PDF)).status_code == 500
    assert files_in(storage) == []


def test_uploads_do_not_fill_the_disk(learner: Client):
    for _each in range(10):
        upload(learner, ("one.pdf", PDF), ("two.pdf", PDF))
    told = upload(learner, ("one.pdf", PDF))
    assert told.status_code == 422
    assert AnswerFile.objects.count() == 20


def test_what_arrived_is_listed_as_the_reader_s_language_does(learner: Client, company: Company):
    company.ling.language = "zh-hans"
    company.ling.save()
    told = upload(learner, ("a.pdf", PDF), ("b.pdf", PDF)).content.decode()
    assert "已上传：a.pdf、b.pdf" in told


def test_a_question_of_another_kind_takes_no_files(taking: Callable[..., Client]):
    learner = taking()
    sent = {"number": "1", "file.loss": SimpleUploadedFile("a.pdf", PDF)}
    assert learner.post(f"{QUIZ}files/loss/", sent).status_code == 404
    assert "file.loss" not in learner.get(LESSON).content.decode()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\me.PDF", "me.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("..", "file"),
        ("", "file"),
        ("学习报告.pdf", "学习报告.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_for_people_and_never_a_path(name: str, plain: str):
    assert plain_name(name) == plain


def test_nothing_of_it_is_stored_by_the_name(learner: Client):
    upload(learner, ("../../../evil.pdf", PDF))
    assert default_storage.exists(AnswerFile.objects.get().stored_as)
    assert AnswerFile.objects.get().name == "evil.pdf"


MADE_UP = "00000000-0000-0000-0000-000000000000"


def test_a_file_that_nobody_uploaded_is_no_answer(learner: Client):
    told = learner.post(QUIZ, {"number": "1", "q.work": MADE_UP})
    assert "Choose a file and upload it." in told.content.decode()
    assert QuizAttempt.objects.get().is_open


def test_when_time_is_over_a_made_up_file_waits_for_nobody(learner: Client):
    upload(learner, ("a.pdf", PDF))
    own = str(AnswerFile.objects.get().public_id)
    learner.post(QUIZ, {"number": "1", "q.work": [MADE_UP, own], "time-is-over": "1"})
    assert Answer.objects.get(question_key="work").response == [own]


def test_made_up_files_alone_are_marked_as_nothing(learner: Client):
    learner.post(QUIZ, {"number": "1", "q.work": MADE_UP, "time-is-over": "1"})
    attempt = QuizAttempt.objects.get()
    assert (attempt.state, attempt.points) == ("graded", 0)
