"""Anybody may take a published path, so it is found: in the catalogue, by a search, beside its courses; and begun."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import write_version
from courses.models import Enrolment, PathEnrolment
from tests.courses.paths import on_path, placement, published_path, small_path

pytestmark = pytest.mark.django_db
CATALOGUE = "/courses/"


@pytest.fixture
def reader(client: Client, company, publish) -> Client:
    for key in ("one", "two"):
        publish(key=key, title=key)
    client.force_login(company.ling)
    return client


def text(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_the_catalogue_shows_published_paths_above_the_courses(reader, company):
    assert "Learning paths" not in text(reader, CATALOGUE)
    path = published_path("month", "one", "two")
    write_version(by=None, source=small_path("draft", "one", title="Not published"))
    page = text(reader, CATALOGUE)
    assert 'href="/paths/month/">Your first month</a>' in page
    assert page.index("Your first month") < page.index('href="/courses/one/"')
    assert "Not published" not in page
    assert "you are on it" not in page
    on_path(company.ling, path)
    assert "you are on it" in text(reader, CATALOGUE)
    assert "Your first month" not in text(reader, f"{CATALOGUE}?has=quiz"), "a filter asks for courses"


def test_the_address_of_all_paths_leads_there(reader):
    published_path("month", "one")
    assert reader.get("/paths/").headers["Location"] == "/courses/?paths=all#paths"
    assert 'id="paths"' in text(reader, "/paths/")


@pytest.mark.parametrize("query", ["first month", "MONTH", "what it is about", "中文 your"])
def test_a_search_finds_a_path_by_its_title_or_summary(reader, query):
    version = write_version(by=None, source=small_path("other", "two", title="Something else"))
    version.path.published = version
    version.path.save()
    published_path("month", "one", title="Your first month")
    page = text(reader, f"{CATALOGUE}?q={query}")
    assert 'href="/paths/month/"' in page


@pytest.mark.parametrize(
    ("title", "typed"),
    [("Résumé", "Résumé"), ("Résumé", "resume"), ("ＡＩ入门", "AI入门"), ("Fine-tuning", "finetuning")],
)
def test_a_path_is_found_however_its_title_is_written(reader, title, typed):
    published_path("month", "one", title=title)
    assert 'href="/paths/month/"' in text(reader, f"{CATALOGUE}?q={typed}")


def test_paths_beyond_the_first_are_a_press_away(reader, monkeypatch):
    for number in range(4):
        published_path(f"path-{number}", "one", title=f"Path {number}")
    monkeypatch.setattr("courses.finding.paths.MOST_SHOWN", 3)
    page = text(reader, f"{CATALOGUE}?q=path")
    assert "/paths/path-2/" in page
    assert "/paths/path-3/" not in page
    assert 'href="?q=path&amp;paths=all#paths">1 more learning path</a>' in page
    assert 'href="?paths=all#paths">1 more learning path</a>' in text(reader, CATALOGUE)
    everything = text(reader, f"{CATALOGUE}?paths=all")
    assert "/paths/path-3/" in everything
    assert "more learning path" not in everything


def test_what_no_path_has_finds_none(reader):
    published_path("month", "one")
    assert "Learning paths" not in text(reader, f"{CATALOGUE}?q=month+absent")


@pytest.mark.parametrize("signs", ["%25", "_", "!!!"])
def test_signs_alone_find_no_path(reader, signs):
    published_path("month", "one")
    page = text(reader, f"{CATALOGUE}?q={signs}")
    assert "Learning paths" not in page
    assert "Nothing was found for" in page


def test_the_page_of_a_course_names_its_paths(reader):
    published_path("month", "one", (1, ["two"]))
    published_path("year", "one", title="Your first year")
    assert 'href="/paths/month/"' in text(reader, "/courses/two/")
    assert 'href="/paths/year/"' not in text(reader, "/courses/two/")


def test_one_press_begins_the_placement_test(reader, company, publish):
    publish(key="placement")
    path = published_path("month", "one", placement=placement((["loss"], ["one"])))
    on_path(company.ling, path)
    begin = reverse("courses:take_placement", args=["month"])
    for page in (text(reader, "/"), text(reader, "/paths/month/")):
        assert f'action="{begin}"' in page
    landed = reader.post(begin)
    assert landed.headers["Location"] == "/courses/placement/quiz/#quiz-check"
    assert 'id="quiz-check"' in text(reader, landed.headers["Location"])
    assert reader.post(begin).status_code == 302, "twice is harmless"
    assert Enrolment.objects.get().course.key == "placement"


def test_whoever_is_not_on_the_path_comes_to_it_with_the_test(reader, publish):
    publish(key="placement")
    published_path("month", "one", placement=placement((["loss"], ["one"])))
    assert reader.post(reverse("courses:take_placement", args=["month"])).status_code == 302
    assert PathEnrolment.objects.current().count() == 1


def test_a_path_without_a_test_has_none_to_begin(reader):
    published_path("month", "one")
    assert reader.post(reverse("courses:take_placement", args=["month"])).status_code == 404
    assert not PathEnrolment.objects.exists()
