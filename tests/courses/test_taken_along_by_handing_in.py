"""A quiz that was open while a newer edition waited for it: what its person reads before, right after and later is true."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from courses.actions import import_course, move_everywhere, publish_revision
from courses.models import Policy, Revision
from courses.publishing.acts import Plan
from tests.conftest import Company
from tests.courses.conftest import Begin, Publish
from tests.courses.folders import RIGHT, course_folder
from tests.courses.hand_marked import WHY, filled, marked, questions
from tests.courses.quiz_pages import HTMX, LESSON, QUIZ, SAVE, WRONG, page_of

pytestmark = pytest.mark.django_db
PART = ("quiz", "quiz", "check")
RETAKE = Plan(started=Policy.RETAKE, finished=Policy.RETAKE)
HAS_MOVED = "You have moved on to the edition of "
OPEN_AGAIN = "This quiz is open again there."


@pytest.fixture
def waits(company: Company, ling: Client, publish: Publish, begin: Begin, draft: Publish):
    """`waits(plan, {"title": "New"}, tries=2)`: Ling has a try open, and a newer edition of this shape waits for it."""

    def go(plan: Plan, newer: dict[str, Any] | Path, *, tried: int = 0, **shape: Any) -> Client:
        begin(company.ling, publish(**shape))
        for number in range(1, tried + 1):
            ling.post(QUIZ, {**WRONG, "number": str(number)})
        assert ling.post(SAVE, {"q.loss": "rises", "number": str(tried + 1)}).status_code == 200
        folder = newer if isinstance(newer, Path) else None
        revision = import_course(by=None, folder=folder) if folder else draft(**{**shape, **newer})
        assert isinstance(revision, Revision), revision
        publish_revision(by=company.aisha, revision=revision, plan=plan)
        move_everywhere()
        return ling

    return go


def hand_in(ling: Client, number: int, **fields: Any) -> str:
    answer = ling.post(QUIZ, {**WRONG, **fields, "number": str(number)}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_lesson_with_the_open_quiz_says_that_they_move_on_with_it(waits):
    page = page_of(waits(RETAKE, {"title": "Renewed"}))
    assert "You move on to it when the quiz that you have open is handed in." in page
    assert "Its author asks everybody to do it again." in page


def test_who_is_kept_on_their_edition_reads_nothing_of_another_there(waits):
    page = page_of(waits(Plan(), {"title": "Renewed"}))
    assert "newer edition" not in page


def test_with_the_last_try_they_read_their_result_and_that_the_quiz_is_open_again(waits):
    ling = waits(RETAKE, {"title": "Renewed"}, tried=1, tries=2)
    answer = hand_in(ling, 2)
    assert "1 of 3 points." in answer
    assert HAS_MOVED in answer
    assert OPEN_AGAIN in answer
    assert "tries are used" not in answer
    assert "Try again" not in answer
    assert "To the quiz as it is now" in answer
    page = page_of(ling)
    assert "tries are used" not in page
    assert "Hand in" in page


def test_what_waits_for_a_mark_is_told_to_stay_with_the_earlier_edition(waits, company):
    ling = waits(RETAKE, {"title": "Renewed"}, questions=questions(WHY), tries=2)
    answer = hand_in(ling, 1, **filled())
    assert "Waiting for a mark by a person" in answer
    assert "they do not count for the newer edition" in answer
    assert "your progress follows by itself" not in answer
    assert "This try is not marked yet" not in answer
    review = ling.get(f"{QUIZ}attempts/1/").content.decode()
    assert "Its marks will stand here; they do not count for the edition that you are on now." in review
    assert "your progress follows by itself" not in review
    page = page_of(ling)
    assert "is not marked yet: its result will stand under “All my tries”." in page
    assert "It is open again since its author asked everybody on " in page
    marked(company.aisha)
    page = page_of(ling)
    assert "You passed this quiz on " in page
    assert "with 100 %." in page
    assert "It is open again since its author asked everybody on " in page


def test_what_an_older_page_sends_after_the_move_is_said_to_belong_to_an_earlier_try(waits):
    ling = waits(RETAKE, {"title": "Renewed"})
    hand_in(ling, 1)
    assert ling.post(SAVE, {"q.loss": "falls", "number": "1"}).status_code == 409
    page = ling.get(LESSON, {"show": "check", "late": "1"}, headers=HTMX).content.decode()
    assert "What you sent just now came after the end of an earlier try, so it does not count." in page
    assert "Below is what counts" not in page


@pytest.mark.parametrize("shape", [{"tries": 1}, {"tries": 1, "questions": questions(WHY)}])
def test_nothing_is_promised_of_the_earlier_edition_while_another_quiz_holds_the_move_up(
    ling: Client, company: Company, tmp_path: Path, begin: Begin, shape: dict[str, Any]
):
    folder = course_folder(tmp_path / "two", **shape)
    shutil.copytree(folder / "lessons" / "quiz", folder / "lessons" / "more")
    course = yaml.safe_load((folder / "course.yaml").read_text("utf-8"))
    for title, plan in (("Two", Plan()), ("Renewed", RETAKE)):
        told = {**course, "title": {"en": title, "zh-hans": title}, "lessons": [*course["lessons"], "more"]}
        (folder / "course.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
        revision = import_course(by=None, folder=folder)
        assert isinstance(revision, Revision), revision
        publish_revision(by=company.aisha, revision=revision, plan=plan)
        if title == "Two":
            begin(company.ling, revision)
            for lesson in ("quiz", "more"):
                saved = ling.post(
                    f"/courses/small/{lesson}/quiz/check/save/", {"q.loss": "rises", "number": "1"}
                )
                assert saved.status_code == 200
    move_everywhere()
    answer = hand_in(ling, 1, **(filled() if "questions" in shape else {}))
    assert "You move on to it when the quiz that you have open is handed in." in answer
    assert 'href="/courses/small/more/#quiz-check"' in answer, "which one that is"
    assert "can grant you another try" not in answer
    assert "your progress follows by itself" not in answer


def test_what_goes_on_counting_is_shown_as_the_newer_edition_shows_it(waits):
    ling = waits(Plan(started=Policy.DELTA), {"readings": 3}, tries=1)
    answer = hand_in(ling, 1, **RIGHT)
    assert "3 of 3 points." in answer
    assert HAS_MOVED in answer
    assert "What counted before goes on counting; what is new is to be done." in answer
    assert OPEN_AGAIN not in answer
    assert "To the quiz as it is now" not in answer
    assert "read-3" in answer, "the outline is that of the newer edition"


def test_an_answer_that_fails_takes_a_try_of_the_newer_edition_where_tries_go_on(waits):
    answer = hand_in(waits(Plan(started=Policy.DELTA), {"title": "Renewed"}, tries=1), 1)
    assert HAS_MOVED in answer
    assert "The one try is used." in answer


def without_its_quiz(place: Path) -> None:
    """Another one stands in the lesson."""
    lesson = place / "lessons" / "quiz"
    (lesson / "check.quiz.yaml").rename(lesson / "other.quiz.yaml")
    file = lesson / "lesson.yaml"
    file.write_text(file.read_text("utf-8").replace("check", "other"), "utf-8")


def without_its_lesson(place: Path) -> None:
    shutil.rmtree(place / "lessons" / "quiz")
    course = yaml.safe_load((place / "course.yaml").read_text("utf-8"))
    (place / "course.yaml").write_text(yaml.safe_dump({**course, "lessons": ["read-1"]}), "utf-8")


@pytest.mark.parametrize("change", [without_its_quiz, without_its_lesson])
def test_a_quiz_that_the_newer_edition_does_not_have_still_shows_its_result(
    waits, tmp_path: Path, change: Callable[[Path], None]
):
    folder = course_folder(tmp_path / "without")
    change(folder)
    answer = hand_in(waits(Plan(started=Policy.DELTA), folder, tries=1), 1, **RIGHT)
    assert "3 of 3 points." in answer
    assert "The quiz is not part of it any more." in answer
    assert 'href="/courses/small/">To the course</a>' in answer
    assert "All my tries" not in answer, "which cannot be found there any more"


def test_nobody_else_is_told_of_an_edition(ling, company, publish, begin):
    begin(company.ling, publish())
    answer = hand_in(ling, 1)
    assert "edition" not in answer
    assert "Try again" in answer
