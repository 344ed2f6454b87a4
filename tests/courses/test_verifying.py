"""Anybody verifies a certificate by its number: the state in words first, what is printed, and nothing else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
from django.core.cache import cache
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from courses.actions import reissue_certificate, revoke_certificate
from courses.certificates.numbers import grouped, new_number
from courses.models import Certificate
from courses.views.verifying import ASKING
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Complete

PAGE = reverse("courses:verify")


@pytest.fixture(autouse=True)
def a_quiet_minute(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def certificate(company: Company, complete: Complete) -> Certificate:
    return complete(company.ling, certificate={"valid_months": 12}).certificates.get()


def address(number: str) -> str:
    return reverse("courses:verify_number", args=[number])


def read(client: Client, certificate: Certificate) -> str:
    answer = client.get(address(certificate.number))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_valid_one_says_so_before_anything_else(client: Client, certificate: Certificate):
    text = read(client, certificate)
    assert text.index("This certificate is valid") < text.index("Ling")
    for said in (
        "It is valid until",
        "Small course",
        "67 %",
        "Content of",
        "Issued",
        "up to the day it was earned.",
    ):
        assert said in text
    assert grouped(certificate.number) in text


def test_chinese_sets_no_space_before_the_percent_sign(client: Client, certificate: Certificate):
    headers = {"accept-language": "zh-hans"}
    text = client.get(address(certificate.number), headers=headers).content.decode()
    assert "67%" in text
    assert "67 %" not in text


def test_one_without_end_says_that_it_does_not_expire(client: Client, certificate: Certificate):
    Certificate.objects.update(expires_at=None)
    assert "It does not expire." in read(client, certificate)


def test_it_expires_at_its_moment_by_the_databases_clock(client: Client, certificate: Certificate):
    Certificate.objects.update(expires_at=Now() + timedelta(minutes=5))
    assert "This certificate is valid" in read(client, certificate)
    Certificate.objects.update(expires_at=Now())
    assert "This certificate has expired" in read(client, certificate)


def test_a_revoked_one_says_when_but_never_why(client: Client, company: Company, certificate: Certificate):
    revoke_certificate(by=company.dana, certificate=certificate, reason="Somebody else sat the quiz")
    text = read(client, certificate)
    assert "This certificate was revoked" in text
    assert "Somebody else" not in text
    assert "Dana" not in text


def test_revoked_weighs_more_than_expired_and_replaced(
    client: Client, company: Company, certificate: Certificate
):
    revoke_certificate(by=company.dana, certificate=certificate, reason="x")
    reissue_certificate(by=company.dana, certificate=certificate, holder="L", language="en", reason="x")
    Certificate.objects.update(expires_at=Now())
    assert "This certificate was revoked" in read(client, certificate)


def test_a_replaced_one_says_so_without_telling_the_new_name_or_number(
    client: Client, company: Company, certificate: Certificate
):
    newer = reissue_certificate(
        by=company.dana, certificate=certificate, holder="Zoe Weber", language="en", reason="New name"
    )
    old, new = read(client, certificate), read(client, newer)
    assert "This certificate was replaced" in old
    assert "Zoe" not in old
    assert grouped(newer.number) not in old
    assert "This certificate is valid" in new
    assert grouped(certificate.number) not in new
    assert ">Ling<" not in new


def test_nothing_that_is_not_printed_is_there(client: Client, company: Company, certificate: Certificate):
    User.objects.filter(pk=company.ling.pk).update(
        email="canary@example.org", employee_number="canary-7", name="Canary Changed"
    )
    completion = certificate.completion
    text = read(client, certificate).lower()
    for secret in ("canary", str(completion.public_id), str(company.ling.public_id), "claims"):
        assert secret not in text
    assert str(completion.enrolment.public_id) not in text


def test_typed_in_any_form_it_leads_to_the_address_that_is_printed(client: Client, certificate: Certificate):
    typed = f" {grouped(certificate.number).lower().replace('-', ' ')} "
    answer = client.get(PAGE, {"number": typed})
    assert answer.status_code == 302
    assert answer["Location"] == address(grouped(certificate.number))


def test_a_slip_is_told_apart_from_an_unknown_number(client: Client, certificate: Certificate):
    wrong = ("2" if certificate.number[0] != "2" else "3") + certificate.number[1:]
    for answer in (client.get(PAGE, {"number": wrong}), client.get(address(wrong))):
        assert answer.status_code == 422
        assert "there is a slip in it" in answer.content.decode()
    unknown = client.get(address(new_number()))
    assert unknown.status_code == 404
    assert "No certificate has this number" in unknown.content.decode()


@pytest.mark.parametrize("typed", ["<script>x</script>", "' OR 1=1 --", "😀" * 300, "A" * 5000])
def test_hostile_text_is_a_slip(client: Client, typed: str):
    answer = client.get(PAGE, {"number": typed})
    assert answer.status_code == 422
    assert "<script>x" not in answer.content.decode()


def test_a_number_costs_one_query_whether_there_is_one_or_not(
    client: Client, certificate: Certificate, django_assert_num_queries
):
    for number, queries in ((certificate.number, 1), (new_number(), 1), ("A" * 15, 0)):
        with django_assert_num_queries(queries):
            client.get(address(number))
    with django_assert_num_queries(0):
        client.get(PAGE)


def test_no_search_engine_and_no_cache_keeps_it(client: Client, certificate: Certificate):
    for path in (PAGE, address(certificate.number), address(new_number()), address("A")):
        answer = client.get(path)
        assert "noindex" in answer["X-Robots-Tag"]
        assert '<meta name="robots" content="noindex' in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"


def test_who_asks_too_often_waits_a_minute(client: Client, certificate: Certificate):
    statuses = [client.get(address(certificate.number)).status_code for _ in range(ASKING.times + 1)]
    assert statuses == [200] * ASKING.times + [429]
    refused = client.get(address(new_number()))
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "Ling" not in refused.content.decode()
    assert client.get(address(certificate.number), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_without_redis_verifying_goes_on(client: Client, certificate: Certificate, monkeypatch):
    def away(*_args: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr("lms.kit.rates.cache.add", away)
    assert client.get(address(certificate.number)).status_code == 200


def test_it_speaks_the_language_of_its_reader(client: Client, certificate: Certificate):
    answer = client.get(address(certificate.number), headers={"Accept-Language": "zh-hans"})
    assert "此证书有效" in answer.content.decode()
    assert '<h2 lang="en">Small course</h2>' in answer.content.decode()
