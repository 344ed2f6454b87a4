"""The SQL of the item analysis: what attempts add to the sums, and the same in reverse for those whose marks change.

A total is the sum of an attempt's own points, also below 0, where being wrong costs more than being right earned: only then
is what is left without a question the rest of the quiz. The result that people are told is never below 0; it says in which
band they are, and `raised` keeps what lies between the two.
"""

from typing import NamedTuple

from courses.content.analysis.sums import BANDS, EDGE, LONGEST, PER_OCTAVE

SHORTEST = (
    1.0  # seconds; answers that were saved at once came with one form, and nobody knows when each was given
)
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

QUEUE_ALL = """
INSERT INTO courses_attempttocount (attempt_id) SELECT id FROM courses_quizattempt
WHERE revision_id = %(revision)s AND lesson_key = %(lesson)s AND quiz_key = %(quiz)s AND state = 'graded'
ON CONFLICT DO NOTHING
"""

TAKEN = """taken AS (
    DELETE FROM courses_attempttocount USING courses_quizattempt attempt
    WHERE id = attempt_id AND attempt_id BETWEEN %(first)s AND %(last)s
      AND revision_id = %(revision)s AND lesson_key = %(lesson)s AND quiz_key = %(quiz)s
    RETURNING attempt_id, enrolment_id, number, points, "of", started_at, submitted_at
)"""
# Those that are in the queue already are in no sums.
QUEUED = """queued AS (
    INSERT INTO courses_attempttocount (attempt_id) SELECT id FROM courses_quizattempt
    WHERE id = ANY(%(attempts)s) AND state = 'graded'
      AND revision_id = %(revision)s AND lesson_key = %(lesson)s AND quiz_key = %(quiz)s
    ON CONFLICT DO NOTHING RETURNING attempt_id
), taken AS (
    SELECT attempt_id, enrolment_id, number, points, "of", started_at, submitted_at
    FROM queued JOIN courses_quizattempt ON id = attempt_id
)"""

# `cells` reads each answer once. All sums are sums of its rows, of which there are few; `people` are in one cell each.
CELLS = """counted AS MATERIALIZED (
    SELECT attempt_id, started_at, date_part('epoch', submitted_at - started_at) AS seconds,
        least(%(bands)s, greatest(0, floor(points / "of" * %(bands)s + 0.5 + %(edge)s)))::int AS band
    FROM taken WHERE "of" >= %(least)s AND points IS NOT NULL AND (number = 1 OR NOT EXISTS (
        SELECT FROM courses_quizattempt earlier
        WHERE earlier.enrolment_id = taken.enrolment_id AND earlier.number < taken.number
          AND earlier.lesson_key = %(lesson)s AND earlier.quiz_key = %(quiz)s
          AND earlier.state IN ('graded', 'submitted')
    ))
), marked AS (
    SELECT attempt_id, question_key, band, started_at, saved_at,
        CASE WHEN abs(answer.points) >= %(least)s THEN answer.points ELSE 0 END AS points,
        CASE WHEN question_key = ANY(OFFERING) THEN coalesce(response, 'null') END AS chosen
    FROM counted JOIN courses_answer answer USING (attempt_id) WHERE ANSWERS
), answered AS (
    SELECT question_key, band, chosen, points, row_number() OVER given = 1 AS is_first,
        CASE WHEN abs(sum(points) OVER whole) >= %(least)s THEN sum(points) OVER whole ELSE 0 END AS total,
        CASE WHEN saved_at IS DISTINCT FROM lag(saved_at) OVER given
              AND saved_at IS DISTINCT FROM lead(saved_at) OVER given
        THEN date_part('epoch', saved_at - coalesce(lag(saved_at) OVER given, started_at)) END AS seconds
    FROM marked WINDOW whole AS (PARTITION BY attempt_id), given AS (PARTITION BY attempt_id ORDER BY saved_at)
), cells AS MATERIALIZED (
    SELECT question_key, band, chosen,
        CASE WHEN seconds >= %(shortest)s
        THEN least(%(longest)s, floor(%(octave)s * ln(seconds) / ln(2::float8)))::int END AS bucket,
        count(*) AS n, sum(points) AS points, sum(points * points) AS squares, sum(points * total) AS products,
        sum(total) AS totals, sum(total * total) AS total_squares,
        count(*) FILTER (WHERE is_first) AS people, sum(total) FILTER (WHERE is_first) AS their_totals,
        sum(total * total) FILTER (WHERE is_first) AS their_squares,
        sum(greatest(0, -total)) FILTER (WHERE is_first) AS raised
    FROM answered GROUP BY 1, 2, 3, 4
)"""


