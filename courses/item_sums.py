"""Counting graded attempts into the sums of the item analysis: each once, the new ones only.

Grading puts an attempt into a queue (`AttemptToCount`) in its own transaction; the statement that counts it takes it out, so
the sums and the queue cannot come apart. A watermark would not do: attempts are graded and committed in another order than
their ids, and one that commits late would be missed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models.functions import Now

from courses.content.analysis import ItemMoments, Moments, QuizSums
from courses.content.analysis.sums import BANDS, EDGE, LONGEST, PER_OCTAVE
from courses.models import (
    AttemptToCount,
    Block,
    BlockKind,
    ChoiceCount,
    ItemSums,
    QuizAnalysis,
    TimeCount,
    TotalSums,
)
from courses.read_models import quiz_of
from lms.kit.outages import AWAY

log = structlog.get_logger(__name__)

BATCH = 20_000  # attempts whose queue rows one transaction holds
SHORTEST = (
    1.0  # seconds; answers that were saved at once came with one form, and nobody knows when each was given
)

ON = ("analysis__revision_id",)
LEAST = 1e-9  # points; less counts as nothing: its squares are numbers no more, and the statement would fail by them
SCALE = {"bands": BANDS, "edge": EDGE, "octave": PER_OCTAVE, "longest": LONGEST, "shortest": SHORTEST}
SCALE |= {"least": LEAST}

NEXT = """
SELECT min(attempt_id), max(attempt_id) FROM (
    SELECT attempt_id FROM courses_attempttocount JOIN courses_quizattempt ON id = attempt_id
    WHERE revision_id = %(revision)s AND lesson_key = %(lesson)s AND quiz_key = %(quiz)s
    ORDER BY attempt_id LIMIT %(batch)s
) AS next
"""

# `cells` reads each answer once. All sums but those of whole attempts are sums of its rows, of which there are few.
COUNT = """
WITH taken AS (
    DELETE FROM courses_attempttocount USING courses_quizattempt attempt
    WHERE id = attempt_id AND attempt_id BETWEEN %(first)s AND %(last)s
      AND revision_id = %(revision)s AND lesson_key = %(lesson)s AND quiz_key = %(quiz)s
    RETURNING attempt_id, enrolment_id, number, points, "of", started_at, submitted_at
), counted AS MATERIALIZED (
    SELECT attempt_id, CASE WHEN abs(points) < %(least)s THEN 0 ELSE points END AS total, started_at,
        date_part('epoch', submitted_at - started_at) AS seconds,
        least(%(bands)s, greatest(0, floor(points / "of" * %(bands)s + 0.5 + %(edge)s)))::int AS band
    FROM taken WHERE "of" >= %(least)s AND points IS NOT NULL AND (number = 1 OR NOT EXISTS (
        SELECT FROM courses_quizattempt earlier
        WHERE earlier.enrolment_id = taken.enrolment_id AND earlier.number < taken.number
          AND earlier.lesson_key = %(lesson)s AND earlier.quiz_key = %(quiz)s
          AND earlier.state IN ('graded', 'submitted')
    ))
), answered AS (
    SELECT question_key, band, total,
        CASE WHEN abs(answer.points) >= %(least)s THEN answer.points ELSE 0 END AS points,
        CASE WHEN question_key = ANY(%(offering)s) THEN coalesce(response, 'null') END AS chosen,
        CASE WHEN saved_at IS DISTINCT FROM lag(saved_at) OVER given
              AND saved_at IS DISTINCT FROM lead(saved_at) OVER given
        THEN date_part('epoch', saved_at - coalesce(lag(saved_at) OVER given, started_at)) END AS seconds
    FROM counted JOIN courses_answer answer USING (attempt_id)
    WHERE answer.attempt_id BETWEEN %(first)s AND %(last)s
    WINDOW given AS (PARTITION BY attempt_id ORDER BY saved_at)
), cells AS MATERIALIZED (
    SELECT question_key, band, chosen,
        CASE WHEN seconds >= %(shortest)s
        THEN least(%(longest)s, floor(%(octave)s * ln(seconds) / ln(2::float8)))::int END AS bucket,
        count(*) AS n, sum(points) AS points, sum(points * points) AS squares, sum(points * total) AS products,
        sum(total) AS totals, sum(total * total) AS total_squares
    FROM answered GROUP BY 1, 2, 3, 4
), totals AS (
    INSERT INTO courses_totalsums AS s (analysis_id, band, n, points, squares)
    SELECT %(analysis)s, band, count(*), sum(total), sum(total * total) FROM counted GROUP BY band
    ON CONFLICT (analysis_id, band) DO UPDATE SET
        n = s.n + excluded.n, points = s.points + excluded.points, squares = s.squares + excluded.squares
), items AS (
    INSERT INTO courses_itemsums AS s
        (analysis_id, question_key, band, n, points, squares, products, totals, total_squares)
    SELECT %(analysis)s, question_key, band, sum(n), sum(points), sum(squares), sum(products), sum(totals),
        sum(total_squares)
    FROM cells GROUP BY question_key, band
    ON CONFLICT (analysis_id, question_key, band) DO UPDATE SET
        n = s.n + excluded.n, points = s.points + excluded.points, squares = s.squares + excluded.squares,
        products = s.products + excluded.products, totals = s.totals + excluded.totals,
        total_squares = s.total_squares + excluded.total_squares
), choices AS (
    INSERT INTO courses_choicecount AS s (analysis_id, question_key, choice_key, band, n)
    SELECT %(analysis)s, question_key, choice, band, sum(n) FROM cells, jsonb_array_elements_text(
        CASE jsonb_typeof(chosen)
            WHEN 'array' THEN CASE chosen WHEN '[]' THEN '[""]' ELSE chosen END
            WHEN 'string' THEN jsonb_build_array(chosen) ELSE '[""]'
        END
    ) AS choice
    WHERE chosen IS NOT NULL GROUP BY question_key, choice, band
    ON CONFLICT (analysis_id, question_key, choice_key, band) DO UPDATE SET n = s.n + excluded.n
), times AS (
    INSERT INTO courses_timecount AS s (analysis_id, question_key, bucket, n)
    SELECT %(analysis)s, question_key, bucket, sum(n) FROM (
        SELECT question_key, bucket, n FROM cells WHERE bucket IS NOT NULL
        UNION ALL
        SELECT '', least(%(longest)s, floor(%(octave)s * ln(seconds) / ln(2::float8)))::int, 1
        FROM counted WHERE seconds >= %(shortest)s
    ) AS known GROUP BY 2, 3
    ON CONFLICT (analysis_id, question_key, bucket) DO UPDATE SET n = s.n + excluded.n
)
SELECT count(*) FROM taken
"""


QUEUE_AGAIN = """
INSERT INTO courses_attempttocount (attempt_id) SELECT id FROM courses_quizattempt
WHERE revision_id = %s AND lesson_key = %s AND quiz_key = %s AND state = 'graded' ON CONFLICT DO NOTHING
"""


def count_new_attempts(block: Block) -> int:
    """Count what was graded at this quiz since the last time; returns how many attempts were looked at.

    Only a person's first graded attempt adds to the sums: later ones are made by people who have seen the answers. Workers
    that count at once take turns, batch by batch.
    """
    place = _place(block)
    offering = [question.key for question in quiz_of(block).questions if question.offered()]
    looked_at = 0
    while span := _next_span(place):
        looked_at += _count(place, span, offering)
    return looked_at


def count_everywhere() -> int:
    """Count what was graded at any quiz. One that cannot be counted is told, and keeps no other waiting."""
    named = ("attempt__revision_id", "attempt__lesson_key", "attempt__quiz_key")
    counted, failed = 0, None
    for place in list(AttemptToCount.objects.values_list(*named).order_by().distinct()):
        try:
            counted += count_new_attempts(_block(*place))
        except AWAY:
            raise
        except Exception as error:
            log.exception("count_failed", **dict(zip(("revision", "lesson", "quiz"), place, strict=True)))
            failed = failed or error
    if failed:
        raise failed
    return counted


@transaction.atomic
def count_anew(revision_id: int, lesson_key: str, quiz_key: str) -> None:
    """Forget the sums of a quiz, and queue all its graded attempts: their marks have changed.

    The row is made first: its lock is what a count at work holds, and that one has read the old marks.
    """
    place: dict[str, Any] = {"revision_id": revision_id, "lesson_key": lesson_key, "quiz_key": quiz_key}
    QuizAnalysis.objects.get_or_create(**place)
    analysis = QuizAnalysis.objects.select_for_update().get(**place)
    for sums in (TotalSums, ItemSums, ChoiceCount, TimeCount):
        sums.objects.filter(analysis=analysis).delete()
    with connection.cursor() as cursor:
        cursor.execute(QUEUE_AGAIN, [revision_id, lesson_key, quiz_key])


def sums_of(block: Block) -> QuizSums:
    """The sums of a quiz as they stand."""
    revision = block.lesson.revision_id
    return sums_by_revision(block, [revision]).get(revision, QuizSums())


def sums_by_revision(block: Block, revisions: Collection[int]) -> dict[int, QuizSums]:
    """Of this quiz in those revisions where it was taken: four queries, bounded by what the quiz offers."""
    here: dict[str, Any] = {"analysis__lesson_key": block.lesson.key, "analysis__quiz_key": block.key}
    here |= {"analysis__revision__in": list(revisions)}
    totals: dict[int, dict[int, Moments]] = defaultdict(dict)
    items: dict[int, dict[tuple[str, int], ItemMoments]] = defaultdict(dict)
    choices: dict[int, dict[tuple[str, str, int], int]] = defaultdict(dict)
    times: dict[int, dict[tuple[str, int], int]] = defaultdict(dict)
    for at, band, *sums in TotalSums.objects.filter(**here).values_list(*ON, "band", *Moments._fields):
        totals[at][band] = Moments(*sums)
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
    return {at: QuizSums(totals[at], items[at], choices[at], times[at]) for at in list(totals)}


def revisions_to_count(block: Block) -> set[int]:
    """Those of its course where attempts at this quiz wait to be counted."""
    place = {"attempt__lesson_key": block.lesson.key, "attempt__quiz_key": block.key}
    waiting = AttemptToCount.objects.filter(
        attempt__revision__course=block.lesson.revision.course_id, **place
    )
    return set(waiting.order_by().values_list("attempt__revision_id", flat=True).distinct())


def _next_span(place: Mapping[str, Any]) -> tuple[int, int] | None:
    """The first and last of the next attempts in the queue: neighbours by id, whose answers lie side by side."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, _named(place) | {"batch": BATCH})
        first, last = cursor.fetchone()
    return None if first is None else (first, last)


