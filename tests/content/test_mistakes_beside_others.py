"""A mistake in a file hides none in its texts, nor in the files that it leads to."""

from pathlib import Path

import pytest

from courses.content.reader import read_course
from tests.courses.folders import bank, banked, course_folder

CHECK = "lessons/quiz/check.quiz.yaml"
NO_TERM = "There is no term “nowhere” in glossary.yaml. Add it."
GOOD = """\
terms:
  - {key: rate, term: {en: learning rate}, definition: {en: How far.}}
"""


def told(folder: Path, path: str) -> list[str]:
    return [problem.message for problem in read_course(folder).problems if problem.path == path]


def asking(prompt: str) -> dict[str, object]:
    return {**banked("d"), "prompt": {"en": prompt, "zh-hans": "什么？"}}


def test_texts_are_checked_although_two_questions_have_the_same_key(tmp_path: Path):
    text = "$$ x\n\n![it](assets/none.png) [there](../nowhere/) [[nowhere]]"
    folder = course_folder(tmp_path, questions=[asking(text), banked("d")])
    (folder / "glossary.yaml").write_text(GOOD)
    said = told(folder, CHECK)
    assert "Question “d” appears twice." in said
    assert NO_TERM in said
    for why in ("$$ but is not closed", "assets/none.png", "../nowhere/"):
        assert any(why in message for message in said), (why, said)
    assert len(said) == len(set(said))


def test_banks_are_read_although_the_quiz_that_draws_from_them_has_a_mistake(tmp_path: Path):
    folder = course_folder(
        tmp_path,
        questions=[banked("d"), banked("d")],
        draw=[{"bank": "basics", "count": 5}],
        banks={"basics": bank(asking("[[nowhere]]"))},
    )
    (folder / "glossary.yaml").write_text(GOOD)
    assert NO_TERM in told(folder, "banks/basics.bank.yaml")
    assert any("5 questions are to be drawn" in message for message in told(folder, CHECK))


@pytest.mark.parametrize(
    "broken",
    [
        GOOD.replace("definition", "definitoin"),
        GOOD.replace("term:", "trem:"),
        GOOD + "  - {key: rate, term: {en: the pace}, definition: {en: How far.}}\n",
    ],
)
def test_of_a_glossary_with_a_mistake_the_names_count_that_can_be_read(tmp_path: Path, broken: str):
    folder = course_folder(tmp_path, questions=[asking("[[learning rate]] and [[nowhere]]")])
    (folder / "glossary.yaml").write_text(broken)
    assert told(folder, "glossary.yaml")
    assert told(folder, CHECK) == [NO_TERM]


@pytest.mark.parametrize("unreadable", ["terms: [", "terms: 3", "- a", "terms: [3]"])
def test_nothing_is_said_of_terms_where_the_glossary_cannot_be_read(tmp_path: Path, unreadable: str):
    folder = course_folder(tmp_path, questions=[asking("[[learning rate]] and [[nowhere]]")])
    (folder / "glossary.yaml").write_text(unreadable)
    assert told(folder, "glossary.yaml")
    assert told(folder, CHECK) == []


@pytest.mark.parametrize("unreadable", ["course.yaml", "lessons/quiz/lesson.yaml"])
@pytest.mark.parametrize("left", ["title: [", "- a", None])
def test_a_file_of_which_nothing_can_be_read_hides_nothing_of_what_lies_beside_it(
    tmp_path: Path, unreadable: str, left: str | None
):
    folder = course_folder(tmp_path, questions=[asking("[[nowhere]]")])
    (folder / "glossary.yaml").write_text(GOOD)
    place = folder / unreadable
    place.write_text(left) if left else place.unlink()
    said = [problem for problem in read_course(folder).problems if problem.severity == "error"]
    assert [problem.path for problem in said] == sorted([CHECK, unreadable])
    assert told(folder, CHECK) == [NO_TERM]


def test_a_course_of_which_nothing_can_be_read_is_taken_for_written_in_the_language_of_most_texts(
    tmp_path: Path,
):
    folder = course_folder(tmp_path)
    (folder / "course.yaml").write_text("title: [")
    texts = sorted((folder / "lessons").glob("*/*.md"))
    for text in texts:
        if text.name.endswith(".en.md") and text != texts[0]:
            text.unlink()
    said = [problem for problem in read_course(folder).problems if problem.severity == "error"]
    assert [problem.path for problem in said] == ["course.yaml"]
