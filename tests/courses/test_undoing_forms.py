"""What Aisha takes out of a form comes back whole and at its place, together with what was typed elsewhere meanwhile."""

import re
from typing import Any

import pytest
from django.test import Client

from courses.content import located_yaml
from courses.drafts.drafting import save_file
from courses.models import Draft
from tests.conftest import Company
from tests.courses.forms_on_pages import fields_on

EDIT = "/authoring/small/edit/"
FILE = f"{EDIT}file/"
QUIZ = "lessons/quiz/check.quiz.yaml"


def data_of(here: Draft, path: str = QUIZ) -> dict[str, Any]:
    data: dict[str, Any] = located_yaml.load(here.files.get(path=path).text or "").data
    return data


def page_of(client: Client, path: str = QUIZ) -> str:
    return client.get(f"{FILE}?path={path}").content.decode()


def change(client: Client, asked: str, page: str = "", path: str = QUIZ, **typed: str) -> str:
    """Press a button of a page, after something was typed into it; the page that comes."""
    sent = fields_on(page or page_of(client, path))
    told = {**sent, **{name: [said] for name, said in typed.items()}, "change": [asked]}
    return client.post(f"{FILE}change/", told, follow=True).content.decode()


def ways_back(page: str) -> list[str]:
    """What the buttons *Undo* of a page ask for, the newest first."""
    return sorted(re.findall(r'value="(undo [^"]+)"', page), key=lambda way: -int(way.split()[1]))


def way_back(page: str) -> str:
    return next(iter(ways_back(page)), "")


def keys(here: Draft) -> list[str]:
    return [one["key"] for one in data_of(here)["questions"]]


def test_a_question_comes_back_whole_at_its_place(aisha: Client, here: Draft):
    before = data_of(here)
    page = change(aisha, "remove f.questions.1")
    assert "Removed “Which are true?”." in page
    assert page.index('id="f.questions.0"') < page.index("data-undo") < page.index('id="f.questions.1"')
    assert keys(here) == ["loss", "steps"]
    page = change(aisha, way_back(page), page)
    assert way_back(page) == ""
    assert data_of(here) == before


def test_what_was_typed_before_and_after_it_went_stays(aisha: Client, here: Draft):
    page = change(
        aisha, "remove f.questions.1", **{"f.title.en": "Early", "f.questions.1.prompt.en": "Mine?"}
    )
    assert "Removed “Mine?”." in page
    change(aisha, way_back(page), page, **{"f.questions.1.prompt.en": "Late?"})
    data = data_of(here)
    assert data["title"]["en"] == "Early"
    assert [one["prompt"]["en"] for one in data["questions"]][1:] == ["Mine?", "Late?"]


def test_what_others_saved_meanwhile_stays(aisha: Client, company: Company, here: Draft):
    page = change(aisha, "remove f.questions.0")
    file = here.files.get(path=QUIZ)
    theirs = (file.text or "").replace("How many steps?", "How many steps then?")
    save_file(by=company.dana, file=file, text=theirs, base=file.version)
    change(aisha, way_back(page), page)
    assert keys(here) == ["loss", "true", "steps"]
    assert data_of(here)["questions"][2]["prompt"]["en"] == "How many steps then?"


def test_undoing_twice_brings_it_back_once(aisha: Client, here: Draft):
    before = data_of(here)
    page = change(aisha, "remove f.questions.2")
    asked = way_back(page)
    change(aisha, asked, page)
    change(aisha, asked, page)
    assert data_of(here) == before
    change(aisha, asked)
    assert data_of(here) == before


def test_each_of_several_comes_back_in_any_order(aisha: Client, here: Draft):
    before = data_of(here)
    page = change(aisha, "remove f.questions.1")
    page = change(aisha, "remove f.questions.0", page)
    assert keys(here) == ["steps"]
    newest, oldest = ways_back(page)
    page = change(aisha, oldest, page)
    assert keys(here) == ["true", "steps"]
    assert ways_back(page) == [newest]
    change(aisha, newest, page)
    assert data_of(here) == before


def test_the_ways_back_are_offered_again_by_the_address_of_the_page(aisha: Client, here: Draft):
    page = change(aisha, "remove f.questions.1")
    page = change(aisha, "remove f.questions.1", page)
    said = re.search(r'name="undo" value="([^"]+)"', page)
    assert said
    again = aisha.get(FILE, {"path": QUIZ, "undo": said[1]}).content.decode()
    assert ways_back(again) == ways_back(page)


def test_what_an_answer_refers_to_comes_back_as_the_answer(aisha: Client, here: Draft):
    """Without it the key says nothing, rather than something that nobody chose."""
    change(aisha, "add f.questions match", **{"f.questions.3.prompt.en": "Which?"})
    before = data_of(here)["questions"][3]
    meant = before["items"][0]["target"]
    place = [one["key"] for one in before["targets"]].index(meant)
    page = change(aisha, f"remove f.questions.3.targets.{place}")
    sent = fields_on(page)
    assert sent["f.questions.3.items.0.target"] == [meant]
    page = change(aisha, "down f.questions.3.items.0", page)
    change(aisha, way_back(page), page)
    after = data_of(here)["questions"][3]
    assert {one["key"]: one["target"] for one in after["items"]} == {
        one["key"]: one["target"] for one in before["items"]
    }
    assert after["targets"] == before["targets"]


