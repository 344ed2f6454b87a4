"""The quizzes of a lesson as the person who opens it finds them: under way, with their marks, or yet to begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from courses.access import quiz_of_attempt
from courses.attempts.opening import tries_used
from courses.attempts.rows import with_answers
from courses.attempts.selection import Selection, selection
from courses.cards.drawing import attempt_card, blank_card, preview_card
from courses.cards.quiz import QuizCard
from courses.clock import database_now
from courses.labs import LabPlace
from courses.models import ASKING, Block, Enrolment, QuizAttempt, QuizOverride, RegradedAttempt
from courses.terms import overrides_in
from lms.kit.prepared import Prepared, Slot, among, hold


@dataclass(frozen=True)
class Looking:
    """Somebody's look at a lesson: what was granted to them at its quizzes, by their keys, and when it is."""

    overrides: Mapping[str, QuizOverride]
    now: datetime


def quiz_card_of(
    place: LabPlace, newest: QuizAttempt | None, look: Looking | None, *, is_done: bool, again: bool = False
) -> QuizCard:
    """The attempt that is open, else the last one with its marks, else the first or next one that could begin.

    An attempt of an earlier cycle is shown only as long as it counts. One that is only prepared has not begun, and shows
    what there is to see before the first.
    """
    if place.enrolment is None or look is None:
        return preview_card(place.block)
    override = look.overrides.get(place.block.key)
    told: dict[str, Any] = {"used": tries_used(place.enrolment, newest), "now": look.now}
    if newest is not None and newest.is_prepared:
        keys = tuple(one.question_key for one in newest.answers.all())
        asked = Selection(newest.seed, newest.sitting, keys)
        return blank_card(place.block, asked, override, number=newest.number, **told)
    if newest is not None and (is_done or newest.cycle == place.enrolment.cycle):
        card = attempt_card(_block_of(newest, place), newest, override)
        if newest.is_open or not again or card.refusal:
            return card
    number = newest.number + 1 if newest else 1
    asked = selection(place.enrolment, place.lesson.key, place.block, number)
    return blank_card(place.block, asked, override, number=number, **told)


def _block_of(attempt: QuizAttempt, place: LabPlace) -> Block:
    """The quiz as it was when the attempt was made."""
    return place.block if attempt.revision_id == place.revision.pk else quiz_of_attempt(attempt)


def look_at(
    enrolment: Enrolment | None,
    blocks: Sequence[Block],
    lesson_key: str,
    attempts: Mapping[str, QuizAttempt],
) -> Looking | None:
    """The time was asked for with what was read already."""
    if enrolment is None or not any(block.kind in ASKING for block in blocks):
        return None
    now = next((attempt.now for attempt in attempts.values() if attempt.now), None)
    return Looking(overrides_in(enrolment, lesson_key), now or enrolment.now or database_now())


def _newest() -> QuerySet[QuizAttempt]:
    here = QuizAttempt.objects.timed().filter(enrolment=Slot("enrolment"), lesson_key=Slot("lesson"))
    return here.newest_first("quiz_key").distinct("quiz_key")


NEWEST = Prepared(_newest)
REMARKINGS = Prepared(
    lambda: RegradedAttempt.objects.filter(among("attempt", "attempts")).select_related("regrade")
)


def newest_attempts(
    enrolment: Enrolment | None, blocks: Sequence[Block], lesson_key: str
) -> dict[str, QuizAttempt]:
    if enrolment is None or not any(block.kind in ASKING for block in blocks):
        return {}
    found = with_answers(NEWEST.all(enrolment=enrolment.pk, lesson=lesson_key))
    for attempt in found:
        attempt.enrolment = enrolment
    _hold_remarkings([one for one in found if not one.is_open])
    return {attempt.quiz_key: attempt for attempt in found}


def _hold_remarkings(ended: Sequence[QuizAttempt]) -> None:
    """Give each the rows that say how its marks were changed; one query, and none where nothing has ended."""
    rows = REMARKINGS.all(attempts=[one.pk for one in ended]) if ended else []
    for attempt in ended:
        hold(attempt, "remarkings", [row for row in rows if row.attempt_id == attempt.pk])
