"""Every certificate that stands is linked where its holder and their managers look, whatever was begun since."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import (
    complete_part,
    issue_certificate,
    reissue_certificate,
    revoke_certificate,
    take_again,
)
from courses.certificates.held import held_of
from courses.models import Certificate, Completion, Enrolment
from tests.reporting.stories import PARTS, colleague, on_course, tiny_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def again(company):
    """Ling finished a course, its certificate (to which `first` did something) soon ends, and she takes the course again."""

    def go(first=lambda _certificate: None) -> Enrolment:
        enrolment = on_course(company.ling, tiny_course(), done=3)
        certificate = issue_certificate(completion=enrolment.completion)
        first(certificate)
        began, ends = timezone.now() - timedelta(days=400), timezone.now() + timedelta(days=9)
        Certificate.objects.update(completed_at=began, expires_at=ends)
        return take_again(by=company.ling, enrolment=enrolment)

    return go


def finish(enrolment: Enrolment) -> None:
    for lesson, kind, key in PARTS:
        score = None if kind == "read" else 1.0
        complete_part(enrolment=enrolment, lesson_key=lesson, kind=kind, key=key, score=score)


@pytest.fixture
def pages(client, company):
    """Ling's page in Team, her course's page, and her own list, as those read them whom they are for."""

    def read() -> list[str]:
        places = [
            (company.marco, reverse("reporting:person", args=[company.ling.public_id])),
            (company.ling, reverse("courses:course", args=["tiny"])),
            (company.ling, reverse("reporting:home")),
        ]
        found = []
        for reader, place in places:
            client.force_login(reader)
            found.append(client.get(place).content.decode().split("Certificates to renew</h2>")[-1])
        return [
            page[page.index('id="courses-title"') :] if "courses-title" in page else page for page in found
        ]

    return read


def links(completion: Completion) -> str:
    return f'href="{reverse("courses:certificate", args=[completion.public_id])}"'


def test_a_certificate_stays_in_reach_while_the_course_is_taken_again(again, pages):
    enrolment = again()
    first = Completion.objects.get()
    assert all(links(first) in page for page in pages())
    finish(enrolment)
    second = Completion.objects.latest("pk")
    assert second != first
    for page in pages():
        assert page.count(links(second)) == 1
        assert page.count(links(first)) == 1


def test_a_revoked_one_is_not_said_to_stay(again, pages, company):
    again(lambda one: revoke_certificate(by=company.dana, certificate=one, reason="A mistake"))
    person, course, own = pages()
    assert "stays." not in course
    assert "was revoked.</a>" in course
    assert ", revoked</a>" in person
    assert ", revoked</a>" in own


def test_one_that_is_valid_stays_and_one_that_has_expired_is_said_to_have(again, pages):
    again()
    assert "stays.</a>" in pages()[1]
    Certificate.objects.update(expires_at=timezone.now())
    person, course, _own = pages()
    assert "stays." not in course
    assert "has expired.</a>" in course
    assert ", expired</a>" in person


def test_what_was_replaced_leads_to_its_replacement_once(again, pages, company):
    printed = {"holder": "Ling Zhao", "language": "en", "reason": "Married"}
    again(lambda one: reissue_certificate(by=company.dana, certificate=one, **printed))
    assert [page.count(links(Completion.objects.get())) for page in pages()] == [1, 1, 1]


def test_nobody_pays_for_certificates_that_cannot_be(client, company, django_assert_max_num_queries):
    course = tiny_course()
    ended = on_course(colleague("Done Dora", company.north), course, done=3)
    begun = on_course(company.ling, course, done=1)
    for one in (ended, begun):
        with django_assert_max_num_queries(0):
            assert held_of(one) == []
