"""A widget's settings are checked like all that authors write: every mistake, at its file and line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from courses.content.reader import read_course
from courses.content.schema import WidgetBlock
from courses.content.widgets import KINDS
from tests.content.conftest import LESSON
from tests.content.widgets import EXAMPLES, MEASURED, unshared, words, written

HOME = "lessons/first-steps"
PLACE, BESIDE = f"{HOME}/try.widget.yaml", f"{HOME}/try.measured.yaml"
With = Callable[..., list[tuple[str, int, str]]]


@pytest.fixture
def course_with(tiny: Path) -> Callable[..., Path]:
    """The small course with a widget in its first lesson; `beside` is the widget's data file."""

    def make(settings: dict[str, Any], beside: dict[str, Any] | None = None) -> Path:
        lesson = (tiny / LESSON).read_text()
        if "widget: try" not in lesson:
            (tiny / LESSON).write_text(lesson.replace("- text: intro", "- text: intro\n  - widget: try"))
        for path, content in ((PLACE, settings), (BESIDE, beside)):
            if content is not None:
                (tiny / path).write_text(
                    yaml.safe_dump(unshared(content), allow_unicode=True, sort_keys=False)
                )
        return tiny

    return make


@pytest.fixture
def problems(course_with: Callable[..., Path]) -> With:
    return lambda *files: [(p.path, p.line, p.message) for p in read_course(course_with(*files)).problems]


@pytest.mark.parametrize("kind", KINDS)
def test_a_widget_of_every_kind_is_read(course_with: Callable[..., Path], kind: str):
    reading = read_course(course_with(written(kind)))
    assert reading.problems == ()
    assert reading.course is not None
    block = reading.course.lessons[0].blocks[1]
    assert isinstance(block, WidgetBlock)
    assert block.widget.widget == kind


def test_what_a_model_measured_lies_in_a_file_beside(course_with: Callable[..., Path]):
    reading = read_course(course_with(written("attention", measured=None), MEASURED))
    assert reading.problems == ()


def many(count: int) -> list[dict[str, Any]]:
    return [{"token": words(f"t{n}"), "logit": n} for n in range(count)]


SQUARE = "There are 2 labels, so a row needs 2 counts; this one has 3."
MISTAKES = [
    ("softmax-temperature", {"tokens": many(1)}, "“tokens” needs at least 2"),
    ("softmax-temperature", {"top_k": 9}, "“top_k” is 9, but there are only 4 tokens"),
    ("softmax-temperature", {"temperature": 0}, "“temperature” must be at least 0.1"),
    ("softmax-temperature", {"temprature": 1}, "Did you mean “temperature”?"),
    ("gradient-step", {"classes": [{"label": words("a"), "logit": 0, "share": 0.5}] * 3}, "add up to 1.5"),
    ("gradient-step", {"learning_rate": "fast"}, "“learning_rate” must be a number"),
    ("learning-rate", {"shape": "zigzag"}, "“shape” must be"),
    ("learning-rate", {"peak": None}, "“peak” is missing"),
    ("learning-rate", {"warmup": 0.9}, "“warmup” must be at most 0.5"),
    ("confusion-matrix", {"counts": [[1, 2]]}, "“counts” needs 2 rows; it has 1"),
    ("confusion-matrix", {"counts": [[1, 2], [1, 2, 3]]}, SQUARE),
    ("confusion-matrix", {"counts": [[1, -2], [1, 2]]}, "at least 0"),
    ("confusion-matrix", {"counts": None}, "Give “counts” or “scored”"),
    (
        "confusion-matrix",
        {"labels": [words("a")] * 3, "counts": None, "scored": [{"score": 1, "belongs": True}]},
        "two labels",
    ),
    ("tokeniser", {"examples": []}, "“examples” needs at least 1"),
    ("tokeniser", {"examples": ["x" * 201]}, "at most 200 characters"),
    ("attention", {"start": 9}, "“start” is 9, but the last of the tokens is 4"),
    ("attention", {"measured": {**MEASURED, "tokens": ["a", "b"]}}, "For 2 tokens the weights are 2 rows"),
    ("attention", {"measured": {**MEASURED, "sha256": "x"}}, "lower-case"),
]


@pytest.mark.parametrize(("kind", "instead", "told"), MISTAKES)
def test_a_mistake_in_the_settings_is_told_where_it_is(
    problems: With, kind: str, instead: dict[str, Any], told: str
):
    settings = written(kind, **instead)
    lines = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False).splitlines()
    ((path, line, message),) = problems(settings)
    assert (path, told in message) == (PLACE, True), message
    key = next(iter(instead))
    first = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 1)
    after = next((n for n, text in enumerate(lines, 1) if n > first and text[0] not in " -"), len(lines) + 1)
    assert first <= line < after or line == 1


def test_every_kind_has_mistakes_here():
    assert {kind for kind, _instead, _told in MISTAKES} == set(EXAMPLES)


def test_all_mistakes_of_a_widget_are_told_at_once(problems: With):
    told = problems(written("learning-rate", peak=7, steps=1, warmup="long", title="Plain"))
    assert len({line for _path, line, _message in told}) == 4


def test_a_widget_that_there_is_not_is_told_with_the_nearest(problems: With):
    assert problems({"title": words("x"), "widget": "atention"}) == [
        (PLACE, 4, "There is no widget “atention”. Did you mean “attention”?")
    ]
    assert "Say which widget this is" in problems({"title": words("x")})[0][2]


def test_a_missing_data_file_and_a_broken_one_are_told(problems: With):
    settings = written("attention", measured=None)
    ((path, _line, message),) = problems(settings)
    assert path == PLACE
    assert f"writes {BESIDE}." in message
    assert "manage.py widgets attention" in message
    heads = [{"layer": 1, "head": 1, "weights": [[0.9, 0.9]] * 2}]
    broken = {**MEASURED, "tokens": ["a", "b"], "heads": heads}
    ((path, line, message),) = problems(settings, broken)
    assert (path, message) == (BESIDE, "The weights of a token add up to 1.")
    assert line > 5


def test_a_missing_file_and_a_missing_translation_are_told(tiny: Path, problems: With):
    settings = written("confusion-matrix", labels=[{"en": "only"}, words("b")])
    assert [message for _path, _line, message in problems(settings)] == ["No translation into “zh-hans” yet."]
    (tiny / PLACE).unlink()
    assert any(f"There is no {PLACE}" in str(problem) for problem in read_course(tiny).problems)
