"""Everything that is wrong with a question is told in one go: its fields, and the rules between them."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from courses.content.language_checks import check_texts
from courses.content.located_yaml import LocatedYaml
from courses.content.problems import Report
from courses.content.questions import KINDS
from courses.content.reader import read_course
from courses.content.schema import QuizSource
from courses.content.validation import validated
from tests.content.conftest import QUIZ

HEAD = "title: {en: Check, zh-hans: 测验}\nquestions:\n"
SINGLE = """\
  - key: loss
    kind: single
    prompt: {en: Why?, zh-hans: 为什么？}
    choices:
      - {key: a, text: {en: One, zh-hans: 一}}
      - {key: b, text: {en: Two, zh-hans: 二}}
"""
MATCH = """\
  - key: pairs
    kind: match
    prompt: {en: Which?, zh-hans: 哪个？}
    items:
      - {key: x, text: {en: X, zh-hans: X}, target: left}
      - {key: y, text: {en: Y, zh-hans: Y}, target: right}
    targets:
      - {key: l, text: {en: L, zh-hans: 左}}
      - {key: l, text: {en: R, zh-hans: 右}}
"""
CLOZE = """\
  - key: text
    kind: cloze
    prompt: {en: "{{a}} {{d}}", zh-hans: "{{b}} {{c}}"}
    gaps:
      - {key: a, kind: number, answer: 1}
      - {key: b, kind: number, answer: 2}
      - key: c
        kind: choice
        choices: [{key: x, text: {en: X, zh-hans: X}}, {key: y, text: {en: Y, zh-hans: Y}}]
"""
CURVE = """\
  - key: place
    kind: hotspot
    prompt: {en: Where?, zh-hans: 哪里？}
    curve:
      along: [1, 3, 2, 2]
      lines:
        - {key: a, text: {en: A, zh-hans: A}, values: [1, 2]}
        - {key: b, text: {en: B, zh-hans: B}, values: [1, 2, 3]}
      right: {from: 9, to: 8}
"""
MATRIX = """\
  - key: cell
    kind: hotspot
    prompt: {en: Where?, zh-hans: 哪里？}
    matrix:
      labels:
        - {key: a, text: {en: A, zh-hans: A}, counts: [1, 2, 3]}
        - {key: b, text: {en: B, zh-hans: B}, counts: [1, 2, 3, 4]}
      right: [{row: c, column: d}]
"""
CALCULATED = """\
  - key: size
    kind: calculated
    prompt: {en: "{{q}}", zh-hans: "{{z}}"}
    variables: {z: {min: 5, max: 1}, exp: {of: [1]}}
    answer: __import__('os')
