"""Bookmarks and "Was this clear?": the same twice changes nothing, and both lead back to their place."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.access import note_place
from courses.actions import say_clear
from courses.models import Bookmark, Clarity, Enrolment, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.searching import published

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
LESSON = "/courses/small/read-1/"
KEEP, CLEAR = f"{LESSON}bookmark/", f"{LESSON}clear/"
INTRO = {"block": "intro"}


@pytest.fixture
def started(ling: Client, company: Company, publish: Publish, begin: Begin) -> Client:
    begin(company.ling, publish())
    return ling


def page(client: Client, address: str = LESSON) -> str:
    return client.get(address).content.decode()


def test_a_bookmark_is_kept_once_and_leads_back(started: Client):
    for _twice in range(2):
        assert started.post(KEEP, INTRO | {"keep": "1"}).url == f"{LESSON}#text-intro"
        started.post(KEEP, {"keep": "1"})
    assert Bookmark.objects.count() == 2
    listed = page(started, "/bookmarks/")
    assert f'href="{LESSON}#text-intro">Lesson read-1</a>' in listed
    assert f'href="{LESSON}">Lesson read-1</a>' in listed
    assert page(started).count('aria-pressed="true"') == 2
    for _twice in range(2):
        assert started.post(KEEP, {"keep": "0", "from": "bookmarks"}).url == "/bookmarks/"
    assert Bookmark.objects.get().block_key == "intro"


def test_the_list_of_bookmarks_says_what_its_button_does(started: Client):
    started.post(KEEP, INTRO | {"keep": "1"})
    listed = page(started, "/bookmarks/")
    assert "Remove the bookmark" in listed
    assert "Bookmark this part" not in listed
    there = INTRO | {"from": "bookmarks"}
    removed = started.post(KEEP, there | {"keep": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert "Removed." in removed
    assert 'value="1">Undo' in removed
    again = started.post(KEEP, there | {"keep": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Remove the bookmark" in again
    assert "Removed." not in again
    assert Bookmark.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Before.\n\n## Two ways & *more*\n\nAfter.", "Two ways &amp; more"),
        ("No heading stands here.", "No heading stands here."),
        ("word " * 60, "word " * 15 + "word…"),
    ],
)
def test_a_bookmarked_part_is_called_by_its_heading(
    ling: Client, company: Company, begin: Begin, tmp_path: Path, text: str, told: str
):
    begin(company.ling, published(tmp_path, {"a": text}))
    ling.post("/courses/small/a/bookmark/", INTRO | {"keep": "1"})
    listed = page(ling, "/bookmarks/")
    assert f"<br>{told}\n" in listed
    assert ">intro<" not in listed


def test_htmx_gets_the_star_alone(started: Client):
    answer = started.post(KEEP, INTRO | {"keep": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer
    assert 'aria-pressed="true"' in answer
    assert 'value="0"' in answer


def test_a_bookmark_outlives_its_lesson_and_says_so(
    ling: Client, company: Company, publish: Publish, begin: Begin
):
    begin(company.ling, publish(readings=2))
    ling.post("/courses/small/read-2/bookmark/", {"keep": "1"})
    Enrolment.objects.update(revision=publish(readings=1))
    assert "Your edition of the course no longer has this lesson." in page(ling, "/bookmarks/")


def test_without_bookmarks_the_page_says_where_to_find_the_star(ling: Client):
    assert "Nothing is marked yet." in page(ling, "/bookmarks/")


def test_an_answer_can_be_given_changed_and_explained(started: Client, company: Company):
    assert started.post(CLEAR, INTRO | {"clear": "no"}).url == f"{LESSON}#clear-text-intro"
    assert "What was not clear?" in page(started)
    started.post(CLEAR, INTRO | {"clear": "no", "remark": " Which <steps>? "})
    said = Clarity.objects.get()
    assert (said.is_clear, said.remark, said.is_signed) == (False, "Which <steps>?", False)
    assert "Which &lt;steps&gt;?</textarea>" in page(started)
    started.post(CLEAR, INTRO | {"clear": "yes"})
    said.refresh_from_db()
    assert (said.is_clear, said.remark) == (True, "Which <steps>?")
    started.post(CLEAR, INTRO | {"clear": "yes", "remark": "", "is_signed": "on"})
    said.refresh_from_db()
    assert (said.remark, said.is_signed) == ("", False)
    assert said.revision == Enrolment.objects.get().revision


def test_the_form_says_that_names_stay_out(started: Client):
    assert "The author sees answers without names." in page(started)
    started.post(CLEAR, {"clear": "yes"})
    assert "Unless you tick this, the author sees your remark without your name." in page(started)


def test_the_same_answer_again_changes_nothing_and_a_new_one_is_open_again(started: Client, company: Company):
    started.post(CLEAR, {"clear": "no", "remark": "Why?"})
    Clarity.objects.update(settled_at="2026-11-01T00:00:00Z", settled_by=company.aisha)
    started.post(CLEAR, {"clear": "no", "remark": "Why?"})
    assert Clarity.objects.get().settled_by == company.aisha
    assert "The author has dealt with your remark." in page(started)
    started.post(CLEAR, {"clear": "no", "remark": "And how?"})
    assert Clarity.objects.open().count() == 1


def test_a_remark_that_fits_its_field_fits_with_its_lines(started: Client):
    lines = "\r\n".join(["x" * 99] * 10)  # as browsers send them; their field counts each end as one
    assert len(lines) > 1000
    assert started.post(CLEAR, {"clear": "no", "remark": f"{lines}!"}).status_code == 302
    assert len(Clarity.objects.get().remark) == 1000


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 409),
        ({"clear": "perhaps"}, 409),
        ({"clear": "yes", "remark": "x" * 1001}, 409),
        ({"clear": "yes", "remark": "a\x00b"}, 400),
        ({"clear": "yes", "block": "absent"}, 404),
    ],
)
def test_what_cannot_be_said_is_refused(started: Client, form: dict[str, str], status: int):
    assert started.post(CLEAR, form).status_code == status
    assert not Clarity.objects.exists()


def test_only_who_has_started_can_leave_something(ling: Client, publish: Publish):
    publish()
    for address in (KEEP, CLEAR):
        assert ling.post(address, {"keep": "1", "clear": "yes"}).status_code == 404
    assert "Was this clear?" not in page(ling, "/courses/small/")


def test_an_author_who_previews_is_not_asked(client: Client, company: Company, publish: Publish):
    client.force_login(company.aisha)
    preview = page(client, f"/authoring/revisions/{publish().public_id}/read-1/")
    assert "Text of read-1" in preview
    assert "Was this clear?" not in preview
    assert "Bookmark this" not in preview


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_leave_one_answer(company: Company, publish: Publish, begin: Begin):
    begin(company.ling, publish())
    place = note_place(company.ling, "small", "read-1", "intro")

    def say() -> None:
        say_clear(by=company.ling, place=place, is_clear=True)
        connection.close()

    threads = [Thread(target=say) for _window in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Clarity.objects.count() == 1


def test_more_bookmarks_cost_no_more_queries(ling: Client, company: Company, publish: Publish, begin: Begin):
    spent = []
    for size in (2, 20):
        begin(company.ling, publish(key=f"course-{size}", readings=size))
        for number in range(1, size + 1):
            ling.post(f"/courses/course-{size}/read-{number}/bookmark/", INTRO | {"keep": "1"})
        with CaptureQueriesContext(connection) as counted:
            page(ling, "/bookmarks/")
        spent.append(len(counted))
    assert spent[0] == spent[1] <= 10
