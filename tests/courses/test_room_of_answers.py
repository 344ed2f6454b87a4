"""What Ling types or pastes is never cut: the page says how much room there is, and what is too long is refused in words."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from courses.content.questions import KINDS, Given
from courses.content.questions.base import UnreadableAnswer
from courses.content.questions.number.reading import read_number
from courses.models import Enrolment
from tests.axe import violations
from tests.conftest import Company
from tests.content.test_question_kinds import question
from tests.courses.conftest import Begin, Publish
from tests.courses.folders import both
from tests.e2e.looks import scrolls_sideways

Opened = Callable[..., AbstractContextManager[Page]]
LESSON = "/courses/small/quiz/"
ASKED = [
    {"key": "word", "kind": "text", "prompt": both("Which word?"), "accept": [{"text": both("loss")}]},
    {"key": "out", "kind": "code-output", "prompt": both("What does it print?"), "output": "1\n2"},
    {"key": "many", "kind": "number", "prompt": both("How many?"), "answer": 3, "tolerance": 0},
    {
        "key": "gap",
        "kind": "cloze",
        "prompt": {"en": "It is {{it}}.", "zh-hans": "{{it}}。"},
        "gaps": [{"key": "it", "kind": "text", "accept": [{"text": both("loss")}]}],
    },
]


@pytest.fixture
def learns(company: Company, publish: Publish, begin: Begin) -> Enrolment:
    return begin(company.ling, publish(questions=ASKED))


@pytest.mark.parametrize(("kind", "most"), [("text", 200), ("code-output", 4000)])
def test_what_is_too_long_is_refused_with_how_much(kind: str, most: int):
    asked = question(kind, key="q")
    assert KINDS[kind] is type(asked)
    with pytest.raises(
        UnreadableAnswer, match=f"at most {most} characters; there are {most + 5}, which is 5 too"
    ):
        asked.parse(Given(("x" * (most + 5),)))


def test_line_ends_of_a_browser_take_no_room():
    lines = "x\n" * 2000
    assert question("code-output", key="q").parse(Given((lines.replace("\n", "\r\n"),))) == lines.strip()


def test_a_number_that_goes_on_far_away_is_not_read_as_its_beginning():
    with pytest.raises(UnreadableAnswer, match="shorter"):
        read_number("1" + " " * 200 + "7")


def test_no_field_of_an_answer_cuts_what_is_put_into_it(ling: Client, learns: Enrolment):
    page = ling.get(LESSON).content.decode()
    assert page.count("data-most=") == len(ASKED)
    assert "maxlength" not in page.partition("data-quiz")[2].partition("</form>")[0]
    assert "Up to 200 characters." in page
    assert "Up to 4000 characters." in page


@pytest.mark.django_db(transaction=True)
def test_what_is_pasted_stays_and_is_said_to_be_too_long(opened: Opened, company: Company, learns: Enrolment):
    with opened(company.ling, bypass_csp=True, viewport={"width": 390, "height": 844}) as page:
        page.goto(LESSON)
        for name, most in (("word", 200), ("out", 4000)):
            field, count = page.locator(f"[name='q.{name}']"), page.locator(f"#quiz-check-{name}-count")
            field.fill("x" * (most - 10))
            expect(count).to_have_text(f"{most - 10} of {most} characters")
            field.fill("x" * (most + 2))
            expect(count).to_have_text(f"{most + 2} of {most} characters · 2 characters too many")
            assert len(field.input_value()) == most + 2
        for name, most in (("many", 64), ("gap.it", 200)):
            field = page.locator(f"[name='q.{name}']")
            field.fill("1" * (most + 1))
            assert len(field.input_value()) == most + 1
            told = field.evaluate("field => field.validationMessage")
            assert told == "1 characters too many"
        assert violations(page) == []
        assert not scrolls_sideways(page)
