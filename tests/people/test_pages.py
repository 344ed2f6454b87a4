"""Signing in, languages, and the administrator's form."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from people.models import User

pytestmark = pytest.mark.django_db


def test_a_wrong_password_lets_nobody_in_and_says_so(client: Client, company):
    answer = client.post("/accounts/login/", {"login": company.ling.email, "password": "wrong"})
    assert answer.status_code == 200
    assert "sessionid" not in client.cookies
    assert b'role="alert"' in answer.content


def test_the_right_password_leads_home_in_the_persons_language(client: Client, company):
    User.objects.filter(pk=company.ling.pk).update(language="zh-hans")
    client.post("/accounts/login/", {"login": company.ling.email, "password": "correct horse"})
    home = client.get("/")
    assert home.status_code == 200
    assert b'lang="zh-hans"' in home.content


def test_what_somebody_reads_in_is_kept_when_they_sign_in_and_chooses_nothing_for_them(
    client: Client, company
):
    told = {"login": company.ling.email, "password": "correct horse"}
    for header, read_in in (("zh-CN", "zh-hans"), ("en", "en")):
        client.logout()
        client.post("/accounts/login/", told, headers={"accept-language": header})
        company.ling.refresh_from_db()
        assert (company.ling.read_in, company.ling.language) == (read_in, "")


def test_a_language_choice_is_stored_and_leads_back_inside_the_site_only(client: Client, company):
    client.force_login(company.ling)
    answer = client.post("/people/language/", {"language": "zh-hans", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    company.ling.refresh_from_db()
    assert company.ling.language == "zh-hans"
    client.post("/people/language/", {"language": "xx", "next": "/courses/"})
    company.ling.refresh_from_db()
    assert company.ling.language == "zh-hans"


def test_an_expired_session_under_htmx_leads_to_the_sign_in_page(client: Client):
    answer = client.get(
        "/experiments/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/experiments/"}
    )
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=/experiments/"


@pytest.mark.parametrize(
    ("field", "value"),
    [("new_password", "1"), ("time_zone", "Mars/X"), ("language", "xx"), ("email", "no address")],
)
def test_the_administrators_form_refuses_what_makes_no_sense(client: Client, company, field, value):
    client.force_login(company.dana)
    positions = {"positions-TOTAL_FORMS": 0, "positions-INITIAL_FORMS": 0}
    form = {"email": "sven@example.org", "name": "Sven", "is_active": "on", **positions, field: value}
    answer = client.post(f"/admin/people/user/{company.sven.pk}/change/", form)
    assert answer.status_code == 200
    assert b"errorlist" in answer.content


def test_every_page_carries_the_strict_policy(client: Client):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_short_password_is_refused_in_the_readers_language():
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password("a7b")
    assert re.search("至少.*8 个字符", refused.value.messages[0])
