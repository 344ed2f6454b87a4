"""An author looks at questions of another system and takes them away as a file for a course."""

import io
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.content import located_yaml
from courses.content.exchange import FORMATS
from courses.content.exchange.gathering import LARGEST
from courses.content.schema import BankFile, QuizSource
from courses.importing import SHOWN
from courses.models import Course
from tests.conftest import Company
from tests.content.test_question_kinds import EXAMPLES, question

GIFT = """::Loss::What **falls**? {=loss#Yes. ~accuracy <script>alert(1)</script>}

::Essay::Why? {}

::Steps::How many steps are 1e5? {#100000}
"""
PAGE, FILE = "/authoring/import/", "/authoring/import/file/"


@pytest.fixture
def aisha(client: Client, company: Company) -> Client:
    client.force_login(company.aisha)
    return client


def send(client: Client, data: bytes, name: str, **more: str) -> tuple[int, str]:
    form = {"file": SimpleUploadedFile(name, data), "format": "", "language": "en", "kind": "quiz", **more}
    answer = client.post(PAGE, form)
    return answer.status_code, answer.content.decode()


def hidden(page: str, name: str) -> str:
    return unescape(page.partition(f'name="{name}" value="')[2].partition('">')[0])


def test_questions_are_shown_as_learners_see_them_and_the_rest_is_told(aisha: Client):
    status, page = send(aisha, GIFT.encode(), "first-questions.gift")
    assert status == 200
    assert "2 questions were read" in page
    assert "There are no essay questions here; it was left out." in page
    assert 'name="q.loss" value="a"' in page
    assert "<script>alert" not in page
    assert not Course.objects.exists()


def test_the_file_is_one_that_a_course_can_use(aisha: Client):
    _status, page = send(aisha, GIFT.encode(), "first-questions.gift")
    answer = aisha.post(
        FILE, {"name": hidden(page, "name"), "text": hidden(page, "text").replace("\n", "\r\n")}
    )
    assert answer["Content-Disposition"] == 'attachment; filename="first-questions.quiz.yaml"'
    read = located_yaml.load(answer.content.decode()).data
    quiz = QuizSource.model_validate(read, context={"source": "en"})
    assert [one.key for one in quiz.questions] == ["loss", "steps"]


def test_a_bank_in_chinese_may_be_made_of_it(aisha: Client):
    _status, page = send(aisha, "是吗？ {T}".encode(), "问题.gift", kind="bank", language="zh-hans")
    assert hidden(page, "name") == "questions.bank.yaml"
    read = located_yaml.load(hidden(page, "text")).data
    assert BankFile.model_validate(read, context={"source": "zh-hans"}).title.texts == {"zh-hans": "问题"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_read(aisha: Client, name: str):
    written = FORMATS[name].write([question("single"), question("true-false", key="two")], language="en")
    status, page = send(aisha, written.data, "questions" + FORMATS[name].endings[0])
    assert (status, "2 questions were read" in page) == (200, True)


def test_every_kind_is_drawn(aisha: Client):
    for kind in EXAMPLES:
        written = FORMATS["moodle-xml"].write([question(kind)], language="en")
        if written.text.count("<question"):
            assert "1 question was read" in send(aisha, written.data, "q.xml")[1]


def test_only_the_first_questions_are_drawn(aisha: Client):
    _status, page = send(aisha, b"Is it? {T}\n\n" * (SHOWN + 2), "many.gift")
    assert "2 more questions are in the file." in page
    assert page.count('class="looked-at"') == SHOWN


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "a.gift", "This file is empty."),
        (b"What?", "a.pdf", "does not tell its format"),
        (b"nothing", "a.gift", "No question could be read"),
        (b"PK\x03\x04broken", "a.zip", "not a zip file that can be read"),
        (b"Is it? {T}\n\n" * 101, "a.gift", "These are 101 questions; a file of this kind has at most 100."),
        (b"Is " + b"very " * 3_000 + b"so? {T}\n\n", "a.gift", ""),
    ],
)
def test_what_cannot_be_imported_is_said(aisha: Client, data: bytes, name: str, why: str):
    status, page = send(aisha, data, name)
    assert (status, why in page) == (422 if why else 200, True)


def test_a_file_that_no_course_could_hold_is_not_offered(aisha: Client):
    status, page = send(aisha, (b"Is " + b"very " * 3_000 + b"so? {T}\n\n") * 10, "a.gift")
    assert (status, hidden(page, "text")) == (422, "")
    assert "The file would be larger than 128 KiB. Split it." in page


def test_choosing_no_file_says_so(aisha: Client):
    answer = aisha.post(PAGE, {"language": "en", "kind": "quiz"})
    assert (answer.status_code, "Choose a file of questions first." in answer.content.decode()) == (422, True)


def test_a_file_over_the_limit_is_not_even_read(aisha: Client):
    answer = aisha.post(PAGE, {"file": io.BytesIO(b"x" * (LARGEST + 20_000))})
    assert (answer.status_code, "larger than 4 MiB" in answer.content.decode()) == (413, True)


def test_an_import_needs_its_csrf_token(company: Company):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(company.aisha)
    assert send(careful, GIFT.encode(), "a.gift")[0] == 403
    assert careful.post(FILE, {"text": "a"}).status_code == 403


@pytest.mark.parametrize("name", ["", "../../evil.html", 'a".quiz.yaml', "a.b.bank.yaml"])
def test_the_name_of_a_download_is_always_that_of_a_course_file(aisha: Client, name: str):
    answer = aisha.post(FILE, {"name": name, "text": "title: {en: x}"})
    told = answer["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('"')
    assert told.endswith((".quiz.yaml", ".bank.yaml"))
    assert not set(told) & set('/"<>')
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_learners_are_told_why_it_is_closed(client: Client, company: Company):
    client.force_login(company.ling)
    for answer in (client.get(PAGE), client.post(PAGE), client.post(FILE, {"text": "a"})):
        assert answer.status_code == 403
        assert "Only authors and administrators" in answer.content.decode()
