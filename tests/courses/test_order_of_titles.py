"""Lists of courses stand in the order of what their reader sees: titles, not the keys behind them."""

import re
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from courses.drafts.choices import choices_of
from courses.drafts.pages import DraftPage
from courses.finding.catalogue import Wanted, read_catalogue
from courses.finding.paths import paths_with
from courses.glossary import terms_of
from courses.models import Term
from courses.paths.choices import Offered
from courses.sharing.pages import shared_courses
from lms.kit.titles import title_order
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.deskwork import Desk
from tests.courses.paths import published_path
from tests.courses.searching import published
from tests.reporting.stories import tiny_course

pytestmark = pytest.mark.django_db
TITLES = {  # by key
    "a-course": ("Zero shots", "微调"),
    "b-course": ("alpha", "提示词"),
    "c-course": ("Beta", "分类器"),
    "d-course": ("Éclair", "数据"),
}
ENGLISH = ["b-course", "c-course", "a-course", "d-course"]
CHINESE = ["c-course", "d-course", "b-course", "a-course"]  # fen, shu, ti, wei


@pytest.fixture
def courses(tmp_path: Path, db: None) -> None:
    for key, title in TITLES.items():
        published(tmp_path, {"a": "Words."}, key=key, title=title)


def keys(client: Client, address: str, language: str, *, below: str = "/courses/") -> list[str]:
    page = client.get(address, headers={"Accept-Language": language}).content.decode()
    return list(dict.fromkeys(re.findall(rf'<h[23][^>]*><a href="{below}([a-z]-course)/"', page)))


def test_the_catalogue_stands_by_title_in_the_readers_language(ling: Client, courses: None):
    assert keys(ling, "/courses/", "en") == ENGLISH
    assert keys(ling, "/courses/", "zh-hans") == CHINESE


def test_every_page_of_the_catalogue_goes_on_where_the_last_one_ended(
    ling: Client, courses: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("courses.finding.catalogue.COURSES_PER_PAGE", 1)
    found = [keys(ling, f"/courses/?page={number}", "zh-hans") for number in range(1, 5)]
    assert found == [[key] for key in CHINESE]


def test_an_untranslated_title_stands_where_its_source_does(ling: Client, publish: Publish, courses: None):
    revision = publish(key="e-course", title="x")
    type(revision).objects.filter(pk=revision.pk).update(title={"de": "Äpfel", "en": "", "fr": "b"})
    assert keys(ling, "/courses/", "en") == [*ENGLISH[:3], "e-course", "d-course"], "Ä behind plain letters"
    type(revision).objects.filter(pk=revision.pk).update(title={"en": "apple"})
    assert keys(ling, "/courses/", "en") == ["b-course", "e-course", "c-course", "a-course", "d-course"]
    assert keys(ling, "/courses/", "zh-hans") == ["e-course", *CHINESE]


def test_the_desk_stands_by_title(aisha: Client, courses: None):
    page = aisha.get("/authoring/").content.decode()
    found = dict.fromkeys(re.findall(r'href="/authoring/([a-z]-course)/"', page))
    assert list(found) == ENGLISH


def test_paths_and_what_a_path_offers_stand_by_title(company: Company, courses: None):
    for key, title in (("a-path", "Zero"), ("b-path", "alpha")):
        published_path(key, "a-course", title=title)
    assert [card.key for card in paths_with(company.ling, "a-course")] == ["b-path", "a-path"]
    assert [key for key, _title in Offered().as_choices()["courses"]] == ENGLISH
    with translation.override("zh-hans"):
        assert [key for key, _title in Offered().as_choices()["courses"]] == CHINESE


def test_shared_courses_stand_by_title(publish: Publish, courses: None):
    for key, (title, _chinese) in TITLES.items():
        revision = publish(key=f"shared-{key}", title=title)
        type(revision).objects.filter(pk=revision.pk).update(shared=True)
    assert list(shared_courses()) == [f"shared-{key}" for key in ENGLISH]


@pytest.mark.parametrize(("language", "order"), [("en", ENGLISH), ("zh-hans", CHINESE)])
def test_topics_and_terms_stand_by_name(company: Company, language: str, order: list[str]):
    named = {key: dict(zip(("en", "zh-hans"), said, strict=True)) for key, said in TITLES.items()}
    revision = tiny_course().published
    assert revision
    revision.tags = [{"key": key, "title": said} for key, said in named.items()]
    revision.save()
    for position, (key, said) in enumerate(named.items()):
        pages = {code: {"term": words, "lang": code} for code, words in said.items()}
        Term.objects.create(revision=revision, key=key, position=position, pages=pages)
    with translation.override(language):
        topics = read_catalogue(company.ling, Wanted.of(QueryDict()), None).topics
        assert [choice.value for choice in topics] == order
        assert [card.key for card in terms_of(revision)] == order


def test_the_needs_of_a_course_are_chosen_by_title(desk: Desk, courses: None):
    with translation.override("zh-hans"):
        offered = choices_of(DraftPage(desk.draft, "zh-hans"), "course.yaml")["courses"]
    assert [key for key, _title in offered if key in TITLES] == CHINESE


def test_any_title_can_be_placed():
    titles = ["提示词", "\U0001f600", "\ud800", "Beta", "alpha", "分类器"]
    assert sorted(titles, key=title_order)[:2] == ["\ud800", "alpha"]
