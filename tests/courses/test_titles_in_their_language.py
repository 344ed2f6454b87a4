"""Titles in lists and sentences say their language where it is not the reader's, as a lesson does."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from courses.models import Lesson, PathVersion, Revision
from lms.kit.templatetags.texts import Said, in_its_language, said
from people.models import User
from tests.conftest import Company
from tests.courses.paths import on_path, published_path

COURSE, LESSON, PATH = (
    f'<span lang="en">{title}</span><small class="language-mark" lang="zh-hans">英文</small>'
    for title in ("Small course", "Lesson read-1", "Your first month")
)


def test_a_text_knows_its_language():
    texts = {"en": "Loss & rate", "zh-hans": "损失"}
    with translation.override("zh-hans"):
        assert said(texts) == "损失"
        assert in_its_language(said(texts)) == in_its_language(texts) == "损失"
        assert said({"en": "Loss & rate"}).language == "en"
        assert in_its_language({"en": "Loss & rate"}).startswith('<span lang="en">Loss &amp; rate</span>')
        assert in_its_language(Said("a-key")) == said({}, "a-key") == "a-key"


@pytest.fixture
def chinese(ling: Client, company: Company, publish, begin) -> Client:
    """Ling, who reads Chinese, on a course and a path that exist in English only."""
    revision = publish()
    path = published_path("month", "small")
    begin(company.ling, revision)
    on_path(company.ling, path)
    Revision.objects.update(title={"en": "Small course"})
    Lesson.objects.update(title={"en": "Lesson read-1"})
    PathVersion.objects.update(title={"en": "Your first month"})
    User.objects.filter(pk=company.ling.pk).update(language="zh-hans")
    ling.post(reverse("courses:bookmark", args=["small", "read-1"]), {"is_kept": "1"})
    return ling


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("/", [COURSE, LESSON, PATH]),
        ("/courses/small/", [PATH]),
        ("/paths/month/", [COURSE]),
        ("/bookmarks/", [COURSE, LESSON]),
    ],
)
def test_titles_in_lists_are_marked(chinese, address, titles):
    page = chinese.get(address).content.decode()
    for title in titles:
        assert title in page


@pytest.mark.django_db
def test_titles_of_cards_and_pages_are_marked(chinese):
    found = chinese.get("/courses/?q=small").content.decode()
    assert '<h2 lang="en"><a href="/courses/small/"><mark>Small</mark> course</a></h2>' in found
    assert found.count("英文 · 尚未翻译") == 1
    assert '<h3 lang="en"><a href="/paths/month/">' in chinese.get("/courses/").content.decode()
    assert '<h1 lang="en">Your first month</h1>' in chinese.get("/paths/month/").content.decode()


@pytest.mark.django_db
def test_a_manager_sees_them_marked_too(chinese, company):
    User.objects.filter(pk=company.marco.pk).update(language="zh-hans")
    chinese.force_login(company.marco)
    assert COURSE in chinese.get("/team/").content.decode()
    sheet = chinese.get(reverse("reporting:person", args=[company.ling.public_id])).content.decode()
    assert COURSE in sheet
    assert LESSON in sheet


@pytest.mark.django_db
def test_nothing_is_marked_for_whoever_reads_that_language(chinese, company):
    User.objects.filter(pk=company.ling.pk).update(language="en")
    for address in ("/", "/courses/", "/paths/month/", "/bookmarks/"):
        assert "language-mark" not in chinese.get(address).content.decode()
