"""Questions that are the same in several versions of a quiz are counted together; what was mended begins anew."""

import dataclasses

import pytest

from courses.content.analysis import QuizSums, Version, analyse
from tests.content.analysis.crowd import asked, quiz, tried

TWO = quiz(asked("q0"), asked("q1"))
PEOPLE = [tried(1, 1), tried(1, 1), tried(1, 0), tried(0, 0)]
MORE = [tried(0, 1), tried(1, 0), tried(1, 1)]


def told(figures):
    return dataclasses.asdict(figures)


def test_attempts_at_the_same_quiz_count_as_if_they_were_of_one_version():
    pooled = analyse(TWO, QuizSums.of(PEOPLE), others=[Version(TWO, QuizSums.of(MORE))])
    assert told(pooled) == told(analyse(TWO, QuizSums.of([*PEOPLE, *MORE])))


def test_a_question_that_was_mended_begins_anew_while_the_other_goes_on():
    mended = quiz(asked("q0"), asked("q1", points=2))
    pooled = analyse(mended, QuizSums(), others=[Version(TWO, QuizSums.of(PEOPLE))])
    assert pooled.n == 0
    assert [question.n for question in pooled.questions] == [4, 0]
    assert pooled.questions[0].facility == 0.75


def test_the_rest_of_the_quiz_is_brought_to_the_same_scale():
    # Who had q1 right has twice the points for it in the other version; q0 agrees with it just as well.
    heavy = quiz(asked("q0"), asked("q1", points=2))
    doubled = [
        dataclasses.replace(one, points={**one.points, "q1": 2 * one.points["q1"]}, of=3) for one in PEOPLE
    ]
    pooled = analyse(TWO, QuizSums.of(PEOPLE), others=[Version(heavy, QuizSums.of(doubled))])
    alone = analyse(TWO, QuizSums.of(PEOPLE * 2))
    assert pooled.questions[0].n == 8
    assert pooled.questions[0].discrimination == pytest.approx(alone.questions[0].discrimination)
    assert pooled.questions[0].effective == pytest.approx(alone.questions[0].effective)
