"""Questions about a place as Ling meets them over HTTP, and what Aisha reads of the answers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses.models import Block, Revision
from tests.conftest import Company, person
from tests.content.test_hotspots import ONE, TWO, curve
from tests.courses.answering import hand_in
from tests.courses.folders import both

pytestmark = pytest.mark.django_db
LESSON = "/courses/small/quiz/"
QUIZ, CHECK = f"{LESSON}quiz/check/", f"{LESSON}quiz/check/check/"
PLACE = {"key": "where", "kind": "hotspot", "prompt": both("Where?"), "feedback": both("There.")}


def asked(about: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**PLACE, **{name: value for name, value in about.items() if value is not None}}]


def drawn(client: Client, **query: str) -> str:
    answer = client.get(LESSON, query)
    assert answer.status_code == 200
    return answer.content.decode()


def labels(page: str, outcome: str) -> list[str]:
    """The places that are told to be so."""
    return re.findall(rf'class="place {outcome}[^>]*>\s*<input[^>]*value="([^"]+)"', page)


def test_a_matrix_is_a_table_with_a_named_button_in_each_cell(taking: Callable[..., Client]):
    page = drawn(taking(questions=asked(ONE)))
    assert page.count('type="radio" name="q.where"') == 9
    assert 'aria-label="true fraud, answered claims: 9"' in page
    assert '<th scope="row">fraud</th>' in page
    assert "Choose a cell." in page


def test_several_cells_are_ticked(taking: Callable[..., Client]):
    page = drawn(taking(questions=asked(TWO)))
    assert page.count('type="checkbox" name="q.where"') == 9
    assert "Choose every cell that fits." in page


def test_a_curve_has_a_list_of_its_steps_with_their_values(taking: Callable[..., Client]):
    page = drawn(taking(questions=asked(curve())))
    assert page.count("data-across=") == 11
    assert '<option value="60" data-across="60">60: training loss 0.5, validation loss 0.5</option>' in page
    assert page.count('<path class="curve') == 2


@pytest.mark.parametrize("about", [ONE, TWO, curve()])
def test_nothing_tells_the_place_before_the_answer(taking: Callable[..., Client], about: dict[str, Any]):
    page = drawn(taking(questions=asked(about)))
    for sign in ("right-stretch", "There.", 'class="place right', 'class="place missed', "60–70"):
        assert sign not in page


def test_a_wrong_cell_is_told_and_the_right_one_only_when_it_decides_nothing_more(
    taking: Callable[..., Client],
):
    ling = taking(questions=asked(ONE))
    page = ling.post(QUIZ, {"q.where": "claims.fraud"}, follow=True).content.decode()
    assert (labels(page, "wrong"), labels(page, "missed")) == (["claims.fraud"], [])
    drawn(ling, again="check")
    page = ling.post(QUIZ, {"q.where": "fraud.claims"}, follow=True).content.decode()
    assert labels(page, "right") == ["fraud.claims"]


def test_once_marks_are_told_at_once_the_right_place_is_shown(taking: Callable[..., Client]):
    ling = taking(questions=asked(curve()), feedback="at-once")
    page = ling.post(CHECK, {"check": "where", "q.where": "20"}, follow=True).content.decode()
    assert 'class="chosen-step wrong"' in page
    assert '<rect class="right-stretch" x="55" y="0" width="20" height="100">' in page
    assert "Right are steps 60 to 70" in page


def test_the_right_place_stands_on_the_page_of_all_tries(taking: Callable[..., Client]):
    ling = taking(questions=asked(curve()))
    ling.post(QUIZ, {"q.where": "70"})
    page = ling.get(f"{LESSON}quiz/check/attempts/1/").content.decode()
    assert "right-stretch" in page
    assert '<option value="70" data-across="70" selected>' in page


def test_a_place_that_was_never_shown_is_asked_again(taking: Callable[..., Client]):
    ling = taking(questions=asked(ONE))
    answer = ling.post(QUIZ, {"q.where": "claims.nowhere"})
    assert answer.status_code == 422
    assert "Choose one of the places shown." in answer.content.decode()


def test_the_analysis_says_which_places_were_chosen(
    client: Client, company: Company, publish: Callable[..., Revision], begin: Callable[..., Any]
):
    revision = publish(questions=asked(ONE))
    block = Block.objects.select_related("lesson").get(lesson__revision=revision, kind="quiz")
    for number in range(12):
        user = person(f"Taker{number}")
        hand_in(
            begin(user, revision),
            block.lesson,
            block,
            {"where": "fraud.claims" if number < 8 else "other.other"},
        )
    client.force_login(company.aisha)
    page = client.get("/authoring/small/analysis/quiz/check/").content.decode()
    assert "claims → other" not in page, "nobody took it, and it is not right"
    assert re.search(r'fraud → claims <span class="pill good">right</span>.*?67 %', page, re.DOTALL)
    assert re.search(r"other → other.*?33 %", page, re.DOTALL)


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ((1.1, 0.2), ("0", "1.2")),
        ((0.9, 1.0), ("0", "1")),
        ((-0.3, 0.45), ("\u22120.4", "0.6")),
        ((0, 0), ("0", "1")),
    ],
)
def test_the_axis_of_a_curve_ends_with_round_numbers(
    taking: Callable[..., Client], values: tuple[float, float], ends: tuple[str, str]
):
    lines = [{"key": "one", "text": both("loss"), "values": list(values)}]
    about = {"curve": {"along": [1, 2], "lines": lines, "right": {"from": 1, "to": 1}}}
    page = drawn(taking(questions=asked(about)))
    assert f"<span>{ends[1]}</span><span>{ends[0]}</span>" in page