@transaction.atomic
def _count(place: Mapping[str, Any], span: tuple[int, int], offering: list[str]) -> int:
    """Whoever waited for the lock finds what the one before has left of the span, mostly nothing."""
    QuizAnalysis.objects.get_or_create(**place)
    analysis = QuizAnalysis.objects.select_for_update().get(**place)
    told = {"analysis": analysis.pk, "offering": offering, "first": span[0], "last": span[1]}
    with connection.cursor() as cursor:
        # Compiling the statement takes longer than a batch does.
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
        cursor.execute(COUNT, SCALE | _named(place) | told)
        looked_at = int(cursor.fetchone()[0])
    QuizAnalysis.objects.filter(pk=analysis.pk).update(counted_at=Now())
    return looked_at


def _place(block: Block) -> dict[str, Any]:
    return {"revision_id": block.lesson.revision_id, "lesson_key": block.lesson.key, "quiz_key": block.key}


def _named(place: Mapping[str, Any]) -> dict[str, Any]:
    return {"revision": place["revision_id"], "lesson": place["lesson_key"], "quiz": place["quiz_key"]}


def _block(revision_id: int, lesson_key: str, quiz_key: str) -> Block:
    blocks = Block.objects.select_related("lesson").filter(kind=BlockKind.QUIZ, key=quiz_key)
    return blocks.get(lesson__revision=revision_id, lesson__key=lesson_key)
