"""Aisha schedules a revision; it is published as it was scheduled, once, whatever happens meanwhile."""

import re
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from courses.actions import enrol, publish_revision, start
from courses.clock import database_now
from courses.drafts.drafting import make_revision
from courses.lifecycle import archive_course
from courses.models import Policy, Publication, Revision, ScheduledPublication, ScheduleState
from courses.publishing.acts import Plan
from courses.publishing.renewals import move_everywhere
from courses.publishing.scheduling import cancel_scheduled, publish_due, reschedule, schedule_publication
from courses.roles.people import set_rules
from courses.tasks import publish_scheduled
from lms.kit.refusals import Conflict
from people.models import AuditEvent
from tests.courses.deskwork import DESK, Desk, desk_of

YEAR = datetime.now(UTC).year + 1
LONG_AFTER = {"when": "later", "moment": f"{YEAR}-07-01T09:00", "zone": "Europe/Berlin"}
FAR = "That is more than two years away."


def revision_of(desk: Desk, text: str = "Second words.\n") -> Revision:
    desk.write(text)
    made = make_revision(by=desk.company.aisha, draft=desk.draft)
    assert isinstance(made, Revision)
    return made


def schedule(desk: Desk, revision: Revision, **plan: object) -> ScheduledPublication:
    when = {"at": database_now() + timedelta(hours=1), "time_zone": "Europe/Berlin"}
    return schedule_publication(by=desk.company.aisha, revision=revision, plan=Plan(**plan), **when)  # type: ignore[arg-type]


def let_time_pass(scheduled: ScheduledPublication, hours: int = 1) -> None:
    """As if it had been scheduled for so many hours earlier."""
    ScheduledPublication.objects.filter(pk=scheduled.pk).update(
        at=scheduled.at - timedelta(hours=hours, seconds=1)
    )


def state_of(scheduled: ScheduledPublication) -> str:
    scheduled.refresh_from_db()
    return scheduled.state


def published_number(desk: Desk) -> int:
    desk.course.refresh_from_db()
    assert desk.course.published is not None
    return desk.course.published.number


def test_nothing_is_published_before_its_moment(desk: Desk):
    scheduled = schedule(desk, revision_of(desk))
    assert publish_due() == 0
    assert (state_of(scheduled), published_number(desk)) == ("waiting", 1)


def test_what_is_due_is_published_also_after_a_downtime_and_once(desk: Desk):
    scheduled = schedule(desk, revision_of(desk))
    let_time_pass(scheduled, hours=50)
    publish_scheduled()
    publish_scheduled()
    assert (state_of(scheduled), published_number(desk)) == ("published", 2)
    publication = Publication.objects.get(revision=scheduled.revision)
    assert (publication, publication.by) == (scheduled.publication, desk.company.aisha)


def test_its_plan_reaches_people_as_that_of_any_publication(desk: Desk):
    enrolment = start(enrolment=enrol(by=None, user=desk.company.ling, course=desk.course))
    scheduled = schedule(desk, revision_of(desk), started=Policy.DELTA, note="Clearer.")
    let_time_pass(scheduled)
    publish_due()
    move_everywhere()
    enrolment.refresh_from_db()
    assert enrolment.revision == scheduled.revision
    assert enrolment.renewal.publication.note == "Clearer."


def test_what_was_scheduled_is_published_not_what_the_draft_became(client: Client, desk: Desk):
    scheduled = schedule(desk, revision_of(desk))
    revision_of(desk, "Third words.\n")
    client.force_login(desk.company.aisha)
    page = client.get(DESK).content.decode()
    assert "without these changes" in page
    let_time_pass(scheduled)
    publish_due()
    assert published_number(desk) == 2


def test_the_page_asks_when_and_shows_who_decided(client: Client, desk: Desk):
    revision = revision_of(desk)
    client.force_login(desk.company.aisha)
    address = f"/authoring/revisions/{revision.public_id}/"
    told = client.post(f"{address}publish/", LONG_AFTER, follow=True).content.decode()
    assert "Revision 2 will be published on" in told
    assert "(Europe/Berlin)" in told
    assert "scheduled by Aisha" in told
    assert "without these changes" not in told
    assert '<span class="pill live">scheduled</span>' in told
    assert '<span class="pill warn">draft</span>' not in told
    assert '<span class="pill live">scheduled</span>' in client.get(address).content.decode()
    assert ScheduledPublication.objects.get().at == datetime.fromisoformat(f"{YEAR}-07-01T07:00+00:00")
    for wrong, said in (("2026-03-29T02:30", "clocks are put forward"), ("", "Give a day and a time")):
        page = client.post(f"{address}publish/", {**LONG_AFTER, "moment": wrong})
        assert (page.status_code, said in page.content.decode()) == (422, True)
    past = client.post(f"{address}publish/", {**LONG_AFTER, "moment": "2020-01-01T09:00"})
    shown = past.content.decode()
    assert (past.status_code, "has passed" in shown, "2020-01-01T09:00" in shown) == (422, True, True)


