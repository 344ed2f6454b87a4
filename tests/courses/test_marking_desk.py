"""The pages of those who mark: what waits, one answer after another without names, and what similar answers got."""

from collections.abc import Callable

import pytest
from django.test import Client

from courses.actions import enrol, start
from courses.content.suggesting import FEWEST
from courses.models import Answer, Block, Marking, Revision
from tests.conftest import Company, person
from tests.courses.answering import hand_in
from tests.courses.folders import CANARY, both
from tests.courses.hand_marked import (
    HOW,
    MARKING,
    WHY,
    WORDS,
    answer_of,
    filled,
    form,
    marked,
    page_for,
    questions,
)
from tests.courses.quiz_pages import HTMX, QUIZ

pytestmark = pytest.mark.django_db
Taking = Callable[..., Client]


@pytest.fixture
def course(publish: Callable[..., Revision]) -> Revision:
    return publish(questions=questions(), readings=0)


@pytest.fixture
def waiting(course: Revision) -> Callable[..., list[Answer]]:
    """So many people hand in; each says the same in other words."""

    def people(
        count: int, words: str = "The model learned the noise by heart, as number {n}."
    ) -> list[Answer]:
        return [takes(course, f"Learner Nr{n}", words.format(n=n)) for n in range(count)]

    return people


def takes(revision: Revision, name: str, words: str) -> Answer:
    user = person(name)
    enrolment = start(enrolment=enrol(by=user, user=user, course=revision.course))
    block = Block.objects.select_related("lesson").get(lesson__revision=revision, key="check")
    attempt = hand_in(enrolment, block.lesson, block, {"loss": "falls", WHY: words, HOW: words})
    return answer_of(WHY, attempt=attempt)


def test_what_waits_is_listed_by_question_without_names(aisha: Client, waiting):
    waiting(3)
    page = aisha.get(MARKING).content.decode()
    assert "6 answers wait for a person." in page
    assert 'aria-current="page">Authoring' in page
    assert page.count("why: why does it overfit?") == 1
    assert "Learner" not in page
    assert "6 answers to mark" in aisha.get("/authoring/").content.decode()


def test_signs_in_a_question_are_read_as_they_are_written(aisha: Client, publish: Callable[..., Revision]):
    asked = questions()
    asked[1]["prompt"] = both("Why is `a < b` & not `b`?")
    takes(publish(questions=asked, readings=0), "Learner", "Because.")
    page = aisha.get(MARKING).content.decode()
    assert "Why is a &lt; b &amp; not b?" in page
    assert "&amp;lt;" not in page


def test_with_nothing_to_mark_it_says_where_answers_come_from(aisha: Client):
    page = aisha.get(MARKING).content.decode()
    assert "No answer waits for a mark." in page
    assert "Open text" in page


def test_an_answer_is_read_blind_with_its_rubric_and_its_sample(aisha: Client, waiting):
    (answer,) = waiting(1, words=WORDS)
    page = aisha.get(page_for(answer)).content.decode()
    assert "Because it learned &lt;b&gt;the noise&lt;/b&gt;" in page
    assert "cause at level 2" in page
    assert f"{CANARY} sample why" in page
    assert "Learner" not in page.replace("the learner", "").replace("For the learner", "")
    assert "nr0" not in page.lower()


def test_saving_leads_to_the_next_answer_to_the_same_question(aisha: Client, waiting):
    first, second, third = waiting(3)
    answer = aisha.post(page_for(first), form(comment="Good."))
    assert answer.headers["Location"] == page_for(second)
    assert page_for(third) in aisha.get(page_for(second)).content.decode(), "one can skip"
    aisha.post(page_for(third), form())
    answer = aisha.post(page_for(second), form())
    assert answer.headers["Location"] == MARKING
    assert Marking.objects.count() == 3
    assert Marking.objects.get(answer=first).comment == "Good."
    page = aisha.get(MARKING).content.decode()
    assert "Marked by me lately" in page
    assert page.count("5 of 5") == 3


def test_a_form_that_is_not_complete_comes_back_as_it_was(aisha: Client, waiting):
    (answer,) = waiting(1)
    told = aisha.post(page_for(answer), {"seen": "0", "level.cause": "l1", "comment": "Half <done>"})
    page = told.content.decode()
    assert told.status_code == 422
    assert "1 is still open" in page
    assert "Half &lt;done&gt;" in page
    assert page.count(" checked") == 1
    assert not Marking.objects.exists()


