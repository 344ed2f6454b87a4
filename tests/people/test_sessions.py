"""A session and its person, found together."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from people.models import Session, User
from people.sessions import SessionStore, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(client: Client, company):
    """A request of the browser that Ling is signed in at."""
    client.force_login(company.ling)

    def one():
        request = RequestFactory().get("/")
        request.session = SessionStore(client.cookies["sessionid"].value)
        return request

    return one


def test_both_are_found_in_one_statement(asking, company, django_assert_num_queries):
    person_of(asking())
    with django_assert_num_queries(1):
        assert person_of(asking()) == company.ling


def test_a_session_from_before_leads_to_the_same_person(asking, company):
    Session.objects.update(user=None)
    assert person_of(asking()) == company.ling


@pytest.mark.parametrize("change", ["password", "leaves", "expires"])
def test_a_new_password_an_account_that_is_closed_and_time_end_it(asking, company, change):
    if change == "password":
        company.ling.set_password("another horse")
        company.ling.save()
    elif change == "leaves":
        User.objects.filter(pk=company.ling.pk).update(is_active=False)
    else:
        Session.objects.update(expire_date="2026-01-01T00:00Z")
    assert isinstance(person_of(asking()), AnonymousUser)


def test_whoever_signs_in_at_the_same_browser_is_the_person(client: Client, company):
    client.force_login(company.ling)
    client.force_login(company.marco)
    home = client.get("/")
    assert home.context["request"].user == company.marco
    assert Session.objects.get().user == company.marco
