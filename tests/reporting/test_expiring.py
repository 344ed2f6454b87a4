"""My learning says in time which certificates expire."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import issue_certificate, revoke_certificate, take_again
from courses.models import Certificate, Completion, Course, Enrolment
from reporting.expiring import left, read_expiring
from reporting.home import read_home
from reporting.judging import Need
from reporting.ordering import Reason, by_expiry
from reporting.team import read_members
from tests.reporting.stories import on_course, tiny_course

pytestmark = pytest.mark.django_db


def expiring_in(user, days: int, course: str = "tiny") -> Certificate:
    completion = Completion.objects.get(enrolment=on_course(user, tiny_course(course, course), done=3))
    certificate = issue_certificate(completion=completion)
    ends = timezone.now() + timedelta(days=days, hours=1)
    began = ends - timedelta(days=365)
    Certificate.objects.filter(pk=certificate.pk).update(expires_at=ends, completed_at=began)
    return certificate


def test_sixty_days_before_the_page_says_so(client, company):
    certificate = expiring_in(company.ling, 59)
    client.force_login(company.ling)
    text = client.get(reverse("reporting:home")).content.decode()
    assert "Certificates to renew" in text
    assert reverse("courses:certificate", args=[certificate.completion.public_id]) in text
    assert "59 days left" in text or "60 days left" in text


def test_the_next_to_expire_comes_first(company):
    for days, course in ((40, "later"), (3, "soon"), (20, "middle")):
        expiring_in(company.ling, days, course)
    assert [line.title for line in read_expiring(company.ling)] == ["soon", "middle", "later"]


def test_what_is_far_off_over_for_good_revoked_or_somebody_elses_is_not_told(company):
    expiring_in(company.ling, 61, "far")
    expiring_in(company.ling, -1, "over")
    Course.objects.filter(key="over").update(archived_at=timezone.now())
    expiring_in(company.sven, 5, "svens")
    certificate = expiring_in(company.ling, 5, "revoked")
    revoke_certificate(by=company.dana, certificate=certificate, reason="x")
    assert read_expiring(company.ling) == []


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "last day"), (0, "last day"), (1, "1 day left"), (12, "12 days left")]
)
def test_days_are_said_as_people_count_them(days: int, said: str):
    assert left(days) == said


def test_days_are_left_on_the_calendar_of_the_certificate(company):
    expiring_in(company.ling, 3)
    Certificate.objects.update(time_zone="Asia/Shanghai")
    told = []
    for zone in ("Pacific/Kiritimati", "Asia/Shanghai", "Etc/GMT+12"):
        with timezone.override(zone):
            told += [line.days for line in read_expiring(company.ling)]
    certificate, zone = Certificate.objects.get(), ZoneInfo("Asia/Shanghai")
    assert told == [(certificate.valid_until - timezone.localdate(timezone=zone)).days] * 3


def has_ended(user) -> Certificate:
    return expiring_in(user, -20)


def test_one_that_has_expired_is_told_until_it_is_renewed(client, company):
    has_ended(company.ling)
    client.force_login(company.ling)
    text = client.get(reverse("reporting:home")).content.decode()
    assert "Renew your certificate" in text
    assert "Your certificate has expired: it was valid until" in text
    take_again(by=company.ling, enrolment=Enrolment.objects.get())
    text = client.get(reverse("reporting:home")).content.decode()
    assert "you are taking the course again" in text
    assert "Take it again" not in text


@pytest.mark.parametrize(("days", "reason"), [(-1, "EXPIRED"), (5, "EXPIRES_SOON"), (40, "EXPIRES")])
def test_how_soon_it_ends_decides_what_comes_before_it(days: int, reason: str):
    assert by_expiry(days, is_over=days < 0) == Reason[reason]


def test_a_course_on_the_way_comes_before_one_that_ends_in_a_month(company):
    expiring_in(company.ling, 40)
    on_course(company.ling, tiny_course("other", "Another course"), done=1)
    home = read_home(company.ling)
    assert home.step is not None
    assert home.step.href.startswith("/courses/other/")
    Certificate.objects.update(expires_at=timezone.now() - timedelta(days=1))
    home = read_home(company.ling)
    assert home.step is not None
    assert home.step.href == "/courses/tiny/"


def test_a_manager_sees_whose_certificate_has_expired(client, company):
    has_ended(company.ling)
    client.force_login(company.marco)
    team = client.get(reverse("reporting:team")).content.decode()
    assert "certificate of “tiny” expired: it was valid until" in team
    member = read_members([company.ling], timezone.localtime())[0]
    assert member.judgement.need == Need.WAITING
    page = client.get(reverse("reporting:person", args=[company.ling.public_id])).content.decode()
    assert "Certificate expired: it was valid until" in page


def test_a_manager_sees_whose_certificate_ends_soon_and_need_do_nothing_yet(company):
    expiring_in(company.ling, 30)
    member = read_members([company.ling], timezone.localtime())[0]
    assert member.judgement.need == Need.DONE
    assert "valid until" in member.judgement.because
    assert member.courses[0].lapse is not None


def test_who_takes_it_again_does_not_need_the_manager(company):
    has_ended(company.ling)
    take_again(by=company.ling, enrolment=Enrolment.objects.get())
    Enrolment.objects.update(last_activity_at=timezone.now())
    member = read_members([company.ling], timezone.localtime())[0]
    assert member.judgement.need == Need.ON_TRACK
