"""Quizzes that draw from banks: each attempt its own questions, those already seen last, marks only for what was asked."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from courses.content.reader import read_course
from courses.models import Answer, Block, Enrolment, QuizAttempt, Revision
from people.models import User
from tests.conftest import Company
from tests.courses.conftest import Publish
from tests.courses.folders import bank, banked, course_folder, quiz

Begin = Callable[[User, Revision], Enrolment]
LESSON, QUIZ = "/courses/small/quiz/", "/courses/small/quiz/quiz/check/"
EASY = [banked(f"easy-{n}", "loss", difficulty=1) for n in range(6)]
HARD = [banked(f"hard-{n}", "学习率" if n % 2 else "loss", difficulty=4) for n in range(4)]
TERMS = {
    "questions": [],
    "banks": {"basics": bank(*EASY, *HARD)},
    "draw": [
        {"bank": "basics", "count": 2, "difficulty": [1, 2]},
        {"bank": "basics", "count": 1, "tags": ["学习率"]},
    ],
}


def problems(place: Path, **shape: object) -> list[str]:
    return [str(problem) for problem in read_course(course_folder(place, **shape)).problems]  # type: ignore[arg-type]


@pytest.fixture
def ling(ling: Client, company: Company, publish: Publish, begin: Begin) -> Client:
    begin(company.ling, publish(**TERMS))
    return ling


def asked(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="q\.([a-z]+-\d)"', page)))


@pytest.mark.django_db
def test_an_attempt_asks_as_many_as_its_draws_say_of_the_kinds_they_say(ling: Client):
    keys = asked(ling.get(LESSON).content.decode())
    assert [key.partition("-")[0] for key in keys] == ["easy", "easy", "hard"]
    assert keys[2] in ("hard-1", "hard-3")
    ling.post(f"{QUIZ}save/", {"number": "1", f"q.{keys[0]}": "yes"})
    assert list(Answer.objects.values_list("question_key", flat=True)) == keys
    assert asked(ling.get(LESSON).content.decode()) == keys


@pytest.mark.django_db
def test_marks_and_pass_mark_are_those_of_what_was_asked(ling: Client):
    keys = asked(ling.get(LESSON).content.decode())
    page = ling.post(
        QUIZ, {f"q.{key}": "yes" for key in keys} | {"number": "1"}, follow=True
    ).content.decode()
    assert "3 of 3 points." in page
    assert asked(page) == keys
    attempt = QuizAttempt.objects.get()
    assert (attempt.points, attempt.of, attempt.passed) == (3.0, 3.0, True)


@pytest.mark.django_db
def test_what_was_seen_comes_again_only_when_nothing_new_is_left(ling: Client):
    seen: Counter[str] = Counter()
    for number in (1, 2, 3):
        keys = asked(ling.get(LESSON, {"again": "check"}).content.decode())
        seen.update(key for key in keys if key.startswith("easy"))
        ling.post(QUIZ, {f"q.{key}": "no" for key in keys} | {"number": str(number)})
    assert seen == Counter({f"easy-{n}": 1 for n in range(6)})
    fourth = asked(ling.get(LESSON, {"again": "check"}).content.decode())
    assert len(set(fourth)) == 3


@pytest.mark.django_db
def test_other_people_get_other_questions(ling: Client, company: Company, begin: Begin):
    mine, revision = asked(ling.get(LESSON).content.decode()), Revision.objects.get()
    others = []
    for person in (company.sven, company.marco, company.aisha):
        begin(person, revision)
        ling.force_login(person)
        others.append(asked(ling.get(LESSON).content.decode()))
    assert any(other != mine for other in others)


@pytest.mark.django_db
def test_an_author_sees_a_draw_in_the_preview_and_may_answer_it(ling: Client, company: Company):
    revision = Revision.objects.get()
    ling.force_login(company.aisha)
    home = f"/authoring/revisions/{revision.public_id}/quiz/"
    keys = asked(ling.get(home).content.decode())
    page = ling.post(f"{home}quiz/check/", {f"q.{key}": "yes" for key in keys}).content.decode()
    assert "3 of 3 points." in page


@pytest.mark.django_db
def test_no_answer_of_the_bank_is_in_the_page(ling: Client):
    assert "canary" not in ling.get(LESSON).content.decode()
    assert len(Block.objects.get(kind="quiz").content["quiz"]["questions"]) == 8, "only what could be drawn"


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (
            [{"bank": "basics", "count": 3, "tags": ["学习率"]}],
            "3 questions are to be drawn, but .* has 2 such",
        ),
        ([{"bank": "basic", "count": 1}], "There is no banks/basic.bank.yaml. Did you mean"),
        (
            [{"bank": "basics", "count": 1}, {"bank": "basics", "count": 1, "tags": ["loss"]}],
            "could be asked twice",
        ),
        ([{"bank": "basics", "count": 0}], "“count” must be at least 1"),
        ([], "A quiz needs questions, or a draw from a bank"),
    ],
)
def test_draws_that_cannot_be_met_are_found_with_their_line(
    tmp_path: Path, draw: list[dict[str, object]], why: str
):
    told = problems(tmp_path, **{**TERMS, "draw": draw})
    assert any(re.search(f"check.quiz.yaml:\\d+: .*{why}|banks/.*{why}", line) for line in told), told


def test_a_question_of_the_quiz_may_not_be_drawn_as_well(tmp_path: Path):
    own = [banked("easy-1"), *quiz()["questions"]]
    told = problems(tmp_path, **{**TERMS, "questions": own})
    assert any("the same name in files, “easy-1”" in line for line in told), told


def test_mistakes_in_a_bank_are_found_once_and_an_unused_bank_is_mentioned(tmp_path: Path):
    twins = bank(banked("easy-0"), banked("easy-0"))
    told = problems(tmp_path / "a", **{**TERMS, "banks": {"basics": twins}})
    assert sum("appears twice" in line for line in told) == 1, told
    assert not [line for line in problems(tmp_path / "b", **TERMS) if "error" in line]
    told = problems(tmp_path / "c", **{**TERMS, "banks": {**TERMS["banks"], "spare": bank(banked("x"))}})
    assert told == ["banks/spare.bank.yaml:1: Nothing in the course uses this file."]
