"""A certificate is for the learner, those who lead them, the administrators and HR."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions import reissue_certificate, revoke_certificate
from courses.certificates.lettering import without_letters
from courses.certificates.numbers import grouped
from courses.certificates.ordinary import is_ordinary
from courses.models import Certificate, Completion
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Complete, Publish

WHO = [
    *(("ling", 200), ("marco", 200), ("dana", 200), ("hr", 200)),
    *(("sven", 404), ("omar", 404), ("aisha", 404)),
]


@pytest.fixture
def completion(company: Company, complete: Complete) -> Completion:
    return complete(company.ling, certificate={"valid_months": 24})


@pytest.fixture
def page(completion: Completion) -> str:
    return reverse("courses:certificate", args=[completion.public_id])


@pytest.fixture
def pdf(completion: Completion) -> str:
    return reverse("courses:download_certificate", args=[completion.public_id])


def test_it_says_what_is_printed_and_where_it_is_verified(client: Client, company: Company, page: str):
    client.force_login(company.ling)
    text = client.get(page).content.decode()
    number = grouped(Certificate.objects.get().number)
    address = reverse("courses:verify_number", args=[number])
    for said in ("Ling", "Small course", "67 %", "Content of", "Valid until", number, address):
        assert said in text
    assert "has expired" not in text


@pytest.mark.parametrize(("name", "status"), WHO)
def test_who_may_open_it(client: Client, company: Company, page: str, pdf: str, name: str, status: int):
    client.force_login(getattr(company, name))
    assert (client.get(page).status_code, client.get(pdf).status_code) == (status, status)


def test_it_is_not_for_passers_by(client: Client, page: str, pdf: str):
    assert client.get(page).url.startswith("/accounts/login/")
    assert client.get(pdf).url.startswith("/accounts/login/")


def test_the_pdf_is_a_download_that_no_cache_keeps(client: Client, company: Company, pdf: str):
    client.force_login(company.ling)
    answer = client.get(pdf)
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "no-store" in answer["Cache-Control"]


def test_a_new_name_of_the_person_changes_no_certificate(client: Client, company: Company, page: str):
    User.objects.filter(pk=company.ling.pk).update(name="Ling Zhao-Weber")
    client.force_login(company.dana)
    text = client.get(page).content.decode()
    assert '<p class="certificate-name">Ling</p>' in text


def test_a_course_may_give_none(client: Client, company: Company, complete: Complete):
    completion = complete(company.ling, certificate="none")
    client.force_login(company.ling)
    page = reverse("courses:certificate", args=[completion.public_id])
    assert client.get(page).status_code == 404
    for address in ("/", "/courses/small/", "/courses/small/quiz/"):
        text = client.get(address).content.decode()
        assert page not in text, address
        assert "See your certificate" not in text, address
    assert not Certificate.objects.exists()


def test_the_course_page_says_what_it_gives(client: Client, company: Company, publish: Publish):
    publish(certificate={"valid_months": 24})
    client.force_login(company.sven)
    assert "certificate valid for 24 months" in client.get("/courses/small/").content.decode()


def test_one_that_was_never_issued_is_issued_when_it_is_asked_for(
    client: Client, company: Company, page: str
):
    Certificate.objects.all().delete()
    client.force_login(company.ling)
    assert client.get(page).status_code == 200
    first = Certificate.objects.get().number
    client.get(page)
    assert Certificate.objects.get().number == first


def test_its_holder_reads_that_it_was_revoked_when_and_why(client: Client, company: Company, page: str):
    revoke_certificate(
        by=company.dana, certificate=Certificate.objects.get(), reason="Someone else answered."
    )
    client.force_login(company.ling)
    text = client.get(page).content.decode()
    assert "This certificate was revoked" in text
    assert "Someone else answered." in text
    assert "Revoke</a>" not in text
    course = Certificate.objects.get().completion.course.key
    assert "Your certificate was revoked" in client.get(f"/courses/{course}/").content.decode()


def test_a_revoked_one_is_not_printed_any_more(client: Client, company: Company, page: str, pdf: str):
    revoke_certificate(by=company.dana, certificate=Certificate.objects.get(), reason="x")
    client.force_login(company.ling)
    answer = client.get(pdf)
    assert answer.status_code == 409
    assert "not printed any more" in answer.content.decode()
    assert pdf not in client.get(page).content.decode()


def test_its_holder_reads_that_it_has_expired(client: Client, company: Company, page: str):
    Certificate.objects.update(expires_at=timezone.now() - timedelta(days=1))
    client.force_login(company.ling)
    text = client.get(page).content.decode()
    assert "This certificate has expired" in text


def test_earlier_numbers_stay_listed_with_their_state(client: Client, company: Company, page: str):
    first = Certificate.objects.get()
    reissue_certificate(
        by=company.dana, certificate=first, holder="Ling Weber", language="en", reason="Married"
    )
    client.force_login(company.ling)
    text = client.get(page).content.decode()
    assert "Ling Weber" in text
    assert "Earlier certificates" in text
    assert grouped(first.number) in text
    assert ">replaced<" in text


@pytest.mark.parametrize("count", [1, 8])
def test_the_page_costs_the_same_for_any_number_of_re_issues(
    client: Client, company: Company, page: str, count: int, django_assert_max_num_queries
):
    for number in range(count):
        newest = Certificate.objects.current().get()
        reissue_certificate(
            by=company.dana, certificate=newest, holder=f"Ling {number}", language="en", reason="Name"
        )
    client.force_login(company.ling)
    with django_assert_max_num_queries(8):
        client.get(page)


def test_names_with_markup_stay_text(client: Client, company: Company, complete: Complete):
    User.objects.filter(pk=company.sven.pk).update(name="<img src=x onerror=alert(1)>")
    company.sven.refresh_from_db()
    completion = complete(company.sven)
    client.force_login(company.dana)
    text = client.get(reverse("courses:certificate", args=[completion.public_id])).content.decode()
    number = Certificate.objects.get(completion=completion).number
    text += client.get(reverse("courses:verify_number", args=[number])).content.decode()
    assert "<img" not in text
    assert text.count("&lt;img src=x") >= 2


def test_letters_that_the_pdf_cannot_have_are_told_before_it_is_asked_for(
    client: Client, company: Company, page: str, pdf: str
):
    client.force_login(company.ling)
    assert pdf in client.get(page).content.decode()
    Certificate.objects.update(holder="𠮷田王小明")
    text = client.get(page).content.decode()
    assert "our print fonts lack “𠮷”. Print this page instead" in text
    assert pdf not in text
    assert text.count("data-print") == 1


def test_the_print_fonts_have_all_ordinary_letters():
    letters = (chr(code) for code in range(0x21, 0xFFFF) if not 0xD800 <= code < 0xE000)
    assert not without_letters("".join(one for one in letters if one.isprintable() and is_ordinary(one)))
