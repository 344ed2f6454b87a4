"""A refused form loses nobody's words: the page that says no gives them back, and leads to the page that was left."""

from urllib.parse import quote

import pytest
from django.test import Client

from courses.models import DraftFile
from tests.courses.deskwork import DESK, Desk

pytestmark = pytest.mark.django_db
EDIT = f"{DESK}edit/"
LESSON = "lessons/read-1/lesson.yaml"
WORDS = "Ein Satz, den niemand <verliert>."
GIVEN_BACK = "Ein Satz, den niemand &lt;verliert&gt;."
FROM = f"http://testserver{DESK}translate/fr/"


def test_what_somebody_may_not_save_is_given_back_with_the_way_to_its_page(client: Client, desk: Desk):
    client.force_login(desk.company.sven)
    said = {"path": "lessons/read-1/intro.en.md", "base": "1", "text": WORDS, "password": "Not Shown"}
    answer = client.post(f"{EDIT}file/save/", said, headers={"Referer": FROM})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert GIVEN_BACK in page
    assert f'href="{FROM}"' in page
    assert "Back to my learning" not in page
    assert "Not Shown" not in page


def test_no_foreign_page_is_led_to(client: Client, desk: Desk):
    client.force_login(desk.company.sven)
    said = {"path": "lessons/read-1/intro.en.md", "base": "1", "text": WORDS}
    for there in ("https://elsewhere.example/", "javascript:alert(1)"):
        page = client.post(f"{EDIT}file/save/", said, headers={"Referer": there}).content.decode()
        assert there not in page
        assert "Back to my learning" in page


def test_a_form_sent_after_its_session_ended_is_given_back(client: Client, desk: Desk):
    answer = client.post(f"{EDIT}file/save/", {"text": WORDS}, headers={"Referer": FROM})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert GIVEN_BACK in page
    assert f"/accounts/login/?next={quote(FROM)}" in page
    bare = client.post(f"{EDIT}file/save/", {"do": "add-lesson"})
    assert (bare.status_code, bare.headers["Location"].startswith("/accounts/login/")) == (302, True)


def test_a_form_that_matches_no_session_is_given_back(desk: Desk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.company.aisha)
    own = {"Referer": FROM, "Origin": "http://testserver"}
    answer = client.post(f"{EDIT}file/save/", {"text": WORDS}, headers=own)
    page = answer.content.decode()
    assert (answer.status_code, f"{GIVEN_BACK}</textarea>" in page) == (403, True)
    assert "Send it again" in page


def test_a_plain_form_of_somebody_else_in_the_same_browser_saves_nothing(client: Client, desk: Desk):
    client.force_login(desk.company.dana)
    said = {"path": "lessons/read-1/intro.en.md", "base": "1", "text": WORDS}
    answer = client.post(f"{EDIT}file/save/", {**said, "writer": str(desk.company.aisha.public_id)})
    page = answer.content.decode()
    assert (answer.status_code, "Dana is signed in here now." in page, GIVEN_BACK in page) == (
        409,
        True,
        True,
    )
    assert not DraftFile.objects.filter(text=WORDS).exists()


def test_a_lesson_that_cannot_be_read_says_so_and_leads_to_its_source(client: Client, desk: Desk):
    desk.write("title: [\n", LESSON)
    client.force_login(desk.company.aisha)
    for address in (EDIT, f"{EDIT}lessons/read-1/"):
        page = client.get(address).content.decode()
        assert "The file of this lesson cannot be read" in page, address
        assert f"{EDIT}file/?path={LESSON}&amp;source=1" in page, address
        assert "0 minutes" not in page, address
    assert "Title of the new block" not in page
    assert client.get(f"{EDIT}file/?path={LESSON}&source=1").status_code == 200
    said = {"do": "add-block", "lesson": "read-1", "kind": "text", "title": "A new Title"}
    refused = client.post(f"{EDIT}structure/", said).content.decode()
    assert "A new Title" in refused
