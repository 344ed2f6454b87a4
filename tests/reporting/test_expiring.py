"""My learning says in time which certificates expire."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import issue_certificate, revoke_certificate
from courses.models import Certificate, Completion
from reporting.expiring import left, read_expiring
from tests.reporting.stories import on_course, tiny_course

pytestmark = pytest.mark.django_db


def expiring_in(user, days: int, course: str = "tiny") -> Certificate:
    completion = Completion.objects.get(enrolment=on_course(user, tiny_course(course, course), done=3))
    certificate = issue_certificate(completion=completion)
    ends = timezone.now() + timedelta(days=days, hours=1)
    Certificate.objects.filter(pk=certificate.pk).update(expires_at=ends)
    return certificate


def test_sixty_days_before_the_page_says_so(client, company):
    certificate = expiring_in(company.ling, 59)
    client.force_login(company.ling)
    text = client.get(reverse("reporting:home")).content.decode()
    assert "A certificate of yours expires soon" in text
    assert reverse("courses:certificate", args=[certificate.completion.public_id]) in text
    assert "59 days left" in text or "60 days left" in text


def test_the_next_to_expire_comes_first(company):
    for days, course in ((40, "later"), (3, "soon"), (20, "middle")):
        expiring_in(company.ling, days, course)
    assert [line.title for line in read_expiring(company.ling)] == ["soon", "middle", "later"]


def test_what_is_far_off_over_revoked_or_somebody_elses_is_not_told(company):
    expiring_in(company.ling, 61, "far")
    expiring_in(company.ling, -1, "over")
    expiring_in(company.sven, 5, "svens")
    certificate = expiring_in(company.ling, 5, "revoked")
    revoke_certificate(by=company.dana, certificate=certificate, reason="x")
    assert read_expiring(company.ling) == []


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "last day"), (0, "last day"), (1, "1 day left"), (12, "12 days left")]
)
def test_days_are_said_as_people_count_them(days: int, said: str):
    today = date(2026, 11, 26)
    assert left(today + timedelta(days=days), today) == said
