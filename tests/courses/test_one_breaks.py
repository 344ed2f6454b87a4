"""What the round of the clock cannot do for one course keeps nobody waiting at another."""

import pytest

from courses.actions import publish_revision
from courses.models import Enrolment, Policy, ScheduledPublication, ScheduleState
from courses.publishing import renewals, scheduling
from courses.publishing.acts import Plan
from tests.conftest import Company
from tests.courses.conftest import Begin, Publish
from tests.courses.deskwork import desk_of
from tests.courses.test_scheduling import let_time_pass, revision_of, schedule, state_of

pytestmark = pytest.mark.django_db


def test_a_publication_that_breaks_holds_up_no_other(company: Company, publish: Publish, monkeypatch):
    bad, good = (desk_of(company, publish(key=key).course) for key in ("bad", "good"))
    first, second = (schedule(desk, revision_of(desk)) for desk in (bad, good))
    let_time_pass(first, hours=2)
    let_time_pass(second)
    put_out = scheduling.put_out

    def broken(*, revision, **told):
        if revision.course_id == bad.course.pk:
            raise RuntimeError("no room on the disk")
        return put_out(revision=revision, **told)

    monkeypatch.setattr(scheduling, "put_out", broken)
    assert scheduling.publish_due() == 1
    assert (state_of(first), state_of(second)) == (ScheduleState.WAITING, ScheduleState.PUBLISHED)
    monkeypatch.setattr(scheduling, "put_out", put_out)
    assert scheduling.publish_due() == 1
    assert not ScheduledPublication.objects.filter(state=ScheduleState.WAITING).exists()


def test_people_who_cannot_be_moved_hold_up_no_others(
    company: Company, publish: Publish, draft: Publish, begin: Begin, monkeypatch
):
    plan = Plan(started=Policy.DELTA)
    for key in ("bad", "good"):
        begin(company.ling, publish(key=key))
        publish_revision(by=company.aisha, revision=draft(key=key, title="Two"), plan=plan)
    move = renewals.move_people

    def broken(publication, **told):
        if publication.course.key == "bad":
            raise RuntimeError("no room on the disk")
        return move(publication, **told)

    monkeypatch.setattr(renewals, "move_people", broken)
    assert renewals.move_everywhere() == 1
    moved = Enrolment.objects.get(course__key="good")
    assert moved.revision is not None
    assert moved.revision.number == 2
    monkeypatch.setattr(renewals, "move_people", move)
    assert renewals.move_everywhere() == 1