def test_a_new_question_does_not_take_the_key_of_one_that_may_come_back(aisha: Client, here: Draft):
    page = change(aisha, "add f.questions single")
    page = change(aisha, "remove f.questions.3", page)
    page = change(aisha, "add f.questions single", page)
    assert way_back(page), "the way back stays while other parts are changed"
    change(aisha, way_back(page), page)
    assert keys(here) == ["loss", "true", "steps", "single", "single-2"]


def test_an_answer_comes_back_into_its_question_wherever_that_is_by_then(aisha: Client, here: Draft):
    before = data_of(here)["questions"][1]
    page = change(aisha, "remove f.questions.1.choices.0")
    page = change(aisha, "up f.questions.1", page)
    inside = page[page.index('id="f.questions.0.choices"') : page.index('id="f.questions.1"')]
    assert "data-undo" in inside
    change(aisha, way_back(page), page)
    assert data_of(here)["questions"][0] == before


def test_a_matrix_comes_back_instead_of_the_curve_that_took_its_place(aisha: Client, here: Draft):
    change(aisha, "add f.questions hotspot", **{"f.questions.3.prompt.en": "Where?"})
    before = data_of(here)
    page = change(aisha, "instead f.questions.3.curve")
    assert "Replaced “" in page
    change(aisha, way_back(page), page, **{"f.questions.3.prompt.en": "Where is it?"})
    after = data_of(here)
    assert "curve" not in after["questions"][3]
    assert after["questions"][3]["matrix"] == before["questions"][3]["matrix"]
    assert after["questions"][3]["prompt"]["en"] == "Where is it?"


def test_a_matrix_comes_back_also_when_another_one_was_asked_for(aisha: Client, here: Draft):
    change(aisha, "add f.questions hotspot", **{"f.questions.3.prompt.en": "Where?"})
    page = change(aisha, "add f.questions.3.matrix.labels")
    page = change(aisha, "instead f.questions.3.curve", page)
    page = change(aisha, "instead f.questions.3.matrix", page)
    assert len(data_of(here)["questions"][3]["matrix"]["labels"]) == 2
    change(aisha, ways_back(page)[-1], page)
    assert len(data_of(here)["questions"][3]["matrix"]["labels"]) == 3


def test_a_draw_is_called_by_its_bank_and_without_one_by_its_place(aisha: Client, here: Draft):
    bank = "title:\n  en: All basics\n  zh-hans: 基础\nquestions: []\n"
    here.files.create(path="banks/basics.bank.yaml", text=bank)
    page = change(aisha, "add f.draw")
    page = change(aisha, "add f.draw", page, **{"f.draw.0.bank": "basics"})
    assert '<span class="said">All basics</span>' in page
    page = change(aisha, "remove f.draw.1", page, **{"f.draw.1.bank": ""})
    assert "Removed “Drawn from banks: 2”." in page
    assert "Removed “All basics”." in change(aisha, "remove f.draw.0", page)


def test_a_language_that_was_chosen_comes_back(aisha: Client, here: Draft):
    page = change(aisha, "show f.languages.2", path="course.yaml", **{"f.languages.2": "de"})
    before = data_of(here, "course.yaml")
    assert before["languages"] == ["en", "zh-hans", "de"]
    page = change(aisha, "remove f.languages.2", page)
    assert "Removed “" in page
    assert data_of(here, "course.yaml")["languages"] == ["en", "zh-hans"]
    change(aisha, way_back(page), page)
    assert data_of(here, "course.yaml") == before


@pytest.mark.parametrize(
    "said", ["2 f.questions.9", "9999999999 f.x", "2 ../x", "x", "1 f.title", "2", "0 f"]
)
def test_an_address_offers_only_what_was_taken_away(aisha: Client, here: Draft, said: str):
    change(aisha, "remove f.questions.1")
    page = aisha.get(FILE, {"path": QUIZ, "undo": said})
    assert page.status_code == 200
    assert "data-undo" not in page.content.decode()
    answer = aisha.post(f"{FILE}change/", {**fields_on(page.content.decode()), "change": [f"undo {said}"]})
    assert answer.status_code in {302, 409}
    assert keys(here) == ["loss", "steps"]


def test_a_question_goes_to_the_place_it_is_dragged_to(aisha: Client, here: Draft):
    change(aisha, "to f.questions.0 2")
    assert keys(here) == ["true", "steps", "loss"]
    change(aisha, "to f.questions.2 0")
    assert keys(here) == ["loss", "true", "steps"]
    sent = fields_on(page_of(aisha))
    for asked in ("to f.questions.0 x", "to f.questions.9 0", "to f.questions.0", "to f.questions 1"):
        assert aisha.post(f"{FILE}change/", {**sent, "change": [asked]}).status_code == 409, asked
