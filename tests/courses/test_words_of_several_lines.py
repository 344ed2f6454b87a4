"""A browser sends each end of a line as two signs; who counts what a field lets them type counts one."""

import pytest
from django.test import Client

from courses.content.drafts.texts import data_of
from courses.drafts.pages import DraftPage
from courses.models import Comment, Review
from courses.teamwork.reviews import ask_for_review
from tests.courses.deskwork import DESK, Desk

LINES = "Good.\r\n" * 660
"""3960 signs as a field counts them, which lets 4000 be typed."""


@pytest.fixture
def omar(client: Client, desk: Desk) -> Client:
    client.force_login(desk.company.omar)
    return client


def test_a_comment_may_have_as_many_signs_as_its_field_takes(omar: Client, desk: Desk):
    place = {"lesson": "read-1", "kind": "text", "block": "intro"}
    assert omar.post(f"{DESK}comments/", {**place, "comment": LINES}).status_code == 302
    assert Comment.objects.get().text == "Good.\n" * 659 + "Good."


def test_what_a_reviewer_says_is_kept_to_its_end(omar: Client, desk: Desk):
    ask_for_review(by=desk.company.aisha, draft=desk.draft, reviewers=[desk.company.omar])
    mine = Review.objects.get()
    said = {"verdict": "changes", "words": f"{LINES}And this counts most."}
    assert omar.post(f"{DESK}review/{mine.public_id}/", said).status_code == 302
    mine.refresh_from_db()
    assert mine.words.endswith("And this counts most.")
    assert "\r" not in mine.words


def test_a_summary_of_two_lines_has_room_for_all_that_its_field_takes(client: Client, desk: Desk):
    client.force_login(desk.company.aisha)
    said = "x" * 498 + "\r\n" + "y"
    told = {"do": "describe-course", "language": "en", "title": "Small", "minutes": "5", "summary": said}
    client.post(f"{DESK}edit/structure/", told)
    assert data_of(desk.file("course.yaml").text)["summary"]["en"] == said.replace("\r\n", "\n")


def test_a_summary_that_came_longer_than_its_field_holds_up_no_other_change(client: Client, desk: Desk):
    client.force_login(desk.company.aisha)
    before = data_of(desk.file("course.yaml").text)["summary"]["en"]
    desk.change(before, "word " * 119 + "word", "course.yaml")
    seen = {f"seen_{name}": word for name, word in DraftPage(desk.draft, "en").words.items()}
    told = {"do": "describe-course", "language": "en", "title": "Renamed", "minutes": seen["seen_minutes"]}
    client.post(f"{DESK}edit/structure/", {**told, **seen, "summary": seen["seen_summary"]})
    assert data_of(desk.file("course.yaml").text)["title"]["en"] == "Renamed"
    longer = {**told, **seen, "title": "Once more", "summary": seen["seen_summary"] + "!"}
    assert "at most 500" in client.post(f"{DESK}edit/structure/", longer, follow=True).content.decode()
