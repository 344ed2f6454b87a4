"""A learner sees a mark otherwise: asks once for another look, somebody else decides, and it stands on their page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from courses.actions import ask_again, change_mark
from courses.hand_marking.acts import Given
from courses.models import (
    Appeal,
    AttemptToCount,
    Course,
    CourseMember,
    CourseRole,
    Marking,
    PartDone,
    QuizAnalysis,
    QuizAttempt,
)
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent, Role, User
from tests.conftest import Company, person
from tests.courses.hand_marked import (
    MARKING,
    WHY,
    answer_of,
    filled,
    form,
    levels,
    marked,
    page_for,
    questions,
)
from tests.courses.quiz_pages import QUIZ, SAVE, page_of

pytestmark = pytest.mark.django_db
Taking = Callable[..., Client]
REVIEW = f"{QUIZ}attempts/1/"
AGAIN = f"{REVIEW}{WHY}/again/"
ASKED = {"words": "I name <both> causes."}


@pytest.fixture
def failed(taking: Taking, company: Company) -> Client:
    """Aisha's mark leaves Ling below the pass mark: 2 of 6 points."""
    ling = taking(questions=questions(WHY), readings=0)
    ling.post(QUIZ, {**filled(), "number": "1"})
    marked(company.aisha, cause=1, words=0)
    return ling


def test_the_last_words_of_a_long_appeal_are_kept(failed: Client):
    words = "\r\n".join([*["x" * 99] * 19, f"{'x' * 91}the end."])  # as browsers send what fits the field
    failed.post(AGAIN, {"words": words})
    assert Appeal.objects.get().words.endswith("the end.")


def test_whoever_gave_the_mark_does_not_undo_the_decision(failed: Client, company: Company):
    failed.post(AGAIN, ASKED)
    assert decides(company.dana, failed, **{"level.cause": "l2", "level.words": "l3"}) == 302
    failed.force_login(company.aisha)
    answer = answer_of(attempt__number=1)
    lower = form(cause=0, words=0, act="change", seen=2, reason="I see it otherwise.")
    assert failed.post(page_for(answer), lower).status_code == 403
    with pytest.raises(Denied):
        change_mark(by=company.aisha, answer=answer, given=Given(levels(0, 0), reason="No.", seen=2))
    assert answer_of(attempt__number=1).points == 5


def decides(user: User, client: Client, **more: str) -> int:
    client.force_login(user)
    return client.post(
        page_for(answer_of(attempt__number=1)),
        form(act="decide", seen=1, **{"reason": "You are right.", **more}),
    ).status_code


def test_she_asks_once_and_it_says_who_looks_and_until_when(failed: Client):
    assert "Ask for another look" in page_of(failed)
    assert "Somebody else than the first marker decides" in failed.get(REVIEW).content.decode()
    assert failed.post(AGAIN, ASKED).status_code == 302
    page = failed.get(REVIEW).content.decode()
    assert "I name &lt;both&gt; causes." in page
    assert "Somebody looks at it again." in page
    assert AGAIN not in page
    told = failed.post(AGAIN, ASKED)
    assert (told.status_code, Appeal.objects.count()) == (422, 1)


def test_somebody_else_decides_and_her_progress_follows(failed: Client, company: Company, client: Client):
    failed.post(AGAIN, ASKED)
    client.force_login(company.dana)
    desk = client.get(MARKING).content.decode()
    assert "I name &lt;both&gt; causes." in desk
    assert "No answer waits for its first mark. 1 waits for another look." in " ".join(desk.split())
    assert decides(company.dana, client) == 302
    attempt = QuizAttempt.objects.get()
    assert (attempt.points, attempt.of, attempt.passed) == (6, 6, True)
    assert PartDone.objects.get().score == 1
    client.force_login(company.ling)
    page = client.get(REVIEW).content.decode()
    assert "the mark was raised:" in page
    assert "You are right." in page
    assert "1 → 5 of 5 points" in page
    assert [one.points for one in Marking.objects.all()] == [1, 5]
    told = set(AuditEvent.objects.values_list("did", flat=True))
    assert told >= {"asked for another look", "changed mark", "decided another look", "marked answer"}


def test_a_mark_that_was_raised_is_told_where_she_looks_next(
    failed: Client, company: Company, client: Client
):
    failed.post(AGAIN, ASKED)
    client.force_login(company.ling)
    client.post(SAVE, {**filled(), "number": "2"})  # the next try is open meanwhile
    assert "You passed it before" not in page_of(client)
    assert decides(company.dana, client) == 302
    client.force_login(company.ling)
    page = page_of(client)
    assert "Hand in" in page
    assert "You passed it before: it stays done" in page
    home = client.get("/").content.decode()
    assert "was raised after another look" in home
    assert "the quiz is passed" in home
    assert REVIEW in home


def test_the_figures_of_the_quiz_are_counted_anew(failed: Client, company: Company, client: Client):
    AttemptToCount.objects.all().delete()
    failed.post(AGAIN, ASKED)
    decides(company.dana, client)
    assert AttemptToCount.objects.count() == 1
    assert QuizAnalysis.objects.count() == 1


