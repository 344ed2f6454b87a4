"""Two authors compare marks of one quiz: whose comparison gave way to the other's is told, and led there."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Enrolment, Regrade, Revision
from courses.regrades.acts import compare_marks, discard_regrade
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.regrading import RISES, block_of, takes

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def first(company: Company, publish: Publish, begin: Begin) -> Regrade:
    takes(begin, company.ling, block_of(publish()), RISES)
    return compare_marks(by=company.aisha, block=block_of(publish(correct="rises")), questions=["loss"])


@pytest.fixture
def aisha(company: Company) -> Client:
    client = Client()
    client.force_login(company.aisha)
    return client


def address_of(regrade: Regrade, public_id: uuid.UUID | None = None) -> str:
    named = [regrade.course.key, regrade.lesson_key, regrade.quiz_key, public_id or regrade.public_id]
    return reverse("courses:regrade", args=named)


def test_whose_comparison_gave_way_is_told_by_whom_and_led_there(
    company: Company, aisha: Client, first: Regrade
):
    here = address_of(first)
    newer = compare_marks(by=company.dana, block=block_of(Revision.objects.get(number=2)), questions=["loss"])
    for answer, status in (
        (aisha.get(here), 410),
        (aisha.post(f"{here}apply/"), 409),
        (aisha.post(f"{here}discard/"), 409),
        (aisha.get(here, headers=HTMX), 200),
    ):
        assert answer.status_code == status
        page = answer.content.decode()
        assert f"{company.dana.name} began a newer comparison of this quiz" in page
        assert f'href="{address_of(newer)}"' in page
    assert Regrade.objects.get() == newer


def test_of_one_that_was_dropped_the_way_to_all_is_shown(company: Company, aisha: Client, first: Regrade):
    here = address_of(first)
    discard_regrade(by=company.aisha, regrade=first)
    page = aisha.get(here).content.decode()
    assert "It was dropped, or a newer one took its place." in page
    assert f'href="{reverse("courses:regrade_quiz", args=["small", "quiz", "check"])}"' in page


def test_nobody_else_learns_of_it(company: Company, first: Regrade):
    client = Client()
    client.force_login(company.ling)
    assert client.get(address_of(first, uuid.uuid4())).status_code in {403, 404}
    client.force_login(company.aisha)
    other = address_of(first, uuid.uuid4()).replace("/check/", "/absent/")
    assert client.get(other).status_code == 404
