"""What stands in another language than the reader's is marked as not translated: every kind of block, and questions."""

from pathlib import Path

import pytest
from django.test import Client

from courses.actions import enrol, import_course, publish_revision, start
from courses.models import Block, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.every_block import LESSON, every_block

pytestmark = pytest.mark.django_db
MARK = "language-mark"


def in_english(page: object) -> None:
    """As the pages of a course are stored whose author wrote English only."""
    if isinstance(page, dict):
        page.update({name: "en" for name in ("lang", "answer_lang") if name in page})
        for value in page.values():
            in_english(value)
    elif isinstance(page, list):
        for value in page:
            in_english(value)


@pytest.fixture
def chinese(ling: Client, company: Company, tmp_path: Path) -> Client:
    revision = import_course(by=None, folder=every_block(tmp_path))
    assert isinstance(revision, Revision)
    publish_revision(by=None, revision=revision)
    start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
    User.objects.filter(pk=company.ling.pk).update(language="zh-hans")
    return ling


def page(client: Client) -> str:
    return client.get(LESSON).content.decode()


def test_what_is_translated_has_no_mark(chinese):
    assert MARK not in page(chinese)


def test_each_block_that_is_not_translated_is_marked(chinese):
    marked = 0
    for block in Block.objects.filter(lesson__key="all").exclude(kind="lab"):
        before = page(chinese).count(MARK)
        in_english(block.content.get("pages", {}).get("zh-hans"))
        block.save()
        assert page(chinese).count(MARK) > before, block.kind
        marked += 1
    assert marked > 8
    assert "英文 · 尚未翻译" in page(chinese)