class Stored(NamedTuple):
    """A table of sums: by what, which, and where they come from."""

    name: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    rows: str


TABLES = (
    Stored(
        "courses_totalsums",
        ("band",),
        ("n", "points", "squares", "raised"),
        """
        SELECT band, sum(people) AS n, sum(their_totals) AS points, sum(their_squares) AS squares, sum(raised) AS raised
        FROM cells WHERE people > 0 GROUP BY band""",
    ),
    Stored(
        "courses_itemsums",
        ("question_key", "band"),
        ("n", "points", "squares", "products", "totals", "total_squares"),
        """
        SELECT question_key, band, sum(n) AS n, sum(points) AS points, sum(squares) AS squares,
            sum(products) AS products, sum(totals) AS totals, sum(total_squares) AS total_squares
        FROM cells GROUP BY question_key, band""",
    ),
    Stored(
        "courses_choicecount",
        ("question_key", "choice_key", "band"),
        ("n",),
        """
        SELECT question_key, choice AS choice_key, band, sum(n) AS n FROM cells, jsonb_array_elements_text(
            CASE jsonb_typeof(chosen)
                WHEN 'array' THEN CASE chosen WHEN '[]' THEN '[""]' ELSE chosen END
                WHEN 'string' THEN jsonb_build_array(chosen) ELSE '[""]'
            END
        ) AS choice
        WHERE chosen IS NOT NULL GROUP BY question_key, choice, band""",
    ),
    Stored(
        "courses_timecount",
        ("question_key", "bucket"),
        ("n",),
        """
        SELECT question_key, bucket, sum(n) AS n FROM (
            SELECT question_key, bucket, n FROM cells WHERE bucket IS NOT NULL
            UNION ALL
            SELECT '', least(%(longest)s, floor(%(octave)s * ln(seconds) / ln(2::float8)))::int, 1
            FROM counted WHERE seconds >= %(shortest)s
        ) AS known GROUP BY question_key, bucket""",
    ),
)


def _add(to: Stored) -> str:
    columns = ", ".join((*to.keys, *to.sums))
    return f"""INSERT INTO {to.name} AS s (analysis_id, {columns})
    SELECT %(analysis)s, {columns} FROM ({to.rows}) AS new
    ON CONFLICT (analysis_id, {", ".join(to.keys)})
    DO UPDATE SET {", ".join(f"{one} = s.{one} + excluded.{one}" for one in to.sums)}"""  # noqa: S608 - all constants


def _subtract(of: Stored) -> str:
    """Who changes a mark is not kept from it by sums that should hold more than they do."""
    less = ", ".join(f"{one} = s.{one} - old.{one}" for one in of.sums if one != "n")
    here = " AND ".join(f"s.{key} = old.{key}" for key in of.keys)
    return f"""UPDATE {of.name} AS s SET n = greatest(0, s.n - old.n){less and f", {less}"}
    FROM ({of.rows}) AS old WHERE s.analysis_id = %(analysis)s AND {here}"""  # noqa: S608


def _each(parts: list[str]) -> str:
    return ", ".join(f"part_{place} AS (\n    {part}\n)" for place, part in enumerate(parts))


def _counting(taken: str, answers: str, offering: str, parts: list[str]) -> str:
    cells = CELLS.replace("ANSWERS", answers).replace("OFFERING", offering)
    return f"WITH {taken}, {cells}, {_each(parts)}\nSELECT count(*) FROM taken"


ADD = _counting(
    TAKEN,
    "answer.attempt_id BETWEEN %(first)s AND %(last)s",
    "%(offering)s",
    [_add(one) for one in TABLES],
)
SUBTRACT = _counting(
    QUEUED,
    "answer.attempt_id = ANY(%(attempts)s)",
    "ARRAY(SELECT question_key FROM courses_choicecount WHERE analysis_id = %(analysis)s)",
    [_subtract(one) for one in TABLES],
)
OF_NOBODY = [f"DELETE FROM {one.name} WHERE analysis_id = %(analysis)s AND n = 0" for one in TABLES]  # noqa: S608
SWEEP = f"WITH {_each(OF_NOBODY)}\nSELECT 1"
"""What is left of sums of nobody are last digits."""
