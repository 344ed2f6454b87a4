"""Counting graded attempts into the sums of the item analysis: each once, the new ones only.

Grading puts an attempt into a queue (`AttemptToCount`) in its own transaction; the statement that counts it takes it out, so
the sums and the queue cannot come apart. A watermark would not do: attempts are graded and committed in another order than
their ids, and one that commits late would be missed. Before marks change that are counted, `take_back` takes what the
attempt added out of the sums and puts it into the queue again. Both happen under the lock of the quiz's row.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

import structlog
from django.db import connection, transaction
from django.db.models.functions import Now

from courses.content.analysis import ItemMoments, Moments, QuizSums
from courses.item_statements import ADD, NEXT, QUEUE_ALL, SCALE, SUBTRACT, SWEEP
from courses.models import (
    AttemptToCount,
    Block,
    BlockKind,
    ChoiceCount,
    ItemSums,
    QuizAnalysis,
    QuizAttempt,
    TimeCount,
    TotalSums,
)
from courses.read_models import quiz_of
from lms.kit.outages import AWAY

log = structlog.get_logger(__name__)

BATCH = 20_000  # attempts whose queue rows one transaction holds
ON = ("analysis__revision_id",)


class Place(NamedTuple):
    """A quiz of a revision."""

    revision_id: int
    lesson_key: str
    quiz_key: str


def count_new_attempts(block: Block) -> int:
    """Count what was graded at this quiz since the last time; returns how many attempts were looked at.

    Only a person's first graded attempt adds to the sums: later ones are made by people who have seen the answers. Workers
    that count at once take turns, batch by batch.
    """
    place = _place(block)
    if QuizAnalysis.objects.filter(**place._asdict(), is_stale=True).exists():
        _begin_anew(place)
    offering = [question.key for question in quiz_of(block).questions if question.offered()]
    looked_at = 0
    while span := _next_span(place):
        looked_at += _count(place, span, offering)
    return looked_at


def count_everywhere() -> int:
    """Count what was graded at any quiz. One that cannot be counted is told, and keeps no other waiting."""
    named = ("attempt__revision_id", "attempt__lesson_key", "attempt__quiz_key")
    waiting = AttemptToCount.objects.order_by().values_list(*named)
    stale = QuizAnalysis.objects.filter(is_stale=True).order_by().values_list(*Place._fields)
    counted, failed = 0, None
    for place in map(Place._make, list(waiting.union(stale))):
        try:
            counted += count_new_attempts(_block(place))
        except AWAY:
            raise
        except Exception as error:
            told = {"revision": place.revision_id, "lesson": place.lesson_key, "quiz": place.quiz_key}
            log.exception("count_failed", **told)
            failed = failed or error
    if failed:
        raise failed
    return counted


def take_back(attempts: Collection[int]) -> None:
    """Take what these attempts added out of the sums, and queue them: their marks are about to change.

    The caller holds the locks of their enrolments, in the transaction that changes the marks. Until it ends nobody counts at
    their quizzes, so each is in the sums with the marks that it has, or waits.
    """
    here = QuizAttempt.objects.filter(pk__in=attempts).order_by(*Place._fields)
    for place in map(Place._make, list(here.values_list(*Place._fields).distinct())):
        analysis = _locked(place)
        told = {"analysis": analysis.pk, "attempts": list(attempts)}
        if not analysis.is_stale and _run_whole(SUBTRACT, place, **told) != [(0,)]:
            _run(SWEEP, place, analysis=analysis.pk)


def sums_of(block: Block) -> QuizSums:
    """The sums of a quiz as they stand."""
    revision = block.lesson.revision_id
    return sums_by_revision(block, [revision]).get(revision, QuizSums())


def sums_as_of_now(block: Block, others: Collection[Block]) -> dict[int, QuizSums]:
    """Of this quiz in the revisions of `others`, itself among them, with all that waits: none is half there.

    Most is counted before anybody has to wait for it. What comes in between is counted under the locks of the quizzes, under
    which the sums are read as well.
    """
    _count_those(block, others)
    revisions = [one.lesson.revision_id for one in others]
    here = {"lesson_key": block.lesson.key, "quiz_key": block.key, "revision__in": revisions}
    with transaction.atomic():
        rows = QuizAnalysis.objects.select_for_update().filter(**here).order_by(*Place._fields)
        known = {row.revision_id for row in rows}
        _count_those(block, [one for one in others if one.lesson.revision_id in known])
        return sums_by_revision(block, revisions)


def _count_those(block: Block, others: Collection[Block]) -> None:
    waiting = revisions_to_count(block)
    for one in others:
        if one.lesson.revision_id in waiting:
            count_new_attempts(one)


def sums_by_revision(block: Block, revisions: Collection[int]) -> dict[int, QuizSums]:
    """Of this quiz in those revisions where it was taken: four queries, bounded by what the quiz offers."""
    here: dict[str, Any] = {"analysis__lesson_key": block.lesson.key, "analysis__quiz_key": block.key}
    here |= {"analysis__revision__in": list(revisions)}
    totals: dict[int, dict[int, Moments]] = defaultdict(dict)
    items: dict[int, dict[tuple[str, int], ItemMoments]] = defaultdict(dict)
    choices: dict[int, dict[tuple[str, str, int], int]] = defaultdict(dict)
    times: dict[int, dict[tuple[str, int], int]] = defaultdict(dict)
    raised: dict[int, float] = defaultdict(float)
    for at, band, more, *sums in TotalSums.objects.filter(**here).values_list(
        *ON, "band", "raised", *Moments._fields
    ):
        totals[at][band] = Moments(*sums)
        raised[at] += more
    rows = ItemSums.objects.filter(**here).values_list(*ON, "question_key", "band", *ItemMoments._fields)
    for at, key, band, *sums in rows:
        items[at][key, band] = ItemMoments(*sums)
    counts = ChoiceCount.objects.filter(**here).values_list(*ON, "question_key", "choice_key", "band", "n")
    for at, key, choice, band, n in counts:
        choices[at][key, choice, band] = n
    for at, key, bucket, n in TimeCount.objects.filter(**here).values_list(
        *ON, "question_key", "bucket", "n"
    ):
        times[at][key, bucket] = n
    return {at: QuizSums(totals[at], items[at], choices[at], times[at], raised[at]) for at in list(totals)}


def revisions_to_count(block: Block) -> set[int]:
    """Those of its course where attempts at this quiz wait to be counted, or all have to be."""
    here = {"revision__course": block.lesson.revision.course_id, "lesson_key": block.lesson.key}
    here |= {"quiz_key": block.key}
    waiting = AttemptToCount.objects.filter(**{f"attempt__{name}": value for name, value in here.items()})
    stale = QuizAnalysis.objects.filter(**here, is_stale=True).order_by().values_list("revision_id")
    return {pk for (pk,) in waiting.order_by().values_list("attempt__revision_id").union(stale)}


def _next_span(place: Place) -> tuple[int, int] | None:
    """The first and last of the next attempts in the queue: neighbours by id, whose answers lie side by side."""
    first, last = _run(NEXT, place, batch=BATCH)[0]
    return None if first is None else (first, last)


@transaction.atomic
def _count(place: Place, span: tuple[int, int], offering: Collection[str]) -> int:
    """Whoever waited for the lock finds what the one before has left of the span, mostly nothing."""
    analysis = _locked(place)
    told = {"analysis": analysis.pk, "offering": list(offering), "first": span[0], "last": span[1]}
    ((looked_at,),) = _run_whole(ADD, place, **told)
    QuizAnalysis.objects.filter(pk=analysis.pk).update(counted_at=Now())
    return int(looked_at)


@transaction.atomic
def _begin_anew(place: Place) -> None:
    """Forget the sums of a quiz that is stale, and queue all its graded attempts."""
    analysis = _locked(place)
    if not analysis.is_stale:
        return
    for sums in (TotalSums, ItemSums, ChoiceCount, TimeCount):
        sums.objects.filter(analysis=analysis).delete()
    _run(QUEUE_ALL, place)
    QuizAnalysis.objects.filter(pk=analysis.pk).update(is_stale=False)


def _locked(place: Place) -> QuizAnalysis:
    """The row of a quiz, which is made first where there is none: its lock is what whoever counts holds."""
    rows = QuizAnalysis.objects.select_for_update().filter(**place._asdict())
    known = rows.first()
    if known is None:
        QuizAnalysis.objects.get_or_create(**place._asdict())
        known = rows.get()
    return known


def _run_whole(statement: str, place: Place, **told: Any) -> list[tuple[Any, ...]]:
    """One that reads answers; compiling it takes longer than a batch does."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
    return _run(statement, place, **SCALE, **told)


def _run(statement: str, place: Place, **told: Any) -> list[tuple[Any, ...]]:
    named: dict[str, Any] = {
        "revision": place.revision_id,
        "lesson": place.lesson_key,
        "quiz": place.quiz_key,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, named | told)
        return cursor.fetchall() if cursor.description else []


def _place(block: Block) -> Place:
    return Place(block.lesson.revision_id, block.lesson.key, block.key)


def _block(place: Place) -> Block:
    blocks = Block.objects.select_related("lesson").filter(kind=BlockKind.QUIZ, key=place.quiz_key)
    return blocks.get(lesson__revision=place.revision_id, lesson__key=place.lesson_key)
