"""Aisha fills in what her course is about: its languages, topics, what to know before and the certificate."""

import pytest
from django.test import Client

from courses.content import located_yaml
from courses.drafts.drafting import check_draft, save_file
from courses.models import Draft
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.forms_on_pages import fields_on

FILE = "/authoring/small/edit/file/"
PAGE = f"{FILE}?path=course.yaml"


def written(here: Draft) -> dict[str, object]:
    data: dict[str, object] = located_yaml.load(here.files.get(path="course.yaml").text or "").data
    return data


def fill_in(client: Client, **said: str) -> None:
    sent = {**fields_on(client.get(PAGE).content.decode()), **{name: [text] for name, text in said.items()}}
    assert client.post(f"{FILE}save/", sent).status_code == 302


def press(client: Client, change: str) -> None:
    sent = fields_on(client.get(PAGE).content.decode())
    assert client.post(f"{FILE}change/", {**sent, "change": [change]}).status_code == 302


def test_what_the_form_does_not_change_stays_as_it_was(aisha: Client, here: Draft):
    structure = aisha.get("/authoring/small/edit/").content.decode()
    assert f'href="{PAGE}"' in structure
    before = written(here)
    fill_in(aisha, **{"f.minutes": "90"})
    assert written(here) == {**before, "minutes": 90}
    assert "About the course" in aisha.get(PAGE).content.decode()


def test_tags_and_the_certificate_are_filled_in(aisha: Client, here: Draft):
    fill_in(
        aisha,
        **{"f.tags.en": "Training\nMoney", "f.tags.zh-hans": "训练\n", "f.certificate.valid_months": "24"},
    )
    course = check_draft(here).course
    assert course is not None
    assert [dict(tag.texts) for tag in course.tags] == [
        {"en": "Training", "zh-hans": "训练"},
        {"en": "Money"},
    ]
    assert course.certificate.valid_months == 24
    sent = fields_on(aisha.get(PAGE).content.decode())
    del sent["f.certificate.given"]
    sent["f.certificate.valid_months"] = [""]
    aisha.post(f"{FILE}save/", sent)
    assert written(here)["certificate"] == {"given": False}


@pytest.mark.parametrize(("word", "given"), [("none", False), ("forever", True)])
def test_a_certificate_that_was_written_as_a_word_is_shown(
    aisha: Client, company: Company, here: Draft, word: str, given: bool
):
    file = here.files.get(path="course.yaml")
    save_file(by=company.aisha, file=file, text=f"{file.text}certificate: {word}\n", base=file.version)
    sent = fields_on(aisha.get(PAGE).content.decode())
    assert ("f.certificate.given" in sent) is given


def test_a_language_that_is_added_asks_for_its_translations(aisha: Client, here: Draft):
    fill_in(aisha, **{"f.languages.2": "de"})
    assert written(here)["languages"] == ["en", "zh-hans", "de"]
    assert "Deutsch" in aisha.get("/authoring/small/edit/").content.decode()
    assert "f.title.de" in fields_on(aisha.get(PAGE).content.decode())


def test_courses_to_know_before_are_chosen_by_title_and_never_lead_back(
    aisha: Client, publish: Publish, here: Draft
):
    publish(key="later", needs=[{"course": "small"}])
    press(aisha, "add f.needs")
    page = aisha.get(PAGE).content.decode()
    assert "Choose the course to know before." in page
    assert '<option value="later"' in page
    assert '<option value="small"' not in page, "it cannot need itself"
    fill_in(aisha, **{"f.needs.0.course": "later", "f.needs.0.level": "recommended"})
    assert written(here)["needs"] == [{"course": "later", "level": "recommended"}]
    assert check_draft(here).course is not None
    fill_in(aisha, **{"f.needs.0.level": "required"})
    assert check_draft(here).course is None
    page = aisha.get(PAGE).content.decode()
    reason = page.partition("Circular prerequisites: small → later → small")[2]
    assert 'data-field="f.needs.0"' in reason[:400], "the reason leads to the field"
