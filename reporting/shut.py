"""Quizzes that somebody can pass only if a person grants them other terms: for many people at once."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import EnrolmentState, PartDone, PartKind
from courses.overrides.pages import FROM_PERSON
from courses.part_titles import titles_of_work
from courses.terms import Terms
from reporting.quizzes import FREE, QuizOf, Quizzes, terms_by_quiz

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Shut:
    """Of a course, a quiz that is not passed: all its `tries` are used, or it closed on that day. `href` is where other
    terms are granted."""

    quiz: str
    href: str
    tries: int = 0
    closed_on: date | None = None

    def __str__(self) -> str:
        words: dict[str, Any] = {"quiz": self.quiz, "tries": self.tries}
        if self.tries:
            told = ngettext(
                "the one try at “%(quiz)s” is used",
                "all %(tries)d tries at “%(quiz)s” are used",
                self.tries,
            )
            return told % words
        words["day"] = date_format(self.closed_on, "DATE_FORMAT") if self.closed_on else ""
        return _("“%(quiz)s” closed on %(day)s and is not passed") % words


def terms_href(course: str, lesson: str, quiz: str, person: uuid.UUID) -> str:
    """Where the terms of a quiz are changed for a person, from their page or a list of people."""
    return f"{reverse('courses:override', args=(course, lesson, quiz, person))}?{FROM_PERSON}"


def shut_by_enrolment(rows: Iterable[Row]) -> dict[int, Shut]:
    """The first quiz of each course in progress that is shut to its person. Six queries for any number, one where no quiz
    has tries or a closing."""
    begun = {row["id"]: row for row in rows if row["state"] == EnrolmentState.IN_PROGRESS}
    asked = [quiz for row in begun.values() for quiz in _quizzes_of(row)]
    plain = terms_by_quiz({quiz.revision for quiz in asked}) if asked else {}
    left = _not_done([quiz for quiz in asked if _may_shut(plain.get(quiz.place, FREE))])
    if not left:
        return {}
    quizzes = Quizzes(left, plain)
    shut: dict[int, QuizOf] = {}
    for quiz in left:
        if _is_shut(quizzes, quiz):
            shut.setdefault(quiz.enrolment, quiz)
    titles = titles_of_work({quiz.revision for quiz in shut.values()}) if shut else {}
    return {
        key: _told(begun[key], quiz, quizzes, titles.get(quiz.place, quiz.key)) for key, quiz in shut.items()
    }


def _quizzes_of(row: Row) -> Iterator[QuizOf]:
    for lesson, kind, key in row["parts"] or ():
        if kind == PartKind.QUIZ:
            yield QuizOf(row["id"], row["revision_id"], row["cycle"], lesson, key)


def _may_shut(terms: Terms) -> bool:
    return terms.tries is not None or terms.closes is not None


def _not_done(asked: Collection[QuizOf]) -> list[QuizOf]:
    if not asked:
        return []
    rows = PartDone.objects.in_current_cycles().filter(kind=PartKind.QUIZ)
    rows = rows.filter(enrolment__in={quiz.enrolment for quiz in asked})
    done = set(rows.values_list("enrolment_id", "lesson_key", "key"))
    return [quiz for quiz in asked if quiz.name not in done]


def _is_shut(quizzes: Quizzes, quiz: QuizOf) -> bool:
    """What is being answered may still be passed, and what has no result yet may turn out to be."""
    newest = quizzes.newest.get(quiz.name)
    if newest is not None and newest.is_open and not newest.is_prepared:
        return False
    if newest is not None and newest.waits_for_marks and newest.cycle == quiz.cycle:
        return False
    closes = quizzes.terms(quiz).closes
    has_closed = closes is not None and quizzes.now is not None and quizzes.now >= closes
    return _has_used_all(quizzes, quiz) or has_closed


def _has_used_all(quizzes: Quizzes, quiz: QuizOf) -> bool:
    tries = quizzes.terms(quiz).tries
    return tries is not None and quizzes.used(quiz) >= tries


def _told(row: Row, quiz: QuizOf, quizzes: Quizzes, title: str) -> Shut:
    href = terms_href(row["course__key"], quiz.lesson, quiz.key, row["user__public_id"])
    terms = quizzes.terms(quiz)
    if _has_used_all(quizzes, quiz):
        return Shut(title, href, tries=terms.tries or 0)
    return Shut(title, href, closed_on=timezone.localdate(terms.closes))
