import json

import pytest

from courses.content.questions import Response
from courses.content.quiz import QuizResult, grade_quiz
from courses.content.reader import read_course
from courses.content.schema import QuizBlock, QuizSource
from tests.content.conftest import TINY


@pytest.fixture(scope="module")
def quiz() -> QuizSource:
    course = read_course(TINY).course
    assert course is not None
    block = course.lessons[0].blocks[1]
    assert isinstance(block, QuizBlock)
    return block.quiz


RIGHT: dict[str, Response] = {"falls": "loss", "knobs": ["rate", "epochs"], "steps": 30.0}


def test_all_right_is_everything(quiz):
    result = grade_quiz(quiz, RIGHT)
    assert (result.points, result.of, result.share, result.passed) == (6, 6, 1, True)
    assert list(result.marks) == ["falls", "knobs", "steps"]


def test_nothing_answered_is_nothing_but_every_question_has_its_mark(quiz):
    result = grade_quiz(quiz, {})
    assert (result.points, result.passed) == (0, False)
    assert set(result.marks) == {"falls", "knobs", "steps"}


def test_points_add_up_and_the_pass_mark_decides(quiz):
    partly = grade_quiz(quiz, {"falls": "loss", "knobs": ["rate"], "steps": 31.0})
    assert partly.points == pytest.approx(1 + 1.5 + 1)
    assert not partly.passed
    assert grade_quiz(quiz, {**RIGHT, "steps": 0.0}).passed


def test_a_share_at_the_pass_mark_passes_whatever_binary_makes_of_it(quiz):
    third = quiz.model_copy(update={"pass_mark": 3.5 / 6})
    assert grade_quiz(third, {"falls": "loss", "knobs": ["rate"], "steps": 31.0}).passed


def test_answers_to_questions_never_asked_are_ignored(quiz):
    assert grade_quiz(quiz, {"never": "asked"}).points == 0


def test_a_result_survives_json(quiz):
    result = grade_quiz(quiz, RIGHT)
    assert QuizResult.model_validate_json(result.model_dump_json()) == result


@pytest.mark.parametrize("language", ["en", "zh-hans", "de"])
def test_what_a_browser_gets_of_the_quiz_holds_no_canary(quiz, language):
    told = json.dumps([question.public(language) for question in quiz.questions], ensure_ascii=False)
    assert "CANARY" not in told
    assert "correct" not in told
    assert '"unit"' in told