"""
UNKNOWN = "  - {key: loss, kind: dance}\n"
NEEDS = "The text needs {{%s}} exactly once, outside code, formulas and links."
NO_RIGHT = (4, "Question “Why?” has no correct answer. Set “correct” for one of its choices.")
CASES = [
    pytest.param(
        CLOZE,
        [
            "Gap “c” needs exactly one choice for which “correct” is set.",
            *(NEEDS % key for key in "abc"),
            "There is no gap “d”.",
        ],
        id="all gaps of a text",
    ),
    pytest.param(
        CURVE,
        [
            "Steps must rise; 2 comes after 3.",
            "Steps must rise; 2 comes after 2.",
            "There are 4 steps, so a line needs 4 values; this one has 2.",
            "There are 4 steps, so a line needs 4 values; this one has 3.",
            "“to” must not lie before “from”.",
        ],
        id="all steps and lines of a curve",
    ),
    pytest.param(
        MATRIX,
        [
            "There are 2 labels, so a row needs 2 counts; this one has 3.",
            "There are 2 labels, so a row needs 2 counts; this one has 4.",
            "There is no label “c”.",
            "There is no label “d”.",
        ],
        id="all rows and cells of a matrix",
    ),
    pytest.param(
        SINGLE + "    feeback: {en: So., zh-hans: 因此。}\n",
        [NO_RIGHT[1], "Unknown key “feeback”. Did you mean “feedback”?"],
        id="a misspelt field and nothing marked as right",
    ),
    pytest.param(
        SINGLE.replace("key: b", "key: a"),
        [NO_RIGHT[1], "Choice “a” appears twice."],
        id="two rules",
    ),
    pytest.param(
        SINGLE.replace("{en: Two, zh-hans: 二}", "{zh-hans: ''}"),
        [
            NO_RIGHT[1],
            "The text in “zh-hans” is empty.",
            "The text in the source language “en” is missing.",
        ],
        id="a wrong text inside a choice, twice, and nothing marked as right",
    ),
    pytest.param(
        MATCH,
        ["There is no target “left”.", "There is no target “right”.", "“l” appears twice."],
        id="the same rule at two places and another one",
    ),
    pytest.param(
        SINGLE + "    points: none\n" + SINGLE,
        [NO_RIGHT[1], "“points” must be a number.", "Question “loss” appears twice."],
        id="a rule of the quiz, while its questions are wrong",
    ),
    pytest.param(
        SINGLE.replace("text: {en: Two", "correct: true, text: {en: Two") + UNKNOWN,
        [
            "There is no question kind “dance”. There are: " + ", ".join(KINDS) + ".",
            "Question “loss” appears twice.",
        ],
        id="a name that a question of no known kind has taken",
    ),
    pytest.param(
        CALCULATED,
        [
            "“min” is greater than “max”.",
            "“exp” already means something in arithmetic.",
            "“'os')” cannot be read as arithmetic.",
            "The text needs {{exp}}, outside formulas and links.",
            "The text needs {{z}}, outside formulas and links.",
            "There is no variable “q”.",
        ],
        id="the range, the names, the arithmetic and the text of a calculated question",
    ),
    pytest.param(
        CALCULATED.replace("__import__('os')", "1 / (3 - z)").replace(", exp: {of: [1]}", ""),
        [
            "“min” is greater than “max”.",
            "The text needs {{z}}, outside formulas and links.",
            "There is no variable “q”.",
        ],
        id="of a range that is upside down no value is tried",
    ),
    pytest.param(
        SINGLE.replace("key: b,", "key: b, corect: true,"),
        ["Unknown key “corect”. Did you mean “correct”?"],
        id="what was probably meant is taken for meant",
    ),
    pytest.param(
        SINGLE.replace("key: b,", "key: b, correct: maybe,"),
        ["“correct” must be true or false."],
        id="a rule that needs what cannot be read says nothing",
    ),
]


def told(folder: Path) -> list[tuple[int, str]]:
    found = read_course(folder).problems
    return [(one.line, one.message) for one in found if one.path == QUIZ and one.severity == "error"]


@pytest.mark.parametrize(("questions", "words"), CASES)
def test_all_that_is_wrong_is_told_together(tiny: Path, questions: str, words: list[str]):
    (tiny / QUIZ).write_text(HEAD + questions)
    assert {message for _line, message in told(tiny)} == set(words)


def test_each_mistake_has_its_own_place(tiny: Path):
    (tiny / QUIZ).write_text(HEAD + MATCH)
    lines = {message: line for line, message in told(tiny)}
    text = (tiny / QUIZ).read_text().splitlines()
    assert "target: left" in text[lines["There is no target “left”."] - 1]
    assert "target: right" in text[lines["There is no target “right”."] - 1]
    assert "en: R" in text[lines["“l” appears twice."] - 1]


BROKEN: list[Any] = [[], {}, "x", 3, None, [[]], [{}], {"a": {"b": [1]}}]
FIELDS = ["choices", "prompt", "key", "items", "rubric", "gaps", "matrix", "examples", "variables"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_rule_stumbles_over_what_it_did_not_expect(kind: str):
    """Each field of each kind once in every wrong shape."""
    for field, broken in product(FIELDS, BROKEN):
        question = {"key": "k", "kind": kind, "prompt": {"en": "Why?"}, field: broken}
        located = LocatedYaml({"title": {"en": "Check"}, "questions": [question]}, {(): 1})
        report = Report()
        _whole, read = validated(QuizSource, located, source="en", path=QUIZ, report=report)
        assert read is not None
        check_texts(read, located, languages=("en",), path=QUIZ, report=report)
        assert report.has_errors, (field, broken)
