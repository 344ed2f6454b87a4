"""What a question says of itself beside its words: what it is worth, which units it takes, and its name for authors."""

import re
from collections.abc import Callable

import pytest
import yaml
from django.test import Client

from courses.drafts.drafting import save_file
from courses.item_analysis import analysis_page
from courses.models import Block, Draft, Revision
from tests.conftest import Company
from tests.courses.folders import both
from tests.courses.hand_marked import upload_question
from tests.courses.quiz_pages import QUIZ, page_of

pytestmark = pytest.mark.django_db
FILE = "lessons/quiz/check.quiz.yaml"
UNITS = [{"unit": both("MB"), "factor": 0.001}, {"unit": both("TB"), "factor": 1000}]
SIZE = {
    "key": "size",
    "kind": "number",
    "points": 2,
    "prompt": both("How large?"),
    "answer": 2,
    "unit": both("GB"),
    "other_units": UNITS,
}
ROWS = {
    "key": "rows",
    "kind": "calculated",
    "prompt": both("Of {{rows}} rows in batches of {{batch}}?"),
    "variables": {"rows": {"of": [480]}, "batch": {"of": [16]}},
    "answer": "ceil(rows / batch)",
}


def test_points_are_told_before_they_are_earned_and_once(taking: Callable[..., Client]):
    ling = taking(questions=[SIZE, ROWS])
    assert re.findall(r'worth">(\d points?)<', page_of(ling)) == ["2 points", "1 point"]
    ling.post(QUIZ, {"number": "1", "q.size": "2000 MB", "q.rows": "30"})
    page = page_of(ling)
    assert "2 of 2 points." in page
    assert 'worth">' not in page


def test_which_units_may_be_typed_is_said_where_there_are_several(taking: Callable[..., Client]):
    ling = taking(questions=[SIZE, ROWS])
    page = page_of(ling)
    assert page.count("You may write a unit behind the number") == 1
    assert "GB, MB, TB. Without one it is read as GB." in page
    assert 'aria-describedby="quiz-check-size-unit quiz-check-size-units"' in page


def test_a_gap_that_takes_several_units_says_so_as_a_number_does(taking: Callable[..., Client]):
    size = {"key": "size", "kind": "number", "answer": 2, "unit": both("GB"), "other_units": UNITS}
    steps = {"key": "steps", "kind": "number", "answer": 100, "unit": both("steps")}
    asked = {"key": "cloze", "kind": "cloze", "prompt": both("{{steps}} and {{size}}"), "gaps": [size, steps]}
    ling = taking(questions=[asked])
    page = page_of(ling)
    assert "Gap 1: you may write a unit behind the number: GB, MB, TB. Without one it is read as GB." in page
    assert page.count("you may write a unit behind the number") == 1
    assert page.count(' q.cloze.size-units"') == page.count('id="q.cloze.size-units"') == 1
    ling.post(QUIZ, {"number": "1", "q.cloze.size": "2000 MB", "q.cloze.steps": "100"})
    page = page_of(ling)
    assert "1 of 1 point." in page
    assert "you may write a unit" not in page


def test_a_mark_behind_a_gap_stays_on_its_line(taking: Callable[..., Client]):
    gaps = [{"key": "what", "kind": "text", "accept": [{"text": both("falls")}]}]
    ling = taking(
        questions=[
            {"key": "cloze", "kind": "cloze", "prompt": both("The loss {{what}}. Or not?"), "gaps": gaps}
        ]
    )
    assert re.search(
        r'<span class="with-end"><span class="gap .*?</span>\.</span> Or not\?', page_of(ling), re.DOTALL
    )
    ling.post(QUIZ, {"number": "1", "q.cloze.what": "falls"})
    assert re.search(r"Right</span>\s*</span>\.</span> Or not\?", page_of(ling))


def test_authors_read_no_braces_in_the_name_of_a_question(aisha: Client, publish: Callable[..., Revision]):
    gaps = [{"key": "what", "kind": "text", "accept": [{"text": both("falls")}]}]
    cloze = {"key": "cloze", "kind": "cloze", "prompt": both("The loss {{what}}."), "gaps": gaps}
    publish(questions=[ROWS, cloze])
    lines = lines_of(Revision.objects.get())
    assert lines == ["Of [rows] rows in batches of [batch]?", "The loss ____."]


def lines_of(revision: Revision) -> list[str]:
    block = Block.objects.select_related("lesson__revision__course").get(
        lesson__revision=revision, key="check"
    )
    return [re.sub(r"<[^>]+>", "", line.prompt).strip() for line in analysis_page(block, [block]).lines]


def test_a_file_that_nobody_gave_waits_for_no_mark_when_an_author_tries(
    aisha: Client, here: Draft, company: Company
):
    file = here.files.get(path=FILE)
    told = yaml.safe_load(file.text or "")
    told["questions"].append(upload_question())
    save_file(by=company.aisha, file=file, text=yaml.safe_dump(told, allow_unicode=True), base=file.version)

    def tried(**answers: str) -> str:
        sent = {"path": FILE, "tried": 1, "q.loss": "falls", **answers}
        return aisha.get("/authoring/small/edit/file/", sent).content.decode()

    page = tried()
    assert "Waiting for a mark" not in page
    field = re.search(r'<input type="(\w+)" name="q.work" value="([0-9-]+)"([^>]*)>', page)
    assert field is not None
    assert (field[1], "checked" in field[3]) == ("checkbox", False), "nothing is sent unless it is ticked"
    assert "Waiting for a mark" in tried(**{"q.work": field[2]})


def test_a_question_is_called_by_its_number_and_described_by_its_worth_and_unit(
    taking: Callable[..., Client],
):
    size = {"key": "size", "kind": "number", "answer": 2, "unit": both("GB")}
    text = "The **loss** falls.\n\nIt takes {{size}} of memory, at last."
    asked = {"key": "cloze", "kind": "cloze", "prompt": both(text), "gaps": [size]}
    page = page_of(taking(questions=[SIZE, asked]))
    assert '<span class="visually-hidden" id="quiz-check-size-number">Question 1 of 2</span>' in page
    assert 'aria-labelledby="quiz-check-size-number quiz-check-size"' in page
    assert 'aria-describedby="quiz-check-size-worth"' in page
    assert '<span id="quiz-check-size-unit">GB</span>' in page
    words = "The loss falls. It takes … of memory, at last."
    assert f'<span hidden id="q.cloze.size-around">{words}</span>' in page
    assert 'aria-describedby="q.cloze.size-around q.cloze.size-unit"' in page
