"""What can be done now in the courses that somebody has begun: the next part of each, or what it waits for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from courses.clock import database_now
from courses.models import Block, BlockKind, Enrolment, PartDone, QuizAttempt, QuizOverride
from courses.states import AttemptState
from courses.terms import Terms, check_can_try
from lms.kit.prepared import Prepared, among
from lms.kit.templatetags.texts import moment
from reporting.next_step import Part
from reporting.ordering import Reason

QuizName = tuple[int, str, str]
"""Enrolment (or revision), lesson, quiz."""
FREE = Terms(None, None, None, None)
"""Open at any time, for as long and as often as one likes."""


@dataclass(frozen=True)
class Next:
    """The part to go on with in a course, why, and what is said of it where it has to wait or was left half done.

    `urgency` are the seconds that an attempt has left; what was left half done comes before what is only next.
    """

    part: Part
    reason: Reason
    says: str = ""
    urgency: float = 0.0


def _done() -> QuerySet[PartDone, tuple[int, str, str, str]]:
    here = PartDone.objects.in_current_cycles().filter(among("enrolment", "enrolments"))
    return here.values_list("enrolment_id", "lesson_key", "kind", "key")


def _answered() -> QuerySet[QuizAttempt, tuple[int, str, str, str]]:
    here = QuizAttempt.objects.filter(among("enrolment", "enrolments"), cycle=F("enrolment__cycle"))
    half_done = Q(state=AttemptState.IN_PROGRESS, saved_at__isnull=False)
    found = here.filter(half_done | Q(state=AttemptState.SUBMITTED))
    return found.values_list("enrolment_id", "lesson_key", "quiz_key", "state")


def _terms() -> QuerySet[Block, tuple[Any, ...]]:
    """Of each quiz only its terms are read: its questions would be most of the page."""
    blocks = Block.objects.filter(among("lesson__revision", "revisions"), kind=BlockKind.QUIZ)
    terms = (f"content__quiz__{name}" for name in ("opens", "closes", "tries", "time_limit"))
    return blocks.values_list("lesson__revision", "lesson__key", "key", *terms)


DONE, ANSWERED, TERMS = Prepared(_done), Prepared(_answered), Prepared(_terms)


def read_next(rows: Sequence[Enrolment], labs_at_work: Collection[str]) -> dict[int, Next]:
    """By enrolment, in six queries for any number; `labs_at_work` are the paths of labs with an open run."""
    begun = [row for row in rows if row.revision is not None]
    if not begun:
        return {}
    done: dict[int, set[Part]] = defaultdict(set)
    for enrolment, lesson, kind, key in DONE.all(enrolments=[row.pk for row in begun]):
        done[enrolment].add((lesson, kind, key))
    left = {row.pk: _left(row, done[row.pk]) for row in begun}
    answered = _states_of_quizzes(begun)
    quizzes = _Quizzes(begun) if any(_asks(parts) for parts in left.values()) else None
    known = _Known(quizzes, labs_at_work, answered)
    found = {row.pk: _best(row, left[row.pk], known) for row in begun}
    return {pk: best for pk, best in found.items() if best is not None}


def _asks(parts: Sequence[Part]) -> bool:
    return any(kind == "quiz" for _lesson, kind, _key in parts)


def _left(row: Enrolment, done: Collection[Part]) -> list[Part]:
    assert row.revision is not None  # what the caller selects by
    parts: list[Part] = [(lesson, kind, key) for lesson, kind, key in row.revision.parts]
    return [part for part in parts if part not in done]


def _states_of_quizzes(rows: Sequence[Enrolment]) -> dict[QuizName, str]:
    """Of those that are half done, and of those whose result is not known yet: they are out of the person's hands."""
    found = ANSWERED.all(enrolments=[row.pk for row in rows])
    return {(enrolment, lesson, quiz): state for enrolment, lesson, quiz, state in found}


@dataclass(frozen=True)
class _Known:
    """What was read for all the courses at once."""

    quizzes: "_Quizzes | None"
    labs_at_work: Collection[str]
    answered: Mapping[QuizName, str]


