"""Aisha reads what readers said: how clear each place is, the remarks, and no names that were not given."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.access import note_place
from courses.actions import say_clear
from courses.models import Clarity, Enrolment, Revision
from people.models import AuditEvent, User
from tests.conftest import Company, person
from tests.courses.conftest import Publish

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
PAGE = "/authoring/small/feedback/"


def says(user: User, *, clear: bool, remark: str = "", signed: bool = False, block: str = "intro") -> Clarity:
    place = note_place(user, "small", "read-1", block)
    return say_clear(by=user, place=place, is_clear=clear, remark=remark, is_signed=signed)


def text(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_feedback_the_page_says_where_it_comes_from(aisha: Client, publish: Publish):
    publish()
    assert "Nobody has left a remark yet." in text(aisha)
    assert "<table" not in text(aisha)


def test_each_place_shows_its_share_and_how_many_said_so(aisha: Client, publish: Publish, begin: Begin):
    revision = publish()
    for number in range(6):
        reader = person(f"Reader{number}")
        begin(reader, revision)
        says(reader, clear=number < 2)
    says(reader, clear=True, block="")
    page = " ".join(text(aisha).split())
    assert '<span class="pill warn">33 %</span>' in page
    assert (
        f'href="/authoring/revisions/{revision.public_id}/read-1/#text-intro">Lesson read-1</a> · Hello'
        in page
    )
    assert "100 %" in page
    aisha.cookies["django_language"] = "zh-hans"
    chinese = text(aisha)
    assert "33%" in chinese
    assert "100%" in chinese, "no space before the sign"


def test_a_name_is_shown_only_where_it_was_given(
    aisha: Client, company: Company, publish: Publish, begin: Begin
):
    revision = publish()
    for user in (company.ling, company.sven):
        begin(user, revision)
    says(company.ling, clear=False, remark="Which <b>step</b>?")
    says(company.sven, clear=True, remark="Good.", signed=True)
    page = text(aisha)
    assert "Which &lt;b&gt;step&lt;/b&gt;?" in page
    assert "Sven" in page
    assert "Ling" not in page
    assert "ling@" not in page


def test_a_remark_is_marked_as_done_and_opened_again(
    aisha: Client, company: Company, publish: Publish, begin: Begin
):
    begin(company.ling, publish())
    said = says(company.ling, clear=False, remark="Why?")
    assert "1 open remark" in text(aisha, "/authoring/")
    for _twice in range(2):
        assert aisha.post(f"{PAGE}{said.public_id}/", {"settled": "1"}).url == f"{PAGE}#remarks"
    assert "Why?" not in text(aisha)
    assert "Done by Aisha" in text(aisha, f"{PAGE}?show=all")
    assert "open remark" not in text(aisha, "/authoring/")
    answer = aisha.post(f"{PAGE}{said.public_id}/", {"settled": "0", "show": "all"})
    assert answer.url == f"{PAGE}?show=all#remarks"
    assert "Why?" in text(aisha)
    done = AuditEvent.objects.filter(did__contains="remark").order_by("pk")
    assert list(done.values_list("did", flat=True)) == ["settled remark", "reopened remark"]


def test_feedback_on_a_lesson_that_is_gone_stays(
    aisha: Client, company: Company, publish: Publish, begin: Begin
):
    revision = publish(readings=2)
    begin(company.ling, revision)
    say_clear(
        by=company.ling,
        place=note_place(company.ling, "small", "read-2", ""),
        is_clear=False,
        remark="Too long.",
    )
    publish(readings=1, title="Shorter")
    page = text(aisha)
    assert "Too long." in page
    assert "read-2" in page
    assert "revision 1" in page


def test_a_vote_without_words_is_nothing_to_settle(
    aisha: Client, company: Company, publish: Publish, begin: Begin
):
    begin(company.ling, publish())
    said = says(company.ling, clear=True)
    assert aisha.post(f"{PAGE}{said.public_id}/", {"settled": "1"}).status_code == 404


def test_more_readers_cost_no_more_queries(aisha: Client, publish: Publish, begin: Begin):
    revision, spent = publish(), []
    for size in (2, 22):
        for number in range(size):
            reader = person(f"Reader{size}x{number}")
            begin(reader, revision)
            says(reader, clear=False, remark="Why?", signed=True)
        with CaptureQueriesContext(connection) as counted:
            text(aisha)
        spent.append(len(counted))
    assert spent[0] == spent[1]


def test_shares_stand_as_the_reader_s_language_writes_them(
    aisha: Client, publish: Publish, begin: Begin, company: Company
):
    begin(company.ling, publish())
    says(company.ling, clear=True)
    company.aisha.language = "zh-hans"
    company.aisha.save()
    assert "100%<" in text(aisha)
    assert "100 %" not in text(aisha)
