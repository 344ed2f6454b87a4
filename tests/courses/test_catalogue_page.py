"""Ling looks for something: filters, what was found, where it leads, and what it costs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from courses.actions import complete_part, enrol
from courses.models import Enrolment, PartKind, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.searching import published

pytestmark = pytest.mark.django_db
Begin = Callable[[User, Revision], Enrolment]
SEARCH_QUERIES = 20  # six of them only choose how PostgreSQL plans


def text(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(client: Client, address: str) -> set[str]:
    """Keys of the courses on the page, each called by its key."""
    page = text(client, address)
    return {key for key in ("alpha", "beta", "gamma") if f'href="/courses/{key}/"' in page}


def test_a_place_leads_to_the_lesson_for_who_started_and_to_the_course_for_others(
    ling: Client, company: Company, tmp_path: Path, begin: Begin
):
    revision = published(tmp_path, {"knobs": "## Learning rate\n\nChange it by factors."})
    assert 'href="/courses/small/#' not in text(ling, "/courses/?q=factors")
    assert "/courses/small/knobs/" not in text(ling, "/courses/?q=factors")
    begin(company.ling, revision)
    page = text(ling, "/courses/?q=factors")
    assert 'href="/courses/small/knobs/#text-intro"' in page
    assert "Change it by <mark>factors</mark>." in page
    assert 'id="text-intro"' in text(ling, "/courses/small/knobs/")


def test_a_lesson_that_the_readers_edition_lacks_leads_to_the_course_page(
    ling: Client, company: Company, tmp_path: Path, begin: Begin
):
    begin(company.ling, published(tmp_path, {"old": "Old words."}))
    published(tmp_path, {"old": "Old words.", "new": "New words."})
    page = text(ling, "/courses/?q=words")
    assert 'href="/courses/small/old/#text-intro"' in page
    assert "/courses/small/new/" not in page


def test_hostile_words_are_shown_as_words(ling: Client, tmp_path: Path):
    published(tmp_path, {"a": "Say `<script>alert(1)</script>` twice."}, title=("<b>Bold</b>", "<b>粗</b>"))
    page = text(ling, "/courses/?q=script+%3Cb%3E")
    assert "<script>alert" not in page
    assert "<b>Bold" not in page
    assert "&lt;<mark>script</mark>&gt;" in page
    assert 'value="script &lt;b&gt;"' in page


def test_the_pieces_that_were_found_are_marked_where_they_stand(ling: Client, tmp_path: Path):
    before = "这里有很多别的字。" * 60
    published(tmp_path, {"knobs": ("Words.", f"{before}调学习率要按倍数。")})
    assert "调<mark>学习率</mark>要按倍数" in text(ling, "/courses/?q=什么是学习率")


def test_an_excerpt_leaves_its_title_out_but_no_words_that_begin_alike(ling: Client, tmp_path: Path):
    texts = {"read-1": "# Lesson read-1\n\nRates fall.", "read-2": "Lessons have rates that rise."}
    published(tmp_path, texts, lesson_title=("Lesson", "课"))
    page = text(ling, "/courses/?q=rates")
    assert 'class="excerpt" lang="en"><mark>Rates</mark> fall.' in page
    assert 'class="excerpt" lang="en">Lessons have <mark>rates</mark> that rise.' in page


def test_nothing_found_says_what_to_do(ling: Client, tmp_path: Path):
    published(tmp_path, {"a": "## Learning rate\n\nWords."})
    page = text(ling, "/courses/?q=lerning&state=not_started")
    assert "Nothing was found for “lerning”" in page
    assert 'href="?q=learning&amp;state=not_started">Did you mean “learning”?' in page
    assert "Search without filters" in page
    assert "Nothing was found for “??”" in text(ling, "/courses/?q=%3F%3F")


def test_htmx_gets_what_was_found_and_an_address_to_keep(ling: Client, tmp_path: Path):
    published(tmp_path, {"a": "Words."})
    answer = ling.get("/courses/?q=words&language=&time=&topic=", headers={"HX-Request": "true"})
    assert answer.headers["HX-Replace-Url"] == "/courses/?q=words"
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="found"' in page
    assert 'id="found-count" hx-swap-oob="innerHTML"' in page
    assert "1 place" in page


def test_filters_choose_courses(ling: Client, company: Company, publish: Publish, begin: Begin):
    alpha = publish(key="alpha", title="alpha")
    beta = publish(key="beta", title="beta", lab=True)
    publish(key="gamma", title="gamma")
    enrolment = begin(company.ling, alpha)
    for lesson, kind, key in alpha.parts:
        complete_part(enrolment=enrolment, lesson_key=lesson, kind=PartKind(kind), key=key, score=1.0)
    begin(company.ling, beta)
    enrol(by=None, user=company.ling, course=publish(key="gamma", title="gamma", readings=2).course)
    assert shown(ling, "/courses/") == {"alpha", "beta", "gamma"}
    assert shown(ling, "/courses/?has=lab") == {"beta"}
    assert shown(ling, "/courses/?has=lab&has=quiz") == {"beta"}
    assert shown(ling, "/courses/?state=done") == {"alpha"}
    assert shown(ling, "/courses/?state=in_progress") == {"beta"}
    assert shown(ling, "/courses/?state=not_started") == {"gamma"}
    assert shown(ling, "/courses/?time=15") == set()
    assert shown(ling, "/courses/?time=30&language=zh-hans") == {"alpha", "beta", "gamma"}
    assert shown(ling, "/courses/?q=quiz&state=done") == {"alpha"}
    assert shown(ling, "/courses/?state=nonsense&time=x&has=y&language=z") == {"alpha", "beta", "gamma"}
    assert "No course passes all of these filters" in text(ling, "/courses/?time=15")


def test_courses_are_filtered_by_their_topics(ling: Client, tmp_path: Path):
    tags = [{"en": "Fine-tuning", "zh-hans": "微调"}]
    published(tmp_path, {"a": "Words."}, key="alpha", tags=tags)
    published(tmp_path, {"a": "Words."}, key="beta")
    page = text(ling, "/courses/")
    assert '<option value="fine-tuning">Fine-tuning</option>' in page
    assert 'href="/courses/?topic=fine-tuning">Fine-tuning</a>' in page
    assert shown(ling, "/courses/?topic=fine-tuning") == {"alpha"}
    assert shown(ling, "/courses/?topic=absent") == set()


def test_more_places_of_a_course_are_one_step_away(ling: Client, tmp_path: Path):
    published(tmp_path, {f"l-{number}": "The word." for number in range(7)})
    page = text(ling, "/courses/?q=word")
    assert "7 places" in page
    assert 'href="?q=word&amp;course=small">3 more places in this course' in page
    assert text(ling, "/courses/?q=word&course=small").count("<mark>word</mark>") == 7


def test_pages_keep_the_query(ling: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("courses.finding.catalogue.RESULTS_PER_PAGE", 1)
    publish(key="alpha", title="alpha")
    publish(key="beta", title="beta")
    assert 'href="?q=quiz&amp;has=quiz&amp;page=2"' in text(ling, "/courses/?q=quiz&has=quiz")
    assert shown(ling, "/courses/?q=quiz&page=2") != shown(ling, "/courses/?q=quiz&page=1")


def test_more_content_and_results_cost_no_more_queries(
    ling: Client,
    company: Company,
    tmp_path: Path,
    begin: Begin,
    django_assert_max_num_queries: Callable[..., object],
):
    spent: dict[str, list[int]] = {"found": [], "pieces": [], "none": [], "all": []}
    for size in (2, 20):
        for number in range(size // 2):
            texts = {f"l-{lesson}": "The word here." for lesson in range(size)}
            begin(company.ling, published(tmp_path, texts, key=f"course-{size}-{number}"))
        for name, query in {
            "found": "q=word",
            "pieces": "q=word+absent",
            "none": "q=absent",
            "all": "",
        }.items():
            with django_assert_max_num_queries(SEARCH_QUERIES) as counted:  # type: ignore[attr-defined]
                text(ling, f"/courses/?{query}")
            spent[name].append(len(counted))
    assert all(few == many for few, many in spent.values()), spent