def test_a_moment_is_changed_or_cancelled(client: Client, desk: Desk):
    scheduled = schedule(desk, revision_of(desk))
    client.force_login(desk.company.aisha)
    address = f"{DESK}scheduled/{scheduled.public_id}/"
    client.post(address, {"moment": f"{YEAR}-07-01T09:00", "zone": "Asia/Shanghai"})
    scheduled.refresh_from_db()
    assert (scheduled.at.year, scheduled.time_zone) == (YEAR, "Asia/Shanghai")
    past = client.post(address, {"moment": "2020-01-01T09:00", "zone": "Asia/Shanghai"})
    shown = past.content.decode()
    assert (past.status_code, "has passed" in shown, "2020-01-01T09:00" in shown) == (422, True, True)
    client.post(address, {"cancel": "1"})
    assert state_of(scheduled) == "cancelled"
    page = client.get(DESK).content.decode()
    assert "Aisha cancelled it." in page
    assert client.post(address, {"cancel": "1"}).status_code == 409
    told = AuditEvent.objects.filter(object_id=str(scheduled.public_id)).order_by("pk")
    assert [event.did for event in told] == [
        *("scheduled publication", "scheduled publication", "cancelled scheduled publication")
    ]


@pytest.mark.parametrize(
    ("moment", "zone", "said"),
    [
        (f"{YEAR + 180}-07-01T09:00", "Europe/Berlin", FAR),
        ("9999-12-31T23:00", "Pacific/Honolulu", FAR),
        ("12026-12-31T23:00", "Europe/Berlin", FAR),
        ("0001-01-01T00:00", "Asia/Shanghai", "This moment has passed."),
        ("2026-13-01T09:00", "Europe/Berlin", "Give a day and a time."),
        (f"{YEAR}-07-01T09:00", "Middle/Earth", "There is no time zone of this name."),
    ],
)
def test_a_slip_in_a_year_is_said_once_and_at_its_field(
    client: Client, desk: Desk, moment: str, zone: str, said: str
):
    revision = revision_of(desk)
    client.force_login(desk.company.aisha)
    sent = {**LONG_AFTER, "moment": moment, "zone": zone}
    answer = client.post(f"/authoring/revisions/{revision.public_id}/publish/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    told = re.findall(r'role="alert" id="moment-wrong">([^<]*)<', page)
    assert [words.startswith(said) for words in told] == [True]
    assert f'value="{moment}" aria-invalid="true" aria-describedby="moment-wrong"' in page
    assert not ScheduledPublication.objects.exists()


def test_a_later_decision_takes_the_place_of_the_one_before(desk: Desk):
    first = schedule(desk, revision_of(desk))
    second = schedule(desk, revision_of(desk, "Third.\n"))
    assert (state_of(first), state_of(second)) == ("cancelled", "waiting")


def test_publishing_something_newer_by_hand_overtakes_what_waits(desk: Desk):
    scheduled = schedule(desk, revision_of(desk))
    publish_revision(by=desk.company.aisha, revision=revision_of(desk, "Third.\n"))
    assert (state_of(scheduled), "Revision 3" in scheduled.reason) == ("cancelled", True)
    let_time_pass(scheduled)
    assert (publish_due(), published_number(desk)) == (0, 3)


def test_what_may_not_be_published_any_more_says_why(client: Client, desk: Desk):
    scheduled = schedule(desk, revision_of(desk))
    set_rules(by=desk.company.aisha, course=desk.course, open_to_authors=False, needs_approval=True)
    let_time_pass(scheduled)
    assert publish_due() == 0
    assert (state_of(scheduled), published_number(desk)) == ("refused", 1)
    client.force_login(desk.company.aisha)
    assert "only after a reviewer has approved" in client.get(DESK).content.decode()
    assert publish_due() == 0, "and it is not tried for ever"


def test_an_archived_course_has_nothing_scheduled(desk: Desk):
    scheduled = schedule(desk, revision_of(desk))
    archive_course(by=desk.company.aisha, course=desk.course)
    assert state_of(scheduled) == ScheduleState.CANCELLED


def test_a_moment_that_has_passed_is_refused(desk: Desk):
    scheduled = schedule(desk, revision_of(desk))
    with pytest.raises(Conflict, match="has passed"):
        reschedule(by=desk.company.aisha, scheduled=scheduled, at=database_now(), time_zone="UTC")
    cancel_scheduled(by=desk.company.aisha, scheduled=scheduled)
    with pytest.raises(Conflict, match="not waiting any more"):
        cancel_scheduled(by=desk.company.aisha, scheduled=scheduled)


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_publish_once(company, publish):
    desk = desk_of(company, publish().course)
    scheduled = schedule(desk, revision_of(desk))
    let_time_pass(scheduled)
    together, published = Barrier(2), []

    def beat() -> None:
        together.wait()
        published.append(publish_due())
        connection.close()

    beats = [Thread(target=beat) for _ in range(2)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert sorted(published) == [0, 1]
    assert Publication.objects.filter(revision=scheduled.revision).count() == 1
