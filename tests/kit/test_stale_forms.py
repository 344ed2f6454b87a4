"""A form with an old token is refused; what came from a page of this site can be sent once more."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import Company

pytestmark = pytest.mark.django_db
ADDRESS = reverse("people:language")
OWN = {"Origin": "http://testserver"}


@pytest.fixture
def ling(company: Company) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(company.ling)
    return client


def refused(client: Client, headers: dict[str, str], **fields: Any) -> str:
    answer = client.post(ADDRESS, {**fields, "csrfmiddlewaretoken": "a" * 64}, headers=headers)
    assert answer.status_code == 403
    return answer.content.decode()


def test_what_was_sent_comes_back_as_text(ling: Client) -> None:
    page = refused(ling, OWN, language="</textarea><script>", next="\n/two")
    assert "&lt;/textarea&gt;&lt;script&gt;</textarea>" in page
    assert "Send it again" in page


def test_what_another_site_sent_stands_in_no_form_of_ours(ling: Client) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}):
        page = refused(ling, headers, language="chosen-elsewhere")
        assert "chosen-elsewhere" not in page
        assert "Go back with your browser" in page


def test_no_password_is_written_into_a_page(ling: Client) -> None:
    page = refused(ling, OWN, login="ling@example.org", password="my secret")
    assert "my secret" not in page
    assert "Send it again" not in page
