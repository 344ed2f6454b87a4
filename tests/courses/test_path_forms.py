"""Paths written in the browser: chosen by title, checked like a file, saved as versions, and never over somebody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import begin_path, write_next
from courses.content.paths import path_yaml
from courses.models import Path, PathVersion
from courses.paths.importing import Overtaken, source_of
from people.models import AuditEvent
from tests.conftest import Company
from tests.courses.forms_on_pages import Sent, fields_on
from tests.courses.paths import placement, published_path, small_path
from tests.reporting.stories import tiny_course
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NEW = "/authoring/paths/new/"


@pytest.fixture
def aisha(client: Client, company: Company) -> Client:
    client.force_login(company.aisha)
    return client


@pytest.fixture
def three(db: None) -> list[Any]:
    return [tiny_course(key, f"Course {key}") for key in ("one", "two", "three")]


def form_on(answer: Any) -> Sent:
    return fields_on(answer.content.decode(), marked="data-path-form")


def edit(version: PathVersion) -> str:
    return reverse("courses:edit_path", args=[version.public_id])


def newest() -> PathVersion:
    return PathVersion.objects.order_by("-number")[0]


def test_a_path_is_written_step_by_step_without_a_script(aisha: Client, three: list[Any]):
    page = aisha.get(NEW)
    assert ">Course three</option>" in page.content.decode()
    sent = form_on(page)
    sent |= {"f.title.en": ["Your first month"], "f.summary.en": ["All of it."]}
    sent |= {"f.stages.0.title.en": ["Basics"], "f.stages.0.courses.0": ["one"]}
    page = aisha.post(NEW, {**sent, "change": "add f.stages"})
    sent = form_on(page)
    assert sent["f.title.en"] == ["Your first month"]
    assert "f.stages.0.courses.1" in sent, "a chosen course leaves room for the next"
    sent |= {"f.stages.1.title.en": ["Deeper"], "f.stages.1.courses.0": ["two"]}
    sent = form_on(aisha.post(NEW, {**sent, "change": "add f.stages.1.courses"}))
    sent |= {"f.stages.1.courses.1": ["three"], "f.stages.1.choose": ["1"], "f.due.days": ["30"]}
    sent = form_on(aisha.post(NEW, {**sent, "change": "up f.stages.1.courses.1"}))
    answer = aisha.post(NEW, {**sent, "save": "1"})
    version = PathVersion.objects.get()
    assert answer["Location"] == reverse("courses:path_version", args=[version.public_id])
    source = source_of(version)
    assert (source.key, source.languages, source.due and source.due.days) == (
        "your-first-month",
        ("en", "zh-hans"),
        30,
    )
    assert [(stage.key, stage.courses, stage.choose) for stage in source.stages] == [
        ("stage-1", ("one",), None),
        ("stage-2", ("three", "two"), 1),
    ]
    assert not Path.objects.get().published
    assert "No translation into “Simplified Chinese” yet." in aisha.get(answer["Location"]).content.decode()


def test_every_mistake_is_told_at_its_field_in_words_of_the_form(aisha: Client, three: list[Any]):
    three[1].published.needs = [["three", "required"]]
    three[1].published.save()
    sent = form_on(aisha.get(NEW)) | {"f.summary.en": ["x"], "f.stages.0.choose": ["4"]}
    sent |= {"f.stages.0.title.en": ["Basics"], "f.stages.0.courses.0": ["two"], "f.due.days": ["soon"]}
    answer = aisha.post(NEW, sent)
    assert (answer.status_code, PathVersion.objects.count()) == (422, 0)
    said = {name: [note.words for note in notes] for name, notes in answer.context["notes"].items()}
    assert said == {
        "f.title": ["“Title” is missing."],
        "f.due.days": ["“Days that everybody has” must be a whole number."],
        "f.stages.0.choose": ["4 courses are to be chosen, but the stage has 1."],
    }
    assert [where for _name, where, _note in answer.context["page"].mistakes] == ["", "Stage 1", ""]
    assert form_on(answer)["f.due.days"] == ["soon"], "what was typed stays, to be mended"
    assert 'aria-describedby="note-f.due.days" aria-invalid="true"' in answer.content.decode()
    page = form_on(aisha.post(NEW, {**sent, "change": "add f.stages"}))
    page |= {"f.title.en": ["Month"], "f.due.days": [""], "f.stages.0.choose": [""]}
    page |= {"f.stages.1.title.en": ["Later"], "f.stages.1.courses.0": ["three"]}
    notes = aisha.post(NEW, page).context["notes"]
    assert notes["f.stages.0.courses.0"][0].words == (
        "“Course two” needs “Course three”, which comes in a later stage. Put that one first."
    )


def test_a_placement_test_is_chosen_by_name_and_its_parts_by_ticks(aisha: Client, three: list[Any], publish):
    publish(key="placement", title="Where do you stand?")
    published_path("month", "one", "two")
    page = edit(newest())
    sent = form_on(aisha.get(page)) | {"f.placement.quiz": ["placement/quiz/check"]}
    answer = aisha.post(page, {**sent, "change": "show f.placement.quiz"})
    shown = answer.content.decode()
    assert 'value="loss"' in shown
    assert 'name="f.placement.parts.0.knows" value="two"' in shown
    sent = form_on(answer)
    assert "f.placement.parts.0.questions" not in sent
    refused = aisha.post(page, sent)
    assert set(refused.context["notes"]) >= {
        "f.placement.parts.0.questions",
        "f.placement.parts.0.knows",
    }
    sent |= {"f.placement.parts.0.questions": ["loss", "true"], "f.placement.parts.0.knows": ["two"]}
    assert aisha.post(page, sent).status_code == 302
    shown = aisha.get(reverse("courses:path_version", args=[newest().public_id])).content.decode()
    assert "Placement test: Where do you stand? · " in shown
    found = source_of(newest()).placement
    assert found is not None
    assert (found.course, found.lesson, found.quiz, found.knows) == ("placement", "quiz", "check", {"two"})
    assert found.parts[0].questions == ("loss", "true")


def test_a_form_that_is_sent_as_it_came_changes_nothing(aisha: Client, three: list[Any], publish):
    publish(key="placement")
    known = placement((["true", "loss"], ["two"]), (["steps"], ["one"]))
    published_path("month", "one", (1, ["three", "two"]), placement=known, due={"on": "2027-01-31"})
    version = newest()
    answer = aisha.post(edit(version), form_on(aisha.get(edit(version))))
    assert answer["Location"] == reverse("courses:path_version", args=[version.public_id])
    assert PathVersion.objects.count() == 1


def test_an_edit_is_a_new_version_and_the_published_one_stays(aisha: Client, three: list[Any]):
    path = published_path("month", "one")
    before = path_yaml(source_of(newest()))
    sent = form_on(aisha.get(edit(newest()))) | {"f.title.en": ["Another title"], "f.key": ["other"]}
    answer = [aisha.post(edit(newest()), sent) for _time in "12"][1]
    assert (newest().number, newest().created_by and newest().created_by.name) == (2, "Aisha")
    assert answer["Location"] == reverse("courses:path_version", args=[newest().public_id])
    path.refresh_from_db()
    assert path.published is not None
    assert path_yaml(source_of(path.published)) == before
    assert (
        "Another title" in aisha.get(reverse("courses:path_file", args=[newest().public_id])).content.decode()
    )


def test_whoever_saves_second_is_told_and_keeps_every_word(aisha: Client, three: list[Any], company: Company):
    published_path("month", "one", "two")
    first = newest()
    mine = form_on(aisha.get(edit(first)))
    dana = Client()
    dana.force_login(company.dana)
    theirs = form_on(dana.get(edit(first))) | {"f.title.en": ["Dana's title"], "f.due.days": ["9"]}
    assert dana.post(edit(first), theirs).status_code == 302
    mine |= {"f.title.en": ["Aisha's title"], "f.summary.en": ["Aisha's summary"]}
    answer = aisha.post(edit(first), mine)
    assert (answer.status_code, newest().number) == (409, 2)
    assert "Dana saved version 2 while you were writing" in answer.content.decode()
    assert [note.words for note in answer.context["notes"]["f.title.en"]] == [
        "Dana wrote here: Dana&#x27;s title".replace("&#x27;", "'")
    ]
    both = form_on(answer)
    assert (both["f.title.en"], both["f.summary.en"], both["f.due.days"], both["after"]) == (
        ["Aisha's title"],
        ["Aisha's summary"],
        ["9"],
        ["2"],
    )
    assert aisha.post(edit(first), both).status_code == 302
    saved = source_of(newest())
    assert (newest().number, saved.title.texts["en"], saved.due and saved.due.days) == (3, "Aisha's title", 9)


def test_an_edit_may_begin_with_an_earlier_version_and_says_so(aisha: Client, three: list[Any]):
    published_path("month", "one")
    first = newest()
    published_path("month", "two")
    page = aisha.get(edit(first))
    assert "You begin with version 1; the newest is version 2." in page.content.decode()
    assert aisha.post(edit(first), form_on(page)).status_code == 302
    assert (newest().number, source_of(newest()).courses) == (3, ["one"])


def test_a_page_that_sends_the_form_itself_hears_where_the_version_is(aisha: Client, three: list[Any]):
    published_path("month", "one")
    sent = form_on(aisha.get(edit(newest()))) | {"f.title.en": ["Another title"]}
    answer = aisha.post(edit(newest()), sent, headers={"Accept": "application/json"})
    assert answer.json() == {"location": reverse("courses:path_version", args=[newest().public_id])}


def test_two_paths_of_one_title_have_two_keys_and_the_same_one_twice_is_one(
    company: Company, three: list[Any]
):
    one, other = small_path("new", "one", title="A month"), small_path("new", "two", title="A month")
    made = [begin_path(by=company.aisha, source=source) for source in (one, one, other)]
    assert [version.path.key for version in made] == ["a-month", "a-month", "a-month-2"]
    assert begin_path(by=company.aisha, source=small_path("new", "one", title="月")).path.key == "path"
    assert AuditEvent.objects.filter(did="imported").count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(company: Company):
    tiny_course("one")
    published_path("month", "one")
    sources = [small_path("month", "one", title=title) for title in ("This", "That")]

    def save(source: Any) -> str:
        try:
            return str(write_next(by=company.aisha, source=source, after=1).number)
        except Overtaken as overtaken:
            return f"told of {overtaken.newest.number}"

    assert sorted(at_once(*(lambda source=source: save(source) for source in sources))) == ["2", "told of 2"]


@pytest.mark.parametrize("change", ["add f.nowhere", "remove f.stages.99", "up", "show", "add f.title"])
def test_a_change_of_what_is_not_there_is_refused(aisha: Client, three: list[Any], change: str):
    sent = form_on(aisha.get(NEW))
    assert aisha.post(NEW, {**sent, "change": change}).status_code == 409


@pytest.mark.parametrize(
    "hostile",
    [
        {"f.title.en": "<script>", "f.languages.0": "xx-*"},
        {"f.stages.9999": "", "f.stages.0.courses.0": "../etc", "after": "9" * 40},
        {"f.placement.quiz": "////", "f.placement.parts.0": "", "f.placement.parts.0.questions": ["a", ""]},
        {"f.due.on": "tomorrow", "f.due.days": "1e999"},
    ],
)
def test_whatever_is_sent_is_told_and_nothing_breaks(
    aisha: Client, three: list[Any], hostile: dict[str, Any]
):
    answer = aisha.post(NEW, form_on(aisha.get(NEW)) | hostile)
    assert (answer.status_code, PathVersion.objects.count()) == (422, 0)
    assert "<script>" not in answer.content.decode().replace('<script type="module"', "")


@pytest.mark.parametrize("size", [1, 12])
def test_the_form_asks_as_little_for_many_courses(
    aisha: Client, publish: Any, size: int, django_assert_max_num_queries: Any
):
    publish(key="placement")
    for number in range(size):
        tiny_course(f"course-{number}")
    courses = [f"course-{number}" for number in range(size)]
    published_path("month", (1, courses), placement=placement((["loss"], courses)))
    page = edit(newest())
    aisha.get(page)
    with django_assert_max_num_queries(10):
        aisha.get(page)
