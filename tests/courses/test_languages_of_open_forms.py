"""Dana takes Chinese out of a course while Aisha has a form of it open that shows Chinese: no text of it is lost."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from courses.content.drafts.texts import data_of
from courses.content.yaml_writing import to_yaml
from courses.drafts.drafting import open_draft, save_file, texts_of
from courses.models import Draft
from tests.conftest import Company
from tests.courses.deskwork import DESK, QUIZ, Desk
from tests.courses.forms_on_pages import Sent, fields_on
from tests.courses.sharing import RULES, publish_kit, publish_own

SAVE, CHANGE = f"{DESK}edit/file/save/", f"{DESK}edit/file/change/"


def only_in(draft: Draft, company: Company, *languages: str) -> None:
    """The course is in these languages from now on."""
    course = draft.files.get(path="course.yaml")
    data = data_of(course.text)
    lines = (course.text or "").splitlines(keepends=True)
    kept = [line for line in lines if line.strip() not in {f"- {code}" for code in data["languages"]}]
    at = next(place for place, line in enumerate(kept) if line.startswith("languages:"))
    text = "".join([*kept[:at], f"languages: [{', '.join(languages)}]\n", *kept[at + 1 :]])
    assert data_of(text) == {**data, "languages": [*languages]}
    save_file(by=company.dana, file=course, text=text, base=course.version)


def without_chinese(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_chinese(one) for name, one in value.items() if name != "zh-hans"}
    return [without_chinese(one) for one in value] if isinstance(value, list) else value


def form_of(client: Client, path: str = QUIZ, desk: str = DESK) -> Sent:
    return fields_on(client.get(f"{desk}edit/file/?path={path}").content.decode())


def quiz_in(desk: Desk) -> Any:
    return data_of(texts_of(desk.draft)[QUIZ])


def test_a_number_is_changed_and_every_text_stays(aisha: Client, desk: Desk):
    before, sent = quiz_in(desk), form_of(aisha)
    only_in(desk.draft, desk.company, "en")
    aisha.post(SAVE, {**sent, "f.questions.0.points": ["2"]})
    before["questions"][0]["points"] = 2
    assert quiz_in(desk) == before


def test_a_page_that_saves_its_form_as_one_text_loses_none_either(aisha: Client, desk: Desk):
    before, sent = quiz_in(desk), form_of(aisha)
    only_in(desk.draft, desk.company, "en")
    form = urlencode({name: said for name, said in sent.items() if name.startswith("f.")}, doseq=True)
    told = {"path": QUIZ, "base": "1", "is_form": "1", "form": form}
    answer = aisha.post(SAVE, told, headers={"accept": "application/json"})
    assert answer.json()["version"] == 1, "it says what the file says, so nothing is written"
    assert quiz_in(desk) == before


def test_what_is_typed_in_that_language_is_saved(aisha: Client, desk: Desk):
    sent = form_of(aisha)
    only_in(desk.draft, desk.company, "en")
    aisha.post(SAVE, {**sent, "f.title.zh-hans": ["自测"]})
    assert quiz_in(desk)["title"] == {"en": "Check yourself", "zh-hans": "自测"}


@pytest.mark.parametrize("asked", ["add f.questions single", "remove f.questions.0", "up f.questions.2"])
def test_a_part_is_changed_and_the_texts_of_the_others_stay(aisha: Client, desk: Desk, asked: str):
    texts = {one["key"]: one["prompt"] for one in quiz_in(desk)["questions"]}
    sent = form_of(aisha)
    only_in(desk.draft, desk.company, "en")
    aisha.post(CHANGE, {**sent, "change": [asked]})
    after = quiz_in(desk)
    assert after["title"] == {"en": "Check yourself", "zh-hans": "中文 Check yourself"}
    assert [one["key"] for one in after["questions"]] != [*texts]
    for one in after["questions"]:
        assert one["prompt"] == texts.get(one["key"], one["prompt"])


def test_what_others_say_in_a_language_that_a_form_does_not_show_stays(aisha: Client, desk: Desk):
    """Chinese comes into the course, and into the quiz, while the form is open."""
    only_in(desk.draft, desk.company, "en")
    whole = texts_of(desk.draft)[QUIZ]
    desk.write(to_yaml(without_chinese(data_of(whole))), QUIZ)
    sent = form_of(aisha)
    assert "f.title.en" in sent
    assert "f.title.zh-hans" not in sent
    only_in(desk.draft, desk.company, "en", "zh-hans")
    desk.write(whole, QUIZ, by="dana")
    aisha.post(SAVE, {**sent, "f.title.en": ["Check it"]})
    assert quiz_in(desk) == {**data_of(whole), "title": {"en": "Check it", "zh-hans": "中文 Check yourself"}}


def test_own_words_of_a_linked_part_stay(aisha: Client, company: Company, tmp_path: Path):
    publish_kit(tmp_path)
    draft = open_draft(by=company.aisha, course=publish_own(tmp_path).course)
    only_in(draft, company, "en", "zh-hans")
    own = "/authoring/own/"
    aisha.post(f"{own}edit/file/save/", {**form_of(aisha, RULES, own), "f.title.zh-hans": ["规定"]})
    title = data_of(texts_of(draft)[RULES])["title"]
    assert title["zh-hans"] == "规定"
    sent = form_of(aisha, RULES, own)
    only_in(draft, company, "en")
    aisha.post(f"{own}edit/file/save/", {**sent, "f.title.en": ["House rules"]})
    assert data_of(texts_of(draft)[RULES])["title"] == {**title, "en": "House rules"}
