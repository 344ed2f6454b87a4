"""An author looks at questions of another system and takes them away as a file for a course."""

import html
import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client

from courses.content import located_yaml
from courses.content.exchange import FORMATS
from courses.content.exchange.gathering import LARGEST
from courses.content.exchange.spreadsheet.columns import column_of
from courses.content.schema import BankFile, QuizSource
from courses.intake.keeping import forget_old
from courses.intake.questions import DRAWN
from courses.models import Course, Intake
from tests.conftest import Company
from tests.content.test_question_kinds import EXAMPLES, question

GIFT = """::Loss::What **falls**? {=loss#Yes. ~accuracy <script>alert(1)</script>}

::Essay::Why? {}

::Steps::How many steps are 1e5? {#100000}
"""
PAGE = "/authoring/import/"


def send(client: Client, data: bytes, name: str, **more: str) -> tuple[int, str]:
    """What the page says that a file leads to."""
    form = {"file": SimpleUploadedFile(name, data), "format": "", "language": "en", **more}
    answer = client.post(PAGE, form, follow=True)
    return answer.status_code, answer.content.decode()


def here() -> str:
    """The address of what was read last."""
    return f"{PAGE}{Intake.objects.latest('pk').public_id}/"


def test_questions_are_shown_as_learners_see_them_and_the_rest_is_told(aisha: Client):
    status, page = send(aisha, GIFT.encode(), "first-questions.gift")
    assert status == 200
    assert "3 questions were read" in page
    assert "This format has no rubric; one with three levels was begun: write it over." in page
    assert 'name="q.loss" value="loss"' in page
    assert "<script>alert" not in page
    assert not Course.objects.exists()


def test_a_question_is_chosen_by_its_first_words(aisha: Client, desk: object):
    gift = "::题1::训练时损失会怎样？{=下降 ~上升}\n\n死记硬背叫{=过拟合}。"
    _status, page = send(aisha, gift.encode(), "first.gift", course="small", language="zh-hans")
    labels = re.findall(r'class="choose-question".*?</label>', page, re.DOTALL)
    assert ["训练时损失会怎样？" in labels[0], "死记硬背叫" in labels[1]] == [True, True]
    assert "<code>" not in "".join(labels)


def test_another_language_shows_the_same_questions(aisha: Client):
    send(aisha, GIFT.encode(), "first-questions.gift")
    told = aisha.post("/people/language/", {"language": "zh-hans", "next": here()}, follow=True)
    page = told.content.decode()
    assert 'name="q.loss" value="loss"' in page
    assert "This format has no rubric" not in page, "what was lost is told in Chinese now"


def test_the_file_is_one_that_a_course_can_use(aisha: Client):
    send(aisha, GIFT.encode(), "first-questions.gift")
    answer = aisha.get(f"{here()}quiz.yaml")
    assert answer["Content-Disposition"] == 'attachment; filename="first-questions.quiz.yaml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    read = located_yaml.load(answer.content.decode()).data
    quiz = QuizSource.model_validate(read, context={"source": "en"})
    assert [one.key for one in quiz.questions] == ["loss", "essay", "steps"]
    assert aisha.get(f"{here()}lab.yaml").status_code == 404


def test_a_bank_in_chinese_may_be_made_of_it(aisha: Client):
    send(aisha, "是吗？ {T}".encode(), "问题.gift", language="zh-hans")
    answer = aisha.get(f"{here()}bank.yaml")
    assert answer["Content-Disposition"] == 'attachment; filename="questions.bank.yaml"'
    read = located_yaml.load(answer.content.decode()).data
    assert BankFile.model_validate(read, context={"source": "zh-hans"}).title.texts == {"zh-hans": "问题"}


