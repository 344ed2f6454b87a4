"""Carrying out what a comparison listed, and taking it back: the same way in two directions, batch by batch.

Each batch is one transaction. An attempt whose marks are not those that were listed is left alone, so doing a batch twice,
or after somebody else has changed an attempt, does no harm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from courses.completed_scores import raise_scores
from courses.content.regrading import Points
from courses.item_sums import take_back
from courses.locks import lock_enrolments, touch_paths
from courses.models import Enrolment, PartKind, Regrade, RegradedAttempt, RemarkState
from courses.paths.placing import place_many
from courses.progress_of_many import Deed, complete_parts
from courses.regrades.figures import WENT_UP

BATCH = 100  # a learner who hands in at the same moment waits for one batch at most

STILL_AS_LISTED = """
SELECT r.id FROM courses_regradedattempt r JOIN courses_quizattempt t ON t.id = r.attempt_id
WHERE r.id = ANY(%(rows)s) AND (t.points, t."of", t.passed) = (r.{was}_points, r.{was}_of, r.{was}_passed)
AND NOT EXISTS (
    SELECT FROM courses_regradedanswer a JOIN courses_answer n ON n.id = a.answer_id
    WHERE a.remarking_id = r.id
    AND (n.points, n."of", n.key_revision_id) IS DISTINCT FROM (a.{was}_points, a.{was}_of, a.{was}_key_id)
)
"""
MARK_ANSWERS = """
UPDATE courses_answer n SET points = a.{to}_points, "of" = a.{to}_of, key_revision_id = a.{to}_key_id
FROM courses_regradedanswer a WHERE a.answer_id = n.id AND a.remarking_id = ANY(%(rows)s)
"""
MARK_ATTEMPTS = """
UPDATE courses_quizattempt t SET points = r.{to}_points, "of" = r.{to}_of, passed = r.{to}_passed
FROM courses_regradedattempt r WHERE r.attempt_id = t.id AND r.id = ANY(%(rows)s)
"""


@dataclass(frozen=True)
class Way:
    """From which marks to which; the state of what waits, of what is done, and of what had changed meanwhile."""

    was: str
    to: str
    waiting: RemarkState
    done: RemarkState
    left_alone: RemarkState
    stamp: str


APPLY = Way("old", "new", RemarkState.LISTED, RemarkState.APPLIED, RemarkState.PASSED_OVER, "applied_at")
UNDO = Way("new", "old", RemarkState.APPLIED, RemarkState.UNDONE, RemarkState.KEPT, "undone_at")


def carry_next(regrade: Regrade, way: Way) -> bool:
    """Do the next attempts; whether there were any. The caller holds the regrade's lock."""
    waiting = RegradedAttempt.objects.filter(regrade=regrade, state=way.waiting).order_by("pk")
    listed = waiting.values_list("pk", "attempt", "attempt__enrolment_id")[:BATCH]
    rows = {pk: (attempt, enrolment) for pk, attempt, enrolment in listed}
    if not rows:
        return False
    lock_enrolments(Enrolment.objects.filter(pk__in={enrolment for _attempt, enrolment in rows.values()}))
    whole = {"rows": list(rows)}
    done = [pk for (pk,) in _run(STILL_AS_LISTED, way, whole)]
    take_back([rows[pk][0] for pk in done])
    _run(MARK_ANSWERS, way, {"rows": done})
    _run(MARK_ATTEMPTS, way, {"rows": done})
    here = RegradedAttempt.objects.filter(pk__in=rows)
    here.filter(pk__in=done).update(state=way.done, **{way.stamp: Now()})
    here.exclude(pk__in=done).update(state=way.left_alone)
    if way is APPLY:
        _carry_on(regrade, done)
    return True


def _carry_on(regrade: Regrade, rows: Sequence[int]) -> None:
    """What follows from better marks. What placing locks comes before what completing does."""
    better = RegradedAttempt.objects.filter(WENT_UP, pk__in=rows)
    place = (regrade.lesson_key, regrade.quiz_key)
    placed = place_many(regrade.course.key, *place, better.values("attempt"))
    done = _complete_parts(regrade, rows)
    was = better.values_list("attempt", "old_points", "old_of")
    raise_scores(place, {pk: Points(*marks) for pk, *marks in was})
    touch_paths([*placed, *done])


def _run(statement: str, way: Way, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(was=way.was, to=way.to), values)
        return cursor.fetchall() if cursor.description else []


def _complete_parts(regrade: Regrade, rows: Sequence[int]) -> list[int]:
    """A quiz that is passed now is done; one that was done keeps its best score. Nothing is ever taken away.

    Who has no such part any more, or is asked for it anew, is passed over. Who finished the course by it, by their ids.
    """
    better = RegradedAttempt.objects.filter(WENT_UP | Q(gains_part=True), pk__in=rows, new_passed=True)
    deeds = [
        Deed(enrolment, made_on, Points(points, of).share, made_at)
        for enrolment, made_on, made_at, points, of in better.values_list(
            *("attempt__enrolment_id", "attempt__revision_id", "attempt__started_at"), "new_points", "new_of"
        )
    ]
    if deeds and regrade.applied_by:
        part = (regrade.lesson_key, PartKind.QUIZ.value, regrade.quiz_key)
        return complete_parts(by=regrade.applied_by, part=part, deeds=deeds)
    return []
