"""Questions that people mark: what authors write, what a mark is worth, what a suggestion rests on."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from courses.content.marking import Certainty, Circumstances
from courses.content.questions import Given, UnreadableAnswer
from courses.content.quiz import grade_quiz
from courses.content.reader import read_course
from courses.content.regrading import change_of
from courses.content.schema import CourseSource, QuizSource
from courses.content.suggesting import ALIKE, FEWEST, NEAREST, Marked, Why, suggest
from courses.content.writer import course_files
from tests.content.test_question_kinds import RUBRIC, question, words
from tests.courses.folders import course_folder, lesson_files, quiz, write

ABOUT = {"key": "why", "kind": "open-text", "prompt": words("Why?"), "rubric": RUBRIC}


def test_the_points_are_those_of_the_best_levels_together():
    assert question("open-text").points == 4
    with pytest.raises(ValidationError, match="leave “points” out"):
        question("open-text").model_validate({**ABOUT, "points": 9})


@given(st.fixed_dictionaries({key: st.sampled_from(["l0", "l1", "l2"]) for key in ("cause", "words")}))
def test_a_mark_is_the_sum_of_its_levels(levels):
    mark = question("open-text").mark_of(levels)
    assert mark.points == sum(int(key[1:]) for key in levels.values()) <= mark.of
    assert mark.by_person


@pytest.mark.parametrize("levels", [{}, {"cause": "l1"}, {"cause": "l1", "words": "elsewhere"}, {"x": "l1"}])
def test_a_level_that_is_not_chosen_is_missing(levels):
    assert question("open-text").missing(levels)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"rubric": []}, "at least 1"),
        ({"rubric": [RUBRIC[0], RUBRIC[0]]}, "appears twice"),
        ({"rubric": [{**RUBRIC[0], "levels": RUBRIC[0]["levels"][:1]}]}, "at least 2"),
        (
            {"rubric": [{**RUBRIC[0], "levels": [{**one, "points": 0} for one in RUBRIC[0]["levels"]]}]},
            "worth",
        ),
        ({"shortest": 50, "longest": 40}, "may not be more"),
    ],
)
def test_what_an_author_may_not_write_is_said(more, why):
    with pytest.raises(ValidationError, match=why):
        question("open-text", **more)


def test_an_answer_that_is_too_short_is_asked_again_and_taken_when_time_is_over():
    asked = question("open-text", shortest=10)
    short = Given(["  too\r\nshort "])
    with pytest.raises(UnreadableAnswer, match="at least 10"):
        asked.parse(short)
    assert asked.salvage(short) == "too\nshort"
    assert asked.salvage(Given([" \n "])) is None


def test_what_nobody_wrote_waits_for_nobody():
    mark = question("open-text").grade(())
    assert (mark.points, mark.is_awaited) == (0, False)


@pytest.mark.parametrize("policy", [{"penalty": 0.5}, {"certainty": True}])
def test_penalties_and_certainty_leave_a_mark_by_a_person_alone(policy):
    quiz = QuizSource.model_validate({"title": words("Q"), "questions": [ABOUT], **policy})
    sure = {"why": Circumstances(certainty=Certainty.HIGH)}
    mark = quiz.questions[0].mark_of({"cause": "l0", "words": "l0"})
    assert grade_quiz(quiz, {"why": "x"}, sure, {"why": mark}).earned == {"why": 0}
    assert grade_quiz(quiz, {"why": "x"}, sure).awaited == ("why",)


def test_a_changed_rubric_calls_for_no_regrade():
    now = question("open-text", rubric=RUBRIC[:1])
    assert not change_of(question("open-text"), now).calls_for_regrade


def course(tmp_path: Path, **more: object) -> CourseSource:
    asked = {**quiz()["questions"][0]}
    folder = course_folder(tmp_path, questions=[asked, json.loads(json.dumps({**ABOUT, **more}))])
    read = read_course(folder)
    assert isinstance(read.course, CourseSource), [str(problem) for problem in read.problems]
    return read.course


def test_its_file_is_written_as_it_was_read(tmp_path):
    first = course(tmp_path / "first", sample=words("Because."), shortest=20)
    write(tmp_path / "again" / "small", {path: text.decode() for path, text in course_files(first).items()})
    again = read_course(tmp_path / "again" / "small")
    assert again.course == first
    assert again.course.digest == first.digest


def test_a_check_inside_a_text_cannot_wait_for_a_person(tmp_path):
    folder = course_folder(tmp_path)
    check = {"question": json.loads(json.dumps(ABOUT))}
    write(folder, lesson_files("read-1", {"check": "why"}, why__check=check))
    told = [str(problem) for problem in read_course(folder).problems]
    assert any(
        "why.check.yaml:3" in one and "A person marks questions of this kind" in one for one in told
    ), told


texts = st.text(alphabet="abcdef 学习率训练", max_size=60)


@given(texts, st.lists(st.tuples(texts, st.sampled_from(["l0", "l1", "l2"])), max_size=30))
def test_a_suggestion_is_what_all_of_the_nearest_got_or_nothing(text, known):
    marked = [Marked(said, {"cause": level}) for said, level in known]
    (found,) = suggest(text, marked, ["cause"]).values()
    assert (found.level is None) == (found.why != Why.AGREE)
    if len(marked) < FEWEST:
        assert found.why == Why.FEW
    if found.level:
        assert found.likeness >= ALIKE
        assert sum(one.levels["cause"] == found.level for one in marked) >= NEAREST


def known(*levels: str) -> list[Marked]:
    """Answers that say nearly the same, with these levels, and as many others that say something else."""
    same = [
        Marked(f"The model learned the noise by heart, see {n}.", {"cause": key})
        for n, key in enumerate(levels)
    ]
    return [*same, *(Marked(f"{n} bananas are yellow", {"cause": "l0"}) for n in range(FEWEST - len(levels)))]


def test_it_says_why_it_says_nothing():
    here = "The model has learned the noise by heart."
    assert suggest(here, known("l2", "l2", "l2"), ["cause"])["cause"].level == "l2"
    assert suggest(here, known("l2", "l1", "l2"), ["cause"])["cause"].why == Why.DISAGREE
    assert suggest("学习率太高", known("l2", "l2", "l2"), ["cause"])["cause"].why == Why.FAR
    assert suggest(here, known("l2", "l2", "l2")[:5], ["cause"])["cause"].why == Why.FEW


def test_it_reads_chinese():
    marked = [Marked(f"模型把训练数据里的噪声也背下来了，第{n}次", {"cause": "l2"}) for n in range(FEWEST)]
    assert suggest("模型把训练数据中的噪声背下来了", marked, ["cause"])["cause"].level == "l2"
