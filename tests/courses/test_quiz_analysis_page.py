"""Aisha looks back on a quiz: what to mend first, why, and on which revision."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses.actions import submit_attempt
from courses.answers import QuizForm
from courses.content.questions import Given
from courses.models import Block, Course, Enrolment, Revision
from courses.templatetags.analysis import signed
from people.models import User
from tests.conftest import Company, person
from tests.courses.answering import hand_in
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER, banked, both, choice

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
PAGE = "/authoring/small/analysis/quiz/check/"
BEST = {"loss": "rises", "true": ["one", "two"], "steps": RIGHT_NUMBER}
WEAKEST = {"loss": "falls", "true": ["three"], "steps": 1}


@pytest.fixture
def crowd(begin: Begin) -> Callable[[Revision, int], None]:
    """As many people as said hand in: the better half agrees on an answer that is marked as wrong."""

    def come(revision: Revision, people: int) -> None:
        block = Block.objects.select_related("lesson").get(lesson__revision=revision, key="check")
        for number in range(people):
            user = person(f"Taker{revision.number}x{number}")
            hand_in(begin(user, revision), block.lesson, block, BEST if number % 2 else WEAKEST)

    return come


def text(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_attempts_the_page_says_what_is_needed(aisha: Client, publish: Publish):
    publish()
    page = text(aisha)
    assert "No attempt at this quiz on revision 1 is graded yet" in page
    assert "From 10 attempts on" in page
    assert "<table" not in page


@pytest.mark.parametrize(
    ("policy", "said", "share"),
    [({"certainty": True}, {"_sure": "high"}, "\u2212200 %"), ({"penalty": 0.25}, {}, "\u221225 %")],
)
def test_what_a_wrong_answer_costs_is_no_share_of_right_ones(
    aisha: Client, publish: Publish, begin: Begin, policy: dict[str, Any], said: dict[str, str], share: str
):
    choices = [choice("yes", "Yes", correct=True), choice("no", "<b>No</b>", correct=False)]
    asked = {"key": "so", "kind": "single", "prompt": both("Is `<b>` so?"), "choices": choices}
    revision = publish(questions=[asked], readings=0, **policy)
    block = Block.objects.select_related("lesson").get(lesson__revision=revision, key="check")
    for number in range(3):
        enrolment = begin(person(f"Sure{number}"), revision)
        given = {"so": Given(("no",), said)}
        submit_attempt(
            enrolment=enrolment, lesson=block.lesson, block=block, form=QuizForm(given, is_final=True)
        )
    page = text(aisha)
    assert "Points earned" in page
    assert "Right answers" not in page
    assert share in page
    assert 'width="-' not in page
    assert "Is &lt;b&gt; so?" in page
    assert "&amp;lt;" not in page


@pytest.mark.parametrize(
    ("value", "written"), [(-0.004, "0.00"), (-0.006, "\u22120.01"), (1, "1.00"), (None, "–")]
)
def test_what_rounds_to_nothing_has_no_sign(value: float | None, written: str):
    assert signed(value) == written


def test_attempts_are_counted_on_the_desk_at_once(aisha: Client, publish: Publish, crowd):
    crowd(publish(), 3)
    assert "3 first attempts" in text(aisha, "/authoring/small/")
    text(aisha)
    assert "3 first attempts" in text(aisha, "/authoring/small/")


def test_the_question_to_mend_comes_first_with_its_reason(aisha: Client, publish: Publish, crowd):
    crowd(publish(), 12)
    page = text(aisha)
    assert "1 of 3 questions needs a look" in page
    assert 'class="card next bad"' in page
    assert '<a href="#question-1">Question 1</a>: Who does well elsewhere does worse here' in page
    assert "Of the best third 100 % take this wrong answer, and 0 % a right one." in page
    assert "Read this as a hint only: 12 attempts are too few" in page
    assert (
        "Only each person&#x27;s first graded attempt counts" in page or "first graded attempt counts" in page
    )
    assert page.index('id="question-1"') < page.index('id="question-2"')


def test_of_a_few_attempts_nothing_is_judged(aisha: Client, publish: Publish, crowd):
    crowd(publish(), 3)
    page = text(aisha)
    assert "Too few attempts to judge its questions" in page
    assert "Too few attempts to say how well the quiz tells people apart." in page
    assert "Nothing stands out" not in page
    assert "poorly" not in page


def test_a_larger_crowd_is_no_hint_any_more_and_new_attempts_show_at_once(
    aisha: Client, publish: Publish, crowd
):
    revision = publish()
    crowd(revision, 30)
    page = text(aisha)
    assert "Read this as a hint" not in page
    assert "<b>30</b><span>first attempts</span>" in page


def test_attempts_at_the_same_quiz_count_on_every_revision(
    aisha: Client, publish: Publish, draft: Publish, crowd
):
    crowd(publish(title="Old"), 3)
    crowd(publish(title="New"), 4)
    draft(title="Newest")
    for address in (PAGE, f"{PAGE}?revision=1", f"{PAGE}?revision=3"):
        assert "<b>7</b><span>first attempts</span>" in text(aisha, address)
    assert "Answers on revision 1 count with every question that is the same there." in text(aisha)
    assert "7 first attempts" in text(aisha, "/authoring/small/")
    assert aisha.get(f"{PAGE}?revision=9").status_code == 404
    assert aisha.get(f"{PAGE}?revision=x").status_code == 404


def test_a_question_that_was_mended_begins_anew_and_the_others_go_on(aisha: Client, publish: Publish, crowd):
    crowd(publish(), 3)
    assert "<b>3</b><span>first attempts</span>" in text(aisha)
    publish(correct="rises")
    page = text(aisha)
    assert "as revision 2 asks it yet" in page
    assert '<a href="?revision=1">3 on revision 1</a>' in page
    assert page.count("asked 3 people") == 2
    assert "3 first attempts" in text(aisha, "/authoring/small/"), "and not “no attempts yet”"
    assert "<b>3</b><span>first attempts</span>" in text(aisha, f"{PAGE}?revision=1")


def test_the_page_opens_where_attempts_are(aisha: Client, publish: Publish, crowd):
    crowd(publish(), 3)
    publish(questions=[banked("other")])
    assert '<option value="1" selected>' in text(aisha)
    assert "<b>3</b><span>first attempts</span>" in text(aisha)
    named = text(aisha, f"{PAGE}?revision=2")
    assert "No attempt at this quiz on revision 2 is graded yet" in named
    assert '<a href="?revision=1">3 on revision 1</a>' in named


def test_a_quiz_that_is_only_in_a_draft_can_be_looked_at(aisha: Client, draft: Publish):
    draft()
    assert "on revision 1 is graded yet" in text(aisha)
    assert aisha.get(PAGE.replace("check", "absent")).status_code == 404


def test_the_authors_course_page_leads_to_each_quiz(aisha: Client, publish: Publish, crowd):
    revision = publish()
    assert "no first attempt graded yet" in text(aisha, "/authoring/small/")
    crowd(revision, 2)
    assert f'href="{PAGE}">Check yourself</a>' in text(aisha, "/authoring/small/")
    assert "2 first attempts" in text(aisha, "/authoring/small/")
    Course.objects.update(published=None)
    assert PAGE not in text(aisha, "/authoring/small/")


def test_learners_and_managers_are_told_why_it_is_closed(client: Client, company: Company, publish: Publish):
    publish()
    for user in (company.ling, company.marco):
        client.force_login(user)
        answer = client.get(PAGE)
        assert (answer.status_code, "canary" in answer.content.decode()) == (403, False)


def test_the_page_costs_the_same_for_any_number_of_people(
    aisha: Client, publish: Publish, crowd, django_assert_max_num_queries
):
    revision = publish()
    spent = []
    for people in (2, 6):
        crowd(revision, people) if people == 2 else crowd(publish(title="Again"), people)
        text(aisha)
        with django_assert_max_num_queries(21) as queries:
            text(aisha)
        spent.append(len(queries))
    assert spent[0] == spent[1]