def _best(row: Enrolment, left: Sequence[Part], known: _Known) -> Next | None:
    """The first part, in the order of the course, that can be gone on with; else the one that waits least.

    A clock that runs comes before everything.
    """
    found = [_standing(row, part, known) for part in left]
    return min(found, key=lambda one: (one.reason, one.urgency), default=None)


def _standing(row: Enrolment, part: Part, known: _Known) -> Next:
    lesson, kind, key = part
    if kind == "lab" and f"{row.course.key}/{lesson}/{key}" in known.labs_at_work:
        return Next(part, Reason.RUN)
    state = known.answered.get((row.pk, lesson, key)) if kind == "quiz" else None
    if state == AttemptState.SUBMITTED:
        return Next(part, Reason.MARKS)
    here = known.quizzes.standing(row, part) if kind == "quiz" and known.quizzes else None
    if state is not None and (here is None or here.reason == Reason.PAUSED):
        return Next(part, Reason.PAUSED, _("You have begun this quiz, and not handed it in yet."), -1.0)
    return here or Next(part, Reason.PAUSED)


class _Quizzes:
    """The terms of the quizzes of some courses for their person, and the attempts at them."""

    def __init__(self, rows: Sequence[Enrolment]) -> None:
        self.quizzes = _terms_by_quiz([row.revision_id for row in rows if row.revision_id])
        self.overrides: dict[QuizName, QuizOverride] = {}
        self.newest: dict[QuizName, QuizAttempt] = {}
        self.now: datetime | None = None
        if any(terms != FREE for terms in self.quizzes.values()):
            self._read_attempts(rows)

    def _read_attempts(self, rows: Sequence[Enrolment]) -> None:
        """What somebody did and was granted matters only where a quiz has terms."""
        overrides = QuizOverride.objects.filter(enrolment__in=rows)
        self.overrides = {(one.enrolment_id, one.lesson_key, one.quiz_key): one for one in overrides}
        for attempt in QuizAttempt.objects.timed().filter(enrolment__in=rows).order_by("number"):
            name = (attempt.enrolment_id, attempt.lesson_key, attempt.quiz_key)
            if name not in self.newest or not self.newest[name].is_open:
                self.newest[name] = attempt
        self.now = next((one.now for one in self.newest.values() if one.now), None) or database_now()

    def standing(self, row: Enrolment, part: Part) -> Next:
        lesson, _kind, key = part
        plain, newest = (
            self.quizzes.get((row.revision_id or 0, lesson, key)),
            self.newest.get((row.pk, lesson, key)),
        )
        if newest is not None and newest.is_open and not newest.is_prepared:
            left = newest.left
            return Next(part, Reason.PAUSED if left is None else Reason.CLOCK, urgency=max(0.0, left or 0.0))
        if plain is None or plain == FREE or self.now is None:
            return Next(part, Reason.PAUSED)
        terms = self._granted(plain, (row.pk, lesson, key))
        if terms.opens and self.now < terms.opens:
            text = _("Your quiz opens on %(at)s.") % {"at": moment(terms.opens)}
            return Next(part, Reason.OPENS, text, terms.opens.timestamp())
        used = newest.tried - newest.is_prepared if newest and newest.cycle == row.cycle else 0
        refusal = check_can_try.refusal(terms, used, self.now)
        return Next(part, Reason.STUCK, refusal) if refusal else Next(part, Reason.PAUSED)

    def _granted(self, plain: Terms, name: QuizName) -> Terms:
        override = self.overrides.get(name)
        if override is None:
            return plain
        tries = plain.tries and plain.tries + override.extra_tries
        return Terms(override.opens or plain.opens, override.closes or plain.closes, plain.time, tries)


def _terms_by_quiz(revisions: Sequence[int]) -> dict[QuizName, Terms]:
    return {
        (revision, lesson, key): Terms(
            _moment(opens), _moment(closes), minutes and timedelta(minutes=minutes), tries
        )
        for revision, lesson, key, opens, closes, tries, minutes in TERMS.all(revisions=list(revisions))
    }


def _moment(text: Any) -> datetime | None:
    return parse_datetime(text) if isinstance(text, str) else None
