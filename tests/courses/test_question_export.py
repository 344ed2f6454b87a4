"""Aisha takes questions away for another system, and sees before what it cannot hold."""

import pytest
from django.test import Client

from courses.content.exchange import FORMATS
from courses.drafts.drafting import save_file
from courses.models import Draft
from people.models import AuditEvent
from tests.conftest import Company

PAGE = "/authoring/small/questions/"
QUIZ = "lessons/quiz/check.quiz.yaml"


@pytest.mark.parametrize("name", FORMATS)
def test_the_questions_of_a_quiz_are_taken_away(aisha: Client, here: Draft, name: str):
    page = aisha.get(f"{PAGE}?path={QUIZ}&format={name}").content.decode()
    assert "3 questions" in page
    answer = aisha.get(f"{PAGE}?path={QUIZ}&format={name}&language=zh-hans&download=1")
    assert answer["Content-Disposition"] == f'attachment; filename="check{FORMATS[name].endings[0]}"'
    assert len(FORMATS[name].read(answer.content, language="zh-hans").questions) == 3
    assert AuditEvent.objects.filter(did="downloaded").count() == 1


def test_what_a_format_cannot_hold_is_told_by_question(aisha: Client, here: Draft):
    page = aisha.get(f"{PAGE}?path={QUIZ}&format=gift").content.decode()
    assert "How many steps?" in page
    assert "The unit was dropped." in page


def test_the_questions_of_a_course_are_taken_away_too(aisha: Client, here: Draft):
    assert f'href="{PAGE}"' in aisha.get("/authoring/small/").content.decode()
    answer = aisha.get(f"{PAGE}?format=moodle-xml&download=1")
    assert 'filename="small.xml"' in answer["Content-Disposition"]
    assert b"How many steps?" in answer.content


def test_the_page_of_a_quiz_leads_there(aisha: Client, here: Draft):
    page = aisha.get(f"/authoring/small/edit/file/?path={QUIZ}").content.decode()
    assert f'href="{PAGE}?path={QUIZ}"' in page


def test_a_file_with_mistakes_is_to_be_mended_first(aisha: Client, company: Company, here: Draft):
    quiz = here.files.get(path=QUIZ)
    save_file(by=company.aisha, file=quiz, text="title: {en: Quiz}\n", base=1)
    answer = aisha.get(f"{PAGE}?path={QUIZ}")
    assert answer.status_code == 409
    assert "Mend them first" in answer.content.decode()
    assert aisha.get(f"{PAGE}?path=lessons/read-1/intro.en.md").status_code == 409


def test_what_a_quiz_draws_from_banks_is_told_with_the_way_to_it(
    aisha: Client, company: Company, here: Draft
):
    aisha.post("/authoring/small/edit/structure/", {"do": "begin-bank", "title": "Spare ones"})
    quiz = here.files.get(path=QUIZ)
    drawing = (quiz.text or "") + "draw:\n- bank: spare-ones\n  count: 1\n"
    save_file(by=company.aisha, file=quiz, text=drawing, base=1)
    page = aisha.get(f"{PAGE}?path={QUIZ}&format=csv").content.decode()
    assert "3 questions" in page
    assert "1 more question of this quiz is drawn from the bank “Spare ones” and is not in this file." in page
    assert 'href="?path=banks/spare-ones.bank.yaml&amp;format=csv&amp;language=en"' in page
    assert "It holds everything.<" not in page
    assert (
        "is drawn from the bank" not in aisha.get(f"{PAGE}?path=banks/spare-ones.bank.yaml").content.decode()
    )
