"""A certificate is for the learner, those who lead them, and the administrators."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import mark_read
from courses.models import Block, Completion, Enrolment, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.answering import hand_in
from tests.courses.conftest import Publish
from tests.courses.folders import RIGHT_NUMBER


@pytest.fixture
def certificate(company: Company, publish: Publish, begin: Callable[[User, Revision], Enrolment]) -> str:
    revision = publish()
    enrolment = begin(company.ling, revision)
    block = Block.objects.get(lesson__revision=revision, kind="quiz")
    half = {"loss": "falls", "true": ["one"], "steps": RIGHT_NUMBER + 1}
    hand_in(enrolment, block.lesson, block, half)
    mark_read(enrolment=enrolment, lesson=revision.lessons.get(key="read-1"))
    return reverse("courses:certificate", args=[Completion.objects.get().public_id])


def test_it_names_person_course_score_and_edition(client: Client, company: Company, certificate: str):
    client.force_login(company.ling)
    page = client.get(certificate).content.decode()
    for said in ("Ling", "Small course", "67 %", "content of", str(Completion.objects.get().public_id)):
        assert said in page


@pytest.mark.parametrize(
    ("name", "status"),
    [("ling", 200), ("marco", 200), ("dana", 200), ("sven", 404), ("omar", 404), ("aisha", 404), ("hr", 404)],
)
def test_who_may_open_it(client: Client, company: Company, certificate: str, name: str, status: int):
    client.force_login(getattr(company, name))
    assert client.get(certificate).status_code == status


def test_it_is_not_for_passers_by(client: Client, certificate: str):
    assert client.get(certificate).url.startswith("/accounts/login/")
