"""A new revision reaches people who have begun or finished, as its author decides; nothing they did is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses.actions import complete_part, mark_read, move_everywhere, move_first, publish_revision
from courses.models import (
    Block,
    Completion,
    Enrolment,
    EnrolmentState,
    Lesson,
    PartDone,
    PartKind,
    Policy,
    Publication,
    QuizAttempt,
    Renewal,
    Revision,
)
from courses.publishing.acts import Plan
from lms.kit.refusals import Conflict
from people.models import AuditEvent, User
from tests.conftest import Company
from tests.courses.answering import hand_in
from tests.courses.conftest import Begin, Publish
from tests.courses.folders import RIGHT, RIGHT_NUMBER

ALL_RIGHT = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}
QUIZ = ("quiz", "quiz", "check")
Renew = Callable[..., Revision]


@pytest.fixture
def renew(draft: Publish, company: Company) -> Renew:
    """Publish another state of the course by a plan, and move everybody."""

    def go(plan: Plan, **shape: Any) -> Revision:
        revision = publish_revision(by=company.aisha, revision=draft(**shape), plan=plan)
        move_everywhere()
        return revision

    return go


@pytest.fixture
def finish(begin: Begin) -> Callable[[User, Revision], Enrolment]:
    def go(user: User, revision: Revision) -> Enrolment:
        enrolment = begin(user, revision)
        for lesson in revision.lessons.filter(key__startswith="read-"):
            mark_read(enrolment=enrolment, lesson=lesson)
        take_quiz(enrolment)
        enrolment.refresh_from_db()
        assert enrolment.state == EnrolmentState.DONE
        return enrolment

    return go


def take_quiz(enrolment: Enrolment, responses: dict[str, Any] | None = None) -> QuizAttempt:
    block = Block.objects.select_related("lesson").get(lesson__revision=enrolment.revision_id, key="check")
    return hand_in(enrolment, block.lesson, block, responses or ALL_RIGHT)


def standing(enrolment: Enrolment) -> tuple[int, str, int, int]:
    """Which revision, state, parts done, of how many."""
    enrolment.refresh_from_db()
    assert enrolment.revision is not None
    return enrolment.revision.number, enrolment.state, enrolment.done_parts, enrolment.all_parts


def test_kept_people_stay_and_the_log_says_so(company: Company, publish: Publish, finish, renew: Renew):
    enrolment = finish(company.ling, publish())
    renew(Plan(), readings=2)
    assert standing(enrolment) == (1, "done", 2, 2)
    newest, first = Publication.objects.all()
    assert (newest.revision.number, newest.earlier, newest.moved_at is None) == (2, first.revision, False)
    assert not Renewal.objects.exists()


def test_a_new_part_is_to_be_done_and_the_certificate_stays(
    company: Company, publish: Publish, finish, renew: Renew
):
    enrolment = finish(company.ling, publish())
    first = Completion.objects.get()
    renew(Plan(finished=Policy.DELTA), readings=2)
    assert standing(enrolment) == (2, "in_progress", 2, 3)
    assert enrolment.completion == first, "the newest certificate there is"
    mark_read(enrolment=enrolment, lesson=Lesson.objects.get(revision=enrolment.revision, key="read-2"))
    assert standing(enrolment) == (2, "done", 3, 3)
    assert [(one.cycle, one.revision.number) for one in Completion.objects.order_by("pk")] == [(1, 1), (2, 2)]
    assert enrolment.completion.cycle == 2
    assert Completion.objects.get(pk=first.pk).updated_at == first.updated_at


def test_a_changed_quiz_is_done_again_only_if_its_author_asks(
    company: Company, publish: Publish, finish, renew: Renew
):
    enrolment = finish(company.ling, publish())
    renew(Plan(finished=Policy.DELTA), correct="stays")
    assert standing(enrolment) == (2, "done", 2, 2)
    assert enrolment.cycle == 1, "nothing is to be done again, so no new cycle"
    renew(Plan(finished=Policy.DELTA, again=[QUIZ]), correct="rises")
    assert standing(enrolment) == (3, "in_progress", 1, 2)
    assert (enrolment.renewal.opened, enrolment.renewal.policy) == (1, Policy.DELTA)
    assert PartDone.objects.filter(enrolment=enrolment, cycle=1).count() == 2, "what was done stays on record"


def test_what_is_carried_over_keeps_its_day_and_revision(
    company: Company, publish: Publish, finish, renew: Renew
):
    enrolment = finish(company.ling, publish())
    done = PartDone.objects.get(enrolment=enrolment, kind=PartKind.QUIZ)
    renew(Plan(finished=Policy.DELTA), readings=2)
    carried = PartDone.objects.get(enrolment=enrolment, kind=PartKind.QUIZ, cycle=2)
    assert (carried.done_at, carried.revision_id, carried.score) == (
        done.done_at,
        done.revision_id,
        done.score,
    )


def test_a_retake_begins_with_nothing_done_and_all_tries(
    company: Company, publish: Publish, finish, renew: Renew
):
    enrolment = finish(company.ling, publish(tries=1))
    renew(Plan(finished=Policy.RETAKE), tries=1, title="Renewed")
    assert standing(enrolment) == (2, "in_progress", 0, 2)
    again = take_quiz(enrolment)
    assert (again.number, again.tried, again.cycle) == (2, 1, 2)
    with pytest.raises(Conflict, match="try is used"):
        take_quiz(enrolment)


def test_only_the_people_meant_are_moved(
    company: Company, publish: Publish, begin: Begin, finish, renew: Renew
):
    first = publish()
    done, begun = finish(company.ling, first), begin(company.sven, first)
    renew(Plan(started=Policy.DELTA), title="For those on the way")
    assert (standing(done)[0], standing(begun)[0]) == (1, 2)


def test_someone_on_the_way_keeps_the_cycle_when_nothing_opens(
    company: Company, publish: Publish, begin: Begin, renew: Renew
):
    enrolment = begin(company.ling, publish())
    mark_read(enrolment=enrolment, lesson=Lesson.objects.get(key="read-1"))
    renew(Plan(started=Policy.DELTA), readings=2)
    assert standing(enrolment) == (2, "in_progress", 1, 3)
    assert (enrolment.cycle, PartDone.objects.count()) == (1, 1)


def test_a_part_taken_away_may_complete_the_course(
    company: Company, publish: Publish, begin: Begin, renew: Renew
):
    enrolment = begin(company.ling, publish(readings=2))
    mark_read(enrolment=enrolment, lesson=Lesson.objects.get(key="read-1"))
    take_quiz(enrolment)
    renew(Plan(started=Policy.DELTA), readings=1)
    assert standing(enrolment) == (2, "done", 2, 2)
    assert Completion.objects.get().revision.number == 2


def test_nobody_is_moved_in_the_middle_of_a_quiz(
    company: Company, ling: Client, publish: Publish, begin: Begin, renew: Renew
):
    enrolment = begin(company.ling, publish())
    saved = ling.post("/courses/small/quiz/quiz/check/save/", {"q.loss": "falls"})
    assert saved.status_code == 200
    renew(Plan(started=Policy.DELTA, again=[QUIZ]), correct="rises")
    assert standing(enrolment)[0] == 1
    assert Publication.objects.get(revision__number=2).moved_at is None
    answered = ling.post("/courses/small/quiz/quiz/check/", RIGHT)
    assert answered.status_code in {200, 302}
    assert standing(enrolment) == (1, "in_progress", 1, 2)
    move_everywhere()
    assert standing(enrolment) == (2, "in_progress", 0, 2)
    assert Publication.objects.get(revision__number=2).moved_at


def test_moving_twice_moves_once(company: Company, publish: Publish, finish, renew: Renew):
    enrolment = finish(company.ling, publish())
    revision = renew(Plan(finished=Policy.RETAKE), title="Renewed")
    Publication.objects.filter(revision=revision).update(moved_at=None)
    assert move_everywhere() == 0
    assert (standing(enrolment)[0], enrolment.cycle, Renewal.objects.count()) == (2, 2, 1)


def test_a_later_publication_takes_over_from_one_at_work(
    company: Company, publish: Publish, finish, draft: Publish
):
    enrolment = finish(company.ling, publish())
    publish_revision(
        by=company.aisha, revision=draft(title="Two"), plan=Plan(finished=Policy.RETAKE)
    )  # not moved yet
    third = publish_revision(
        by=company.aisha, revision=draft(title="Three"), plan=Plan(finished=Policy.DELTA)
    )
    assert (move_first(revision=third), move_everywhere()) == (1, 0)
    assert standing(enrolment) == (3, "done", 2, 2)


def test_a_lab_run_made_before_the_renewal_counts_as_the_renewal_says(
    company: Company, publish: Publish, begin: Begin, renew: Renew
):
    old = publish(lab=True)
    enrolment = begin(company.ling, old)
    lab = {"lesson_key": "lab", "kind": PartKind.LAB, "key": "sort", "score": 0.9}
    renew(Plan(started=Policy.DELTA), lab=True, readings=2)
    complete_part(enrolment=enrolment, **lab, made_on=old.pk)
    assert standing(enrolment) == (2, "in_progress", 1, 4)
    renew(Plan(started=Policy.RETAKE), lab=True, readings=3)
    with pytest.raises(Conflict, match="once more"):
        complete_part(enrolment=enrolment, **lab, made_on=old.pk)
    assert standing(enrolment) == (3, "in_progress", 0, 5)


def test_the_learner_is_told_what_happened(
    company: Company, ling: Client, publish: Publish, finish, renew: Renew
):
    finish(company.ling, publish())
    renew(Plan(finished=Policy.DELTA, again=[QUIZ], note="The loss question is clearer."), correct="rises")
    page = ling.get("/courses/small/").content.decode()
    assert "This course was renewed on" in page
    assert "1 part that you had done has changed and is open again" in page
    assert "The loss question is clearer." in page
    assert "Your certificate of" in page


def test_an_attempt_that_still_counts_is_shown_as_it_was(
    company: Company, ling: Client, publish: Publish, finish, renew: Renew
):
    finish(company.ling, publish())
    renew(Plan(finished=Policy.DELTA), correct="rises", readings=2)
    page = ling.get("/courses/small/quiz/").content.decode()
    assert "canary explanation loss" in page
    assert "3 of 3" in page, "marked by the key that it was made on"


def test_an_attempt_that_counts_no_more_gives_way_to_a_blank_quiz(
    company: Company, ling: Client, publish: Publish, finish, renew: Renew
):
    finish(company.ling, publish())
    renew(Plan(finished=Policy.RETAKE), title="Renewed")
    page = ling.get("/courses/small/quiz/").content.decode()
    assert "canary" not in page
    assert 'name="number" value="2"' in page


def test_the_author_decides_on_the_page_and_sees_whom_it_moved(
    client: Client, company: Company, publish: Publish, finish, begin: Begin, draft: Publish
):
    first = publish()
    enrolment = finish(company.ling, first)
    begin(company.sven, first)
    revision = draft(correct="rises", readings=2)
    client.force_login(company.aisha)
    page = client.get(f"/authoring/revisions/{revision.public_id}/").content.decode()
    assert 'name="again" value="quiz/quiz/check" aria-describedby="again-hint">' in page, (
        "a mended key is no new work"
    )
    assert "asks the same; its key, feedback or terms changed" in page
    assert "offers to regrade" in page
    assert "have not started" not in page
    assert "<b>1</b> person has finished" in page
    assert "Lesson read-2" in page
    refused = client.post(f"/authoring/revisions/{revision.public_id}/publish/", {"finished": "shoot"})
    assert (refused.status_code, "Nothing was published" in refused.content.decode()) == (422, True)
    posted = {"started": "keep", "finished": "delta", "again": "quiz/quiz/check", "note": "Clearer."}
    told = client.post(f"/authoring/revisions/{revision.public_id}/publish/", posted, follow=True)
    log = told.content.decode()
    assert "1 person moved on" in log
    assert "Who had finished: they move on and do what is new or changed." in log
    assert "To be done again: Lesson quiz · " in log
    twice = client.post(f"/authoring/revisions/{revision.public_id}/publish/", posted)
    assert (twice.status_code, twice.url) == (302, f"/authoring/{revision.course.key}/")
    assert revision.course.publications.count() == 2
    assert standing(enrolment) == (2, "in_progress", 1, 3)
    event = AuditEvent.objects.filter(did="published", actor=company.aisha).get()
    assert (event.detail["finished"], event.detail["started"]) == ("delta", "keep")


def test_the_first_publication_asks_nothing_about_people(client: Client, company: Company, draft: Publish):
    revision = draft()
    client.force_login(company.aisha)
    page = client.get(f"/authoring/revisions/{revision.public_id}/").content.decode()
    assert "Publish revision 1" in page
    assert 'name="finished"' not in page
    assert 'name="again"' not in page