@pytest.mark.parametrize("name", ["../../evil.gift", 'a"b.gift', "a.b.bank.gift", "é ü.gift"])
def test_the_name_of_a_download_is_always_that_of_a_course_file(aisha: Client, name: str):
    send(aisha, GIFT.encode(), name)
    told = aisha.get(f"{here()}quiz.yaml")["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.quiz\.yaml"', told)


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


def test_only_the_first_questions_are_drawn_and_the_first_500_offered(aisha: Client):
    _status, page = send(aisha, b"Is it? {T}\n\n" * 502, "many.gift")
    assert "2 more questions are in the file. Split it to add them too." in page
    assert (page.count('class="looked-at"'), page.count("<fieldset")) == (500, DRAWN)


@pytest.mark.parametrize(
    ("data", "name", "status", "why"),
    [
        (b"", "a.gift", 422, "This file is empty."),
        (b"What?", "a.pdf", 200, "does not tell its format"),
        (b"nothing", "a.gift", 200, "No question could be read"),
        (b"PK\x03\x04broken", "a.zip", 200, "not a zip file that can be read"),
        (b"no zip at all", "a.zip", 200, "not a zip file that can be read"),
        ("Stimmt’s? {T}".encode("utf-16"), "a.gift", 200, "This file is not UTF-8 text. Save it as UTF-8."),
        ((b"Is " + b"very " * 3_000 + b"so? {T}\n\n") * 10, "a.gift", 200, "too many for one file"),
    ],
)
def test_what_cannot_be_imported_is_said(aisha: Client, data: bytes, name: str, status: int, why: str):
    found, page = send(aisha, data, name)
    assert (found, why in page) == (status, True)
    assert ("yaml" in page) is False


def test_choosing_no_file_says_so(aisha: Client):
    answer = aisha.post(PAGE, {"language": "en"})
    assert (answer.status_code, "Choose a file of questions first." in answer.content.decode()) == (422, True)


def test_a_file_over_the_limit_is_not_even_read(aisha: Client):
    answer = aisha.post(PAGE, {"file": io.BytesIO(b"x" * (LARGEST + 20_000))})
    assert (answer.status_code, "larger than 4 MiB" in answer.content.decode()) == (413, True)


def test_an_import_needs_its_csrf_token(company: Company):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(company.aisha)
    assert send(careful, GIFT.encode(), "a.gift")[0] == 403
    assert not Intake.objects.exists()


def test_what_somebody_brought_in_is_found_by_nobody_else(aisha: Client, company: Company):
    send(aisha, GIFT.encode(), "a.gift")
    aisha.force_login(company.dana)
    assert {aisha.get(here()).status_code, aisha.get(f"{PAGE}{uuid.uuid4()}/").status_code} == {404}
    assert aisha.get(f"{here()}quiz.yaml").status_code == 404


def test_it_is_forgotten_after_two_weeks(aisha: Client):
    for name, days in (("old.gift", 15), ("new.gift", 13)):
        send(aisha, GIFT.encode(), name)
        Intake.objects.filter(name=name).update(at=Now() - timedelta(days=days))
    assert forget_old() == 1
    assert [one.name for one in Intake.objects.all()] == ["new.gift"]


def test_learners_are_told_why_it_is_closed(client: Client, company: Company):
    client.force_login(company.ling)
    for answer in (client.get(PAGE), client.post(PAGE)):
        assert answer.status_code == 403
        assert "Only authors and administrators" in answer.content.decode()


def test_the_table_that_is_laid_out_beside_the_form_can_be_read(aisha: Client):
    page = html.unescape(aisha.get(PAGE).content.decode())
    told = page.partition("How a table is laid out")[2]
    columns = re.findall(
        r"<code>([a-z_0-9]+)</code>", " ".join(re.findall(r'class="named">(.*?)</th>', told))
    )
    assert len(columns) > 10
    assert all(column_of(one, "en") for one in columns)
    example = told.partition("<code>kind;")[2].partition("</code>")[0]
    status, said = send(aisha, f"kind;{example}".encode(), "table.csv")
    assert (status, "1 question was read" in said, "What was lost" in said) == (200, True, False)
