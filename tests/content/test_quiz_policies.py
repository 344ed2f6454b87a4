"""When a quiz is open, what an answer earns: what authors may write, and what follows from it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content import located_yaml
from courses.content.exchange.quiz_file import quiz_yaml
from courses.content.marking import TABLE, Certainty, Circumstances, earned
from courses.content.moments import END, FIRST
from courses.content.policy import QuizPolicy
from courses.content.questions import Mark
from courses.content.quiz import grade_quiz
from courses.content.reader import Reading, read_course
from courses.content.schema import QuizBlock, QuizSource
from courses.content.worth import LEAST
from tests.courses.folders import RIGHT_NUMBER, course_folder, quiz

MORNING, EVENING = "2026-12-01T09:00+01:00", "2026-12-01T17:00+01:00"
ALL_RIGHT: dict[str, Any] = {"loss": "falls", "true": ["one", "two"], "steps": RIGHT_NUMBER}


def reading(place: Path, **terms: Any) -> Reading:
    return read_course(course_folder(place, **terms))


def quiz_of(place: Path, **terms: Any) -> QuizSource:
    course = reading(place, **terms).course
    assert course is not None
    block = course.lessons[-1].blocks[-1]
    assert isinstance(block, QuizBlock)
    return block.quiz


def right(points: float = 1.0) -> Mark:
    return Mark(points=points, of=1.0)


WRONG = right(0.0)


def test_a_quiz_keeps_the_moments_that_were_written(tmp_path):
    quiz = quiz_of(tmp_path, opens=MORNING, closes=EVENING, feedback="after-close")
    assert quiz.opens is not None
    assert quiz.opens.isoformat() == "2026-12-01T09:00:00+01:00"
    assert QuizSource.model_validate(quiz.model_dump(mode="json")) == quiz


def test_moments_that_no_clock_reckons_are_held_within_where_they_were_stored_before():
    dated = {"opens": "0001-01-01T00:00:00+01:00", "closes": "0001-01-02T00:00:00+01:00"}
    early = QuizPolicy.model_validate(dated, context={"stored": True})
    assert early.opens == early.closes == FIRST
    late = QuizPolicy.model_validate({"closes": "9999-12-31T23:59:00-05:00"}, context={"stored": True})
    assert late.closes == END


def test_a_quiz_that_says_nothing_is_what_it_was_before(tmp_path):
    quiz = quiz_of(tmp_path)
    assert quiz.digest == QuizSource.model_validate(quiz.model_dump(mode="json")).digest
    assert not {"feedback", "penalty", "certainty"} & set(quiz.model_dump(exclude_defaults=True))


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"opens": "2026-12-01T09:00"}, "“opens” must be a date and time with its zone"),
        ({"closes": "soon"}, "“closes” must be a date and time with its zone"),
        ({"closes": 1764576000}, "“closes” must be a date and time with its zone"),
        ({"closes": "9999-12-31T23:59-05:00"}, "“closes” must be in a year from 2000 to 8999"),
        ({"opens": "0001-01-01T00:00+01:00"}, "“opens” must be in a year from 2000 to 8999"),
        ({"opens": "1999-12-31T23:59+00:00"}, "“opens” must be in a year from 2000 to 8999"),
        ({"feedback": "after-close"}, "say when the quiz “closes”"),
        ({"opens": EVENING, "closes": MORNING}, "closes before it opens"),
        ({"tries_per_question": 3}, "need feedback: at-once"),
        ({"certainty": True, "penalty": 0.5}, "leave “penalty” out"),
        ({"certainty": True, "feedback": "at-once", "tries_per_question": 2}, "answered once"),
        ({"feedback": "at once"}, "“feedback” must be"),
        ({"penalty": 2}, "“penalty” must be at most 1"),
    ],
)
def test_terms_that_cannot_hold_are_refused_where_they_stand(tmp_path, terms: dict[str, Any], said: str):
    read = reading(tmp_path, **terms)
    assert read.course is None
    (problem,) = [one for one in read.problems if one.severity == "error"]
    assert said in problem.message
    line = (tmp_path / "small" / problem.path).read_text().splitlines()[problem.line - 1]
    assert line.split(":")[0] in terms


def test_a_wrong_answer_costs_the_penalty_and_no_answer_costs_nothing(tmp_path):
    quiz = quiz_of(tmp_path, penalty=0.5)
    result = grade_quiz(quiz, {**ALL_RIGHT, "loss": "rises"})
    assert (result.points, result.earned["loss"]) == (1.5, -0.5)
    silent = {key: response for key, response in ALL_RIGHT.items() if key != "loss"}
    assert grade_quiz(quiz, silent).points == 2.0


def test_partly_right_is_never_punished_and_the_whole_is_never_below_nothing(tmp_path):
    quiz = quiz_of(tmp_path, penalty=1)
    assert grade_quiz(quiz, {"steps": RIGHT_NUMBER + 1}).earned["steps"] == 0.5
    result = grade_quiz(quiz, {"loss": "rises", "steps": 0.0})
    assert (result.points, result.share, result.passed) == (0, 0, False)


def test_each_further_check_costs_the_penalty_and_never_more_than_the_question():
    policy = QuizPolicy(feedback="at-once", tries_per_question=4, penalty=0.4)
    told = [earned(policy, right(), Circumstances(further)) for further in range(4)]
    assert told == pytest.approx([1, 0.6, 0.2, 0])
    assert earned(policy, WRONG, Circumstances(3)) == 0


@pytest.mark.parametrize(
    ("certainty", "when_right", "when_wrong"),
    [("low", 1 / 3, 0), ("middle", 2 / 3, -2 / 3), ("high", 1, -2)],
)
def test_certainty_pays_by_the_classic_table(certainty: str, when_right: float, when_wrong: float):
    policy, how = QuizPolicy(certainty=True), Circumstances(certainty=Certainty(certainty))
    assert earned(policy, right(), how) == pytest.approx(when_right)
    assert earned(policy, WRONG, how) == pytest.approx(when_wrong)
    assert earned(policy, right(0.5), how) == pytest.approx(when_right / 2)


@given(st.floats(0, 1))
def test_saying_honestly_how_sure_one_is_earns_most(chance: float):
    expected = {one: chance * gain + (1 - chance) * loss for one, (gain, loss) in TABLE.items()}
    honest = Certainty.LOW if chance < 2 / 3 else Certainty.MIDDLE if chance < 4 / 5 else Certainty.HIGH
    assert expected[honest] == pytest.approx(max(expected.values()))


penalties = st.just(0.0) | st.floats(LEAST, 1)
policies = st.one_of(
    st.builds(QuizPolicy, penalty=penalties),
    st.builds(
        QuizPolicy,
        feedback=st.just("at-once"),
        penalty=penalties,
        tries_per_question=st.integers(2, 10),
    ),
    st.just(QuizPolicy(certainty=True)),
)
circumstances = st.builds(Circumstances, st.integers(0, 9), st.sampled_from(Certainty))


@given(policies, st.floats(0, 1), circumstances)
def test_no_policy_gives_more_than_the_question_has(policy: QuizPolicy, share: float, how: Circumstances):
    worth = earned(policy, Mark(points=share * 3, of=3), how)
    assert -6 <= worth <= share * 3
    if share > 0:
        assert worth >= 0


def test_terms_written_out_are_read_back_as_they_were(tmp_path):
    quiz = quiz_of(tmp_path, opens=MORNING, closes=EVENING, feedback="at-once", penalty=0.25)
    written = located_yaml.load(quiz_yaml(quiz)).data
    assert QuizSource.model_validate(written, context={"source": "en"}) == quiz


@pytest.mark.parametrize("least", [1e-200, 0.009])
def test_what_counts_less_than_a_hundredth_is_refused_where_it_stands(tmp_path, least: float):
    first, second, third = quiz()["questions"]
    asked = [first | {"points": least}, second, third | {"near": {"tolerance": 2, "credit": least}}]
    read = reading(tmp_path, questions=asked, penalty=least)
    told = sorted(one.message for one in read.problems if one.severity == "error")
    assert told == [f"“{name}” must be at least 0.01." for name in ("credit", "penalty", "points")]


def test_what_counts_little_is_read_where_it_was_published_before(tmp_path):
    content = quiz_of(tmp_path).model_dump(mode="json")
    content["questions"][0]["points"] = 1e-200
    stored = QuizSource.model_validate(content | {"penalty": 0.001}, context={"stored": True})
    assert (stored.questions[0].points, stored.penalty) == (1e-200, 0.001)