def test_the_first_marker_does_not_decide_while_there_is_another(
    failed: Client, company: Company, client: Client
):
    failed.post(AGAIN, ASKED)
    client.force_login(company.aisha)
    assert "somebody else decides about it" in client.get(page_for(answer_of())).content.decode()
    assert decides(company.aisha, client) == 403
    User.objects.filter(pk=company.dana.pk).update(is_active=False)
    assert decides(company.aisha, client) == 302


def test_a_mark_may_stay_and_never_goes_down_by_it(failed: Client, company: Company, client: Client):
    failed.post(AGAIN, ASKED)
    client.force_login(company.dana)
    lower = client.post(page_for(answer_of()), form(cause=0, words=0, act="decide", seen=1, reason="No."))
    assert lower.status_code == 422
    assert "never costs points" in lower.content.decode()
    silent = client.post(page_for(answer_of()), form(cause=1, words=0, act="decide", seen=1))
    assert silent.status_code == 422
    assert (
        client.post(
            page_for(answer_of()), form(1, 0, act="decide", seen=1, reason="The second is missing.")
        ).status_code
        == 302
    )
    client.force_login(company.ling)
    assert "it was decided that the mark stays:" in client.get(REVIEW).content.decode()
    assert Marking.objects.count() == 1


def test_a_change_waits_until_the_learners_words_are_read(failed: Client, company: Company, client: Client):
    failed.post(AGAIN, ASKED)
    client.force_login(company.dana)
    told = client.post(page_for(answer_of()), form(act="change", seen=1, reason="Better."))
    assert (told.status_code, Marking.objects.count()) == (422, 1)
    assert "read what they say first" in told.content.decode()


def test_two_who_decide_leave_one_decision(failed: Client, company: Company, client: Client):
    failed.post(AGAIN, ASKED)
    assert decides(company.dana, client) == 302
    client.force_login(company.dana)
    told = client.post(page_for(answer_of()), form(act="decide", seen=1, cause=1, words=1, reason="Hm."))
    assert told.status_code == 422
    assert Marking.objects.count() == 2


@pytest.mark.parametrize(("days", "terms"), [(14, {}), (0, {"appeal_days": 0}), (3, {"appeal_days": 3})])
def test_it_can_be_asked_for_as_long_as_the_quiz_says(taking: Taking, company: Company, days: int, terms):
    ling = taking(questions=questions(WHY), **terms)
    ling.post(QUIZ, {**filled(), "number": "1"})
    marked(company.aisha)
    assert ("Ask for another look" in page_of(ling)) == (days > 0)
    Marking.objects.update(at=F("at") - timedelta(days=days))
    assert "Ask for another look" not in page_of(ling)
    assert ling.post(AGAIN, ASKED).status_code == 422
    assert not Appeal.objects.exists()


def test_nobody_else_asks_and_nothing_is_asked_without_words(
    failed: Client, company: Company, client: Client
):
    with pytest.raises(Conflict, match="no mark of a person"):
        ask_again(by=company.sven, answer=answer_of(), words="Mine!")
    empty = failed.post(AGAIN, {"words": "  "})
    assert empty.status_code == 422
    assert "Say why" in empty.content.decode()
    client.force_login(company.sven)
    assert client.post(AGAIN, ASKED).status_code == 404


def test_while_other_answers_wait_there_is_nothing_to_ask(taking: Taking, company: Company):
    ling = taking(questions=questions())
    ling.post(QUIZ, {**filled(), "number": "1"})
    marked(company.aisha)
    assert "Ask for another look" not in page_of(ling)
    assert ling.post(AGAIN, ASKED).status_code == 422


def test_a_mark_that_goes_down_says_why_and_takes_nothing_away(taking: Taking, company: Company):
    ling = taking(questions=questions(WHY), readings=0)
    ling.post(QUIZ, {**filled(), "number": "1"})
    marked(company.aisha)
    given = Given(levels(0, 0), reason="It was copied from the lesson.", seen=1)
    change_mark(by=company.dana, answer=answer_of(), given=given)
    attempt = QuizAttempt.objects.get()
    assert (attempt.points, attempt.passed) == (1, False)
    assert PartDone.objects.get().score == 1, "what is done stays done"
    page = page_of(ling)
    assert "5 → 0 of 5 points" in page
    assert "It was copied from the lesson." in page
    assert "it stays done" in page


def test_only_who_marks_on_this_course_counts_as_another_marker(
    failed: Client, company: Company, client: Client
):
    person("Noor", roles=[Role.AUTHOR])
    User.objects.filter(pk=company.dana.pk).update(is_active=False)
    Course.objects.update(open_to_authors=False)
    CourseMember.objects.create(course=Course.objects.get(), user=company.aisha, role=CourseRole.AUTHOR)
    failed.post(AGAIN, ASKED)
    client.force_login(company.aisha)
    assert "your own mark" not in client.get(MARKING).content.decode()
    assert decides(company.aisha, client) == 302
