"""What the editor offers of shared courses: never cut off without a word, and nothing of an archived one."""

from pathlib import Path

import pytest
from django.db.models.functions import Now
from django.test import Client

from courses.drafts.drafting import check_draft, open_draft
from courses.models import Course, Draft
from courses.sharing.pages import banks_to_link, blocks_to_link
from tests.conftest import Company
from tests.courses.sharing import publish_kit, publish_own

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(company: Company, tmp_path: Path) -> Draft:
    """Of a course that has parts of the kit."""
    publish_kit(tmp_path)
    return open_draft(by=company.aisha, course=publish_own(tmp_path).course)


def shown(client: Client) -> str:
    return " ".join(client.get("/authoring/own/edit/lessons/own/").content.decode().split())


def test_a_list_that_is_cut_off_says_so(aisha: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch):
    assert "are listed" not in shown(aisha)
    monkeypatch.setattr("courses.sharing.pages.MOST", 1)
    page = shown(aisha)
    told = "Only the first 1 are listed. Link any other in the source of a file, by a first line like this:"
    assert f"{told} <code>from: kit@1#intro</code>" in page


def test_an_archived_course_offers_nothing_anew_and_what_is_linked_stays(draft: Draft):
    assert blocks_to_link("own")
    assert banks_to_link("own")
    Course.objects.filter(key="kit").update(archived_at=Now())
    assert (blocks_to_link("own"), banks_to_link("own")) == ([], [])
    assert check_draft(draft).course is not None
