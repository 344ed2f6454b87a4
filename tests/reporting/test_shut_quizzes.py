"""Somebody who can pass a quiz only if they are granted other terms needs their manager; Team says so, and where."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from courses.models import Block, Enrolment, PartDone, QuizAttempt, QuizOverride
from reporting.evidence import courses_by_person
from tests.courses.paths import published_path
from tests.reporting.stories import colleague, on_course, tiny_course

pytestmark = pytest.mark.django_db
TEAM = reverse("reporting:team")
TEAM_QUERIES = 20
USED = "“A tiny course”: the one try at “Three questions” is used"
HOUR = timedelta(hours=1)


def at(shift: timedelta) -> str:
    """A moment as authors write it."""
    return (datetime.now(UTC) + shift).isoformat()


def under(**terms):
    """The quiz of each course under these terms."""
    for block in Block.objects.filter(kind="quiz"):
        block.content = {"quiz": {"title": {"texts": {"en": "Three questions"}}, **terms}}
        block.save()


def tried(enrolment: Enrolment, state: str = "graded", **fields) -> QuizAttempt:
    told = {"lesson_key": "knobs", "quiz_key": "check", "number": 1, "cycle": enrolment.cycle, **fields}
    return QuizAttempt.objects.create(
        enrolment=enrolment, revision=enrolment.revision, state=state, points=0, of=4, **told
    )


@pytest.fixture
def ling(company) -> Enrolment:
    """Ling has begun a course, and not passed its quiz."""
    return on_course(company.ling, tiny_course(), done=1)


@pytest.fixture
def told(client, company):
    """What Marco reads of Ling: her state and why."""

    def read() -> tuple[str, str]:
        client.force_login(company.marco)
        judgement = client.get(TEAM).context["page"][0].judgement
        return judgement.need.label, judgement.because

    return read


def test_whoever_has_used_all_tries_is_stuck_and_the_page_leads_to_another(client, company, ling):
    under(tries=1)
    tried(ling)
    client.force_login(company.marco)
    page = client.get(TEAM).content.decode()
    assert "1 of 1 person needs you" in page
    assert f"Ling ({USED})" in page
    grant = reverse("courses:override", args=["tiny", "knobs", "check", company.ling.public_id])
    assert f'href="{grant}?from=person"' in page
    page = client.get(reverse("reporting:person", args=[company.ling.public_id])).content.decode()
    assert f'href="{grant}?from=person"' in page.split("</section>")[0]
    client.force_login(company.ling)
    page = client.get(reverse("reporting:person", args=[company.ling.public_id])).content.decode()
    assert USED in page
    assert grant not in page


def test_several_tries_are_counted_with_those_that_were_granted(told, ling):
    under(tries=2)
    tried(ling, number=2, tried=2)
    assert told()[1] == "“A tiny course”: all 2 tries at “Three questions” are used"
    granted = {"lesson_key": "knobs", "quiz_key": "check", "reason": "Ill", "given_by": ling.user}
    QuizOverride.objects.create(enrolment=ling, extra_tries=1, **granted)
    assert told()[0] == "on track"
    tried(ling, number=3, tried=3)
    assert told()[1] == "“A tiny course”: all 3 tries at “Three questions” are used"


def test_a_quiz_that_has_closed_before_it_was_passed(told, ling):
    under(closes=at(HOUR))
    assert told()[0] == "on track"
    under(closes=at(-HOUR))
    need, because = told()
    assert need == "stuck"
    assert because.startswith("“A tiny course”: “Three questions” closed on ")
    assert because.endswith(" and is not passed")
    QuizOverride.objects.create(
        enrolment=ling,
        lesson_key="knobs",
        quiz_key="check",
        closes=at(HOUR),
        reason="Ill",
        given_by=ling.user,
    )
    assert told()[0] == "on track"


def test_whoever_can_still_pass_is_on_track(told, ling):
    under(tries=1, opens=at(HOUR))
    assert told()[0] == "on track"
    under(tries=1)
    attempt = tried(ling, "in_progress")
    for state in ("not_started", "in_progress", "overdue", "submitted"):
        QuizAttempt.objects.filter(pk=attempt.pk).update(state=state)
        assert told()[0] == "on track", state


def test_tries_of_an_earlier_cycle_and_quizzes_that_are_passed_keep_nobody(told, ling):
    under(tries=1)
    tried(ling)
    Enrolment.objects.update(cycle=2)
    assert told()[0] == "on track"
    Enrolment.objects.update(cycle=1)
    done = {"lesson_key": "knobs", "kind": "quiz", "key": "check", "score": 1.0}
    PartDone.objects.create(enrolment=ling, revision=ling.revision, **done)
    assert told()[0] == "on track"


def test_nobody_has_to_pass_a_placement_test(company, ling):
    under(tries=1)
    tried(ling)
    revision = ling.revision
    revision.parts = [["knobs", "quiz", "check"]]
    revision.save()
    test = {"course": "tiny", "lesson": "knobs", "quiz": "check"}
    tiny_course("other")
    placement = {**test, "parts": [{"questions": ["q"], "knows": ["other"]}]}
    published_path("month", "other", placement=placement)
    assert courses_by_person([company.ling.pk])[0] == {}


@pytest.mark.parametrize("members", [2, 20])
def test_the_page_costs_the_same_for_any_number_of_people(
    client, company, members: int, django_assert_max_num_queries
):
    courses = [tiny_course(), tiny_course("second", "Second")]
    under(tries=1, closes=at(HOUR))
    for number in range(members):
        for course in courses:
            tried(on_course(colleague(f"Person {number}-{course.key}", company.north), course, done=1))
    client.force_login(company.marco)
    with django_assert_max_num_queries(TEAM_QUERIES):
        assert client.get(TEAM).context["count"].needy == 2 * members
