"""Terms, resources and things to try are found in the course we ship, and lead to where they stand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from courses.actions import enrol, import_course, publish_revision, start
from courses.content.reader import read_course
from courses.content.search import entries_of
from courses.models import Revision, SearchEntry
from tests.conftest import ROOT, Company
from tests.courses.every_block import GLOSSARY, every_block
from tests.courses.folders import both, write
from tests.courses.searching import published

pytestmark = pytest.mark.django_db
COURSE = "first-classifier"


@pytest.fixture
def searched(client: Client, company: Company) -> Callable[[str], str]:
    revision = import_course(by=None, folder=ROOT / "courses" / "library" / COURSE)
    assert isinstance(revision, Revision)
    publish_revision(by=None, revision=revision)
    start(enrolment=enrol(by=None, user=company.ling, course=revision.course))
    client.force_login(company.ling)
    return lambda typed: client.get("/courses/", {"q": typed}).content.decode()


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("base model", f"/courses/{COURSE}/glossary/#term_base-model"),
        ("precision recall formula", "#resources-further"),
        ("take the steps yourself", "#widget-"),
    ],
)
def test_what_stands_beside_the_texts_is_found(searched: Callable[[str], str], typed: str, href: str):
    assert href in searched(typed)


def test_a_term_leads_whoever_is_on_an_earlier_edition_to_their_own_glossary(
    ling: Client, company: Company, tmp_path: Path
):
    earlier = import_course(by=None, folder=every_block(tmp_path))
    assert isinstance(earlier, Revision)
    publish_revision(by=None, revision=earlier)
    start(enrolment=enrol(by=None, user=company.ling, course=earlier.course))
    own = {"key": "new", "term": both("newcomer"), "definition": both("Was not there.")}
    write(tmp_path / "blocks", {"glossary.yaml": {"terms": [*GLOSSARY["terms"], own]}})
    later = import_course(by=None, folder=tmp_path / "blocks")
    assert isinstance(later, Revision)
    publish_revision(by=None, revision=later)
    page = lambda typed: ling.get("/courses/", {"q": typed}).content.decode()  # noqa: E731
    assert 'href="/courses/blocks/glossary/#term_learning-rate"' in page("learning rate")
    assert "#term_new" not in page("newcomer"), "that edition has no such term"
    assert "newcomer" in page("newcomer")


def test_answers_are_not_found(searched: Callable[[str], str]):
    kinds = set(SearchEntry.objects.values_list("kind", flat=True))
    assert {"term", "resources", "widget", "reveal"} <= kinds
    assert "check" not in kinds


def test_a_term_tells_its_synonyms_apart_and_its_formulas_in_signs(tmp_path: Path):
    step = {
        "key": "step",
        "term": both("step rule"),
        "definition": both(r"How far a step goes: $w \leftarrow w - \eta \, g$."),
        "aliases": {"en": ["update rule", "step"]},
    }
    folder = write(every_block(tmp_path), {"glossary.yaml": {"terms": [*GLOSSARY["terms"], step]}})
    course = read_course(folder).course
    assert course is not None
    said = {entry.key: entry.text for entry in entries_of(course) if entry.language == "en"}
    assert said["step"] == "update rule, step · How far a step goes: w ← w - η g."


def test_a_course_says_why_it_was_found_by_its_summary_in_another_language(
    client: Client, company: Company, tmp_path: Path
):
    published(tmp_path, {"a": "Words."}, summary=("What it is about.", "人工智能的基础。"))
    client.force_login(company.ling)
    page = client.get("/courses/", {"q": "人工智能"}).content.decode()
    assert '<span lang="zh-hans"><mark>人工智能</mark>的基础。</span>' in page
    assert "What it is about." in page
    chinese = client.get(
        "/courses/", {"q": "人工智能"}, headers={"Accept-Language": "zh-hans"}
    ).content.decode()
    assert chinese.count("<mark>人工智能</mark>的基础。") == 1, "it stands there already"


def test_nothing_found_names_all_that_is_searched(client: Client, company: Company):
    client.force_login(company.ling)
    page = client.get("/courses/", {"q": "absent"}).content.decode()
    assert "Titles, texts, glossary terms and resources of published courses are searched" in page