def test_the_second_marker_sees_the_first_ones_mark_and_keeps_what_they_chose(
    aisha: Client, waiting, company: Company
):
    (answer,) = waiting(1)
    assert 'name="seen" value="0"' in aisha.get(page_for(answer)).content.decode()
    marked(company.dana, cause=1, words=1)
    told = aisha.post(page_for(answer), form(cause=2, words=3))
    page = told.content.decode()
    assert told.status_code == 422
    assert "This answer was marked in the meantime" in page
    assert "Dana" in page
    assert 'name="seen" value="1"' in page
    assert 'value="l2" data-points="2" required checked' in page
    assert Marking.objects.get().points == 2
    change = form(cause=2, words=3, act="change", seen=1, reason="Both causes are named.")
    assert aisha.post(page_for(answer), change).status_code == 302
    assert [(one.number, one.points) for one in Marking.objects.all()] == [(1, 2), (2, 5)]


def test_a_change_needs_a_reason(aisha: Client, waiting):
    (answer,) = waiting(1)
    aisha.post(page_for(answer), form(cause=1))
    told = aisha.post(page_for(answer), form(cause=2, act="change", seen=1))
    assert told.status_code == 422
    assert "Say why" in told.content.decode()


def test_managers_and_learners_find_no_answers(client: Client, waiting, company: Company):
    (answer,) = waiting(1)
    for user in (company.ling, company.marco, company.omar, company.hr):
        client.force_login(user)
        for address in (MARKING, page_for(answer)):
            assert client.get(address).status_code == 403
            assert client.post(page_for(answer), form()).status_code == 403


def test_an_answer_that_a_machine_marks_is_nobodys_to_read(aisha: Client, waiting):
    (answer,) = waiting(1)
    assert aisha.get(f"{MARKING}{answer.attempt.public_id}/loss/").status_code == 404
    assert aisha.get(f"{MARKING}{answer.attempt.public_id}/absent/").status_code == 404


def test_an_author_who_learns_does_not_find_their_own_answer(taking: Taking, company: Company, begin):
    client = taking(questions=questions(), readings=0)
    begin(company.aisha, Revision.objects.get())
    client.force_login(company.aisha)
    client.post(QUIZ, {**filled(), "number": "1"})
    assert "No answer waits for a mark." in client.get(MARKING).content.decode()
    assert client.get(page_for(answer_of())).status_code == 404


def test_nothing_is_suggested_before_it_is_asked_for(aisha: Client, waiting, company: Company):
    *known, newest = waiting(FEWEST + 1)
    for answer in known:
        aisha.post(page_for(answer), form(cause=1, words=2))
    page = aisha.get(page_for(newest)).content.decode()
    assert "all got this" not in page
    told = aisha.get(f"{page_for(newest)}?suggest=1", headers=HTMX).content.decode()
    assert "1 – cause at level 1: the 3 of 8 marked answers that are most like it all got this." in told
    assert "nothing was suggested so far" in told
    assert "<html" not in told
    assert "<html" in aisha.get(f"{page_for(newest)}?suggest=1").content.decode()


def test_with_few_answers_it_says_so(aisha: Client, waiting):
    first, second = waiting(2)
    aisha.post(page_for(first), form())
    told = aisha.get(f"{page_for(second)}?suggest=1", headers=HTMX).content.decode()
    assert told.count("Nothing: it takes 8 marked answers to this question; marked so far: 1.") == 2


def test_agreement_counts_marks_that_were_made_without_a_look(aisha: Client, waiting):
    *known, unseen, seen, newest = waiting(FEWEST + 3)
    for answer in known:
        aisha.post(page_for(answer), form(cause=1, words=2))
    aisha.post(page_for(unseen), form(cause=1, words=3))
    aisha.post(page_for(seen), form(cause=1, words=2, looked="1"))
    assert Marking.objects.filter(was_looked_at=True).count() == 1
    assert Marking.objects.get(answer=unseen).suggested == {"cause": "l1", "words": "l2"}
    told = aisha.get(f"{page_for(newest)}?suggest=1", headers=HTMX).content.decode()
    assert "they chose the same in 1 of 2 criteria: 50 %" in told


@pytest.mark.parametrize("count", [2, 12])
def test_the_pages_cost_the_same_however_much_waits(
    aisha: Client, waiting, count, django_assert_max_num_queries
):
    answers = waiting(count)
    aisha.post(page_for(answers[0]), form())
    with django_assert_max_num_queries(13):
        aisha.get(MARKING)
    with django_assert_max_num_queries(13):
        aisha.get(page_for(answers[1]))
