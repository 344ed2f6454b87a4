"""Forms of one's account: what is wrong with a field, and what is asked of it, belong to it for those who hear the page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import Company

pytestmark = pytest.mark.django_db


def fields(html: str) -> list[tuple[str, list[str]]]:
    """Of a page, its fields that are described: each with the ids that it names."""
    found = re.findall(r"<input [^>]*>", html)
    named = [(one, re.search(r'aria-describedby="([^"]*)"', one)) for one in found]
    return [(one, told[1].split()) for one, told in named if told]


def wrong(html: str) -> list[str]:
    """The names of fields that are said to be wrong."""
    return [
        re.findall(r'name="([^"]*)"', one)[0]
        for one in re.findall(r"<input [^>]*>", html)
        if 'aria-invalid="true"' in one
    ]


def test_a_wrong_password_is_said_at_the_fields(db: None):
    answer = Client().post(reverse("account_login"), {"login": "ling@example.com", "password": "wrong"})
    html = answer.content.decode()
    assert wrong(html) == ["login", "password"]
    assert all("login-error" in ids for _, ids in fields(html))
    assert 'role="alert" id="login-error"' in html


def test_what_a_new_password_needs_and_what_is_wrong_with_it_is_tied_to_it(company: Company):
    ling = Client()
    ling.force_login(company.ling)
    address = reverse("account_change_password")
    blank = ling.get(address).content.decode()
    sent = ling.post(address, {"oldpassword": "x", "password1": "a", "password2": "b"}).content.decode()
    assert wrong(blank) == []
    assert "oldpassword" in wrong(sent)
    for html in (blank, sent):
        described = fields(html)
        assert described
        assert all(f'id="{id}"' in html for _, ids in described for id in ids)
