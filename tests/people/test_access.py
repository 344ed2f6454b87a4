"""Who sees whom, and for how long."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from people.access import leads_anyone, team_of, units_led_by, visible_to
from people.audit import Did, record
from people.models import AuditEvent, OrgUnit, Position

pytestmark = pytest.mark.django_db


def test_a_manager_sees_the_unit_and_everything_below_it(company):
    assert units_led_by(company.marco) == {company.claims.pk, company.north.pk}
    assert list(team_of(company.marco)) == [company.ling]
    assert set(visible_to(company.marco)) == {company.marco, company.ling}


def test_a_learner_sees_nobody_else_and_an_administrator_everybody(company):
    assert list(visible_to(company.ling)) == [company.ling]
    assert company.sven in visible_to(company.dana)


def test_a_position_that_ended_gives_no_sight(company):
    yesterday = timezone.now().date() - timedelta(days=1)
    Position.objects.filter(user=company.marco).update(ends_on=yesterday)
    assert not leads_anyone(company.marco)
    assert list(visible_to(company.marco)) == [company.marco]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "Etc/GMT+12"])
def test_a_position_of_one_day_holds_on_the_site_s_day_wherever_one_looks_from(company, zone):
    today = timezone.now().astimezone(timezone.get_default_timezone()).date()
    Position.objects.filter(user__in=[company.marco, company.ling]).update(starts_on=today, ends_on=today)
    with timezone.override(zone):
        assert leads_anyone(company.marco)
        assert list(team_of(company.marco)) == [company.ling]


def test_a_circle_in_the_tree_of_units_ends(company):
    OrgUnit.objects.filter(pk=company.claims.pk).update(parent=company.north)
    assert units_led_by(company.marco) == {company.claims.pk, company.north.pk}


def test_the_audit_trail_cannot_be_changed_or_shortened(company):
    record(by=company.dana, did=Did.PUBLISHED, to=company.ling)
    for change in (
        lambda: AuditEvent.objects.update(did="nothing"),
        lambda: AuditEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert AuditEvent.objects.get().did == Did.PUBLISHED


def test_a_move_counts_as_a_change_of_the_person(company):
    before = company.sven.updated_at
    Position.objects.get(user=company.sven).save()
    company.sven.refresh_from_db()
    assert company.sven.updated_at > before
