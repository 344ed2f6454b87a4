"""Administrators and HR revoke and re-issue: with a reason, once, and never behind each other's back."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions import reissue_certificate, revoke_certificate
from courses.models import Certificate, Completion
from lms.kit.refusals import Conflict, Denied
from people.models import AuditEvent
from tests.conftest import Company
from tests.courses.conftest import Complete
from tests.courses.racing import at_once

Doors = dict[str, str]


@pytest.fixture
def completion(company: Company, complete: Complete) -> Completion:
    return complete(company.ling, certificate={"valid_months": 12})


@pytest.fixture
def doors(completion: Completion) -> Doors:
    return {
        name: reverse(f"courses:{name}_certificate", args=[completion.public_id])
        for name in ("revoke", "reissue")
    }


@pytest.fixture
def certificate(completion: Completion) -> Certificate:
    return completion.certificates.get()


@pytest.fixture
def renew(company: Company) -> Callable[..., Certificate]:
    def again(certificate: Certificate, holder: str = "Ling Weber") -> Certificate:
        return reissue_certificate(
            by=company.dana, certificate=certificate, holder=holder, language="zh-hans", reason="Married"
        )

    return again


def state_of(certificate: Certificate) -> str:
    return Certificate.objects.with_state().get(pk=certificate.pk).state


def test_a_revoked_one_keeps_date_person_and_reason(company: Company, certificate: Certificate):
    done = revoke_certificate(by=company.hr, certificate=certificate, reason="Taken by somebody else")
    assert (done.state, done.revoked_by, done.revocation_reason) == (
        "revoked",
        company.hr,
        "Taken by somebody else",
    )
    told = AuditEvent.objects.get(did="revoked certificate")
    assert (told.actor, told.detail["reason"], told.detail["number"]) == (
        company.hr,
        "Taken by somebody else",
        certificate.number,
    )


def test_the_completion_stays_when_its_certificate_is_revoked(company: Company, certificate: Certificate):
    before = Completion.objects.values("score", "completed_at").get()
    changed = Completion.objects.get().updated_at
    revoke_certificate(by=company.dana, certificate=certificate, reason="Wrong person")
    assert Completion.objects.values("score", "completed_at").get() == before
    assert Completion.objects.get().updated_at > changed


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_happens(company: Company, certificate: Certificate, reason: str):
    with pytest.raises(Conflict, match="Say why"):
        revoke_certificate(by=company.dana, certificate=certificate, reason=reason)
    assert state_of(certificate) == "valid"


@pytest.mark.parametrize("name", ["ling", "marco", "aisha", "sven"])
def test_nobody_else_may(company: Company, certificate: Certificate, name: str):
    somebody = getattr(company, name)
    with pytest.raises(Denied, match="Only administrators and HR"):
        revoke_certificate(by=somebody, certificate=certificate, reason="x")
    with pytest.raises(Denied, match="Only administrators and HR"):
        reissue_certificate(by=somebody, certificate=certificate, holder="X", language="en", reason="x")


def test_a_re_issue_has_another_number_and_name_and_the_same_validity(certificate: Certificate, renew):
    newer = renew(certificate)
    assert (newer.holder, newer.language, newer.course_title) == (
        "Ling Weber",
        "zh-hans",
        "中文 Small course",
    )
    assert newer.number != certificate.number
    assert (newer.expires_at, newer.completed_at) == (certificate.expires_at, certificate.completed_at)
    assert (state_of(certificate), newer.state) == ("replaced", "valid")
    told = AuditEvent.objects.get(did="re-issued certificate")
    assert (told.detail["replaces"], told.detail["reason"]) == (certificate.number, "Married")


def test_one_that_was_revoked_can_be_issued_anew_and_stays_revoked(
    company: Company, certificate: Certificate, renew
):
    revoke_certificate(by=company.dana, certificate=certificate, reason="By mistake")
    newer = renew(certificate)
    assert (state_of(certificate), newer.state) == ("revoked", "valid")
    with pytest.raises(Conflict, match="A newer certificate"):
        renew(certificate)


def test_one_that_was_replaced_is_not_changed_any_more(company: Company, certificate: Certificate, renew):
    renew(certificate)
    with pytest.raises(Conflict, match="A newer certificate"):
        revoke_certificate(by=company.dana, certificate=certificate, reason="x")
    with pytest.raises(Conflict, match="A newer certificate"):
        renew(certificate)


def test_revoking_twice_is_refused(company: Company, certificate: Certificate):
    revoke_certificate(by=company.dana, certificate=certificate, reason="First")
    with pytest.raises(Conflict, match="revoked already"):
        revoke_certificate(by=company.dana, certificate=certificate, reason="Second")
    assert Certificate.objects.get().revocation_reason == "First"


def test_an_expired_one_is_renewed_by_learning_not_by_printing(
    company: Company, certificate: Certificate, renew
):
    Certificate.objects.update(expires_at=timezone.now())
    with pytest.raises(Conflict, match="has expired"):
        renew(certificate)
    revoke_certificate(by=company.dana, certificate=certificate, reason="x")
    with pytest.raises(Conflict, match="has expired"):
        renew(certificate)


@pytest.mark.django_db(transaction=True)
def test_two_re_issues_at_once_make_one_and_tell_the_other(company: Company, complete: Complete, renew):
    certificate = complete(company.ling).certificates.get()

    def attempt() -> str:
        try:
            return renew(certificate).number
        except Conflict as refused:
            return str(refused)

    told = at_once(attempt, attempt)
    assert Certificate.objects.count() == 2
    assert sum("A newer certificate" in one for one in told) == 1


def test_the_pages_name_the_certificate_and_take_effect(
    client: Client, company: Company, doors: Doors, certificate: Certificate
):
    client.force_login(company.dana)
    asked = client.get(doors["reissue"]).content.decode()
    assert "Re-issue the certificate of Ling?" in asked
    form = {
        "number": certificate.number,
        "holder": "  赵玲 ",
        "language": "zh-hans",
        "reason": "Chinese name",
    }
    client.post(doors["reissue"], form)
    newer = Certificate.objects.current().get()
    assert (newer.holder, newer.replaces) == ("赵玲", certificate)
    assert "Revoke the certificate of 赵玲?" in client.get(doors["revoke"]).content.decode()
    answer = client.post(doors["revoke"], {"number": newer.number, "reason": "x"}, follow=True)
    assert "This certificate was revoked" in answer.content.decode()


def test_what_is_said_of_the_earlier_number_is_what_its_page_says(
    client: Client, company: Company, doors: Doors, certificate: Certificate
):
    client.force_login(company.dana)
    revoke_certificate(by=company.dana, certificate=certificate, reason="Wrong name")
    assert "still reads that it was revoked" in client.get(doors["reissue"]).content.decode()
    form = {"number": certificate.number, "holder": "Ling", "language": "en", "reason": "Right name"}
    told = client.post(doors["reissue"], form, follow=True).content.decode()
    assert "The earlier number goes on saying that it was revoked." in told
    verified = client.get(f"/verify/{certificate.number}/").content.decode()
    assert "This certificate was revoked" in verified


@pytest.mark.parametrize("name", ["revoke", "reissue"])
def test_a_form_about_an_earlier_certificate_changes_nothing(
    client: Client, company: Company, doors: Doors, certificate: Certificate, renew, name: str
):
    newer = renew(certificate)
    client.force_login(company.dana)
    form = {"number": certificate.number, "holder": "X", "language": "en", "reason": "x"}
    answer = client.post(doors[name], form)
    assert answer.status_code == 422
    assert "A newer certificate was issued meanwhile" in answer.content.decode()
    assert state_of(newer) == "valid"
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("revoke", "reason", " "),
        ("revoke", "reason", "x" * 501),
        ("reissue", "reason", ""),
        ("reissue", "holder", " "),
        ("reissue", "holder", "x" * 151),
        ("reissue", "holder", "Ling 🎓"),
        ("reissue", "language", "tlh"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    client: Client,
    company: Company,
    doors: Doors,
    certificate: Certificate,
    name: str,
    field: str,
    value: str,
):
    client.force_login(company.dana)
    form = {"number": certificate.number, "holder": "Ling", "language": "en", "reason": "x", field: value}
    answer = client.post(doors[name], form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert state_of(certificate) == "valid"
    assert Certificate.objects.count() == 1


def test_a_page_says_why_nothing_can_be_done(
    client: Client, company: Company, doors: Doors, certificate: Certificate
):
    revoke_certificate(by=company.dana, certificate=certificate, reason="x")
    client.force_login(company.dana)
    assert "revoked already" in client.get(doors["revoke"]).content.decode()
    Certificate.objects.update(
        revoked_at=None, revoked_by=None, revocation_reason="", expires_at=timezone.now()
    )
    assert "has expired" in client.get(doors["reissue"]).content.decode()
