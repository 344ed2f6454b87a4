"""The item analysis: counting many attempts at once, a hundred more, and marks that change, against reading all over."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench import world
from bench.figures import Figure, figure
from bench.ingest import milliseconds

ATTEMPTS, MORE, QUESTIONS, CHOICES = 100_000, 100, 10, "abcd"

PEOPLE = """
INSERT INTO people_user (password, public_id, email, name, roles, language, time_zone, employee_number, is_active,
    created_at, updated_at)
SELECT '!', gen_random_uuid(), 'taker' || n || '@example.org', 'T' || n, '{}', 'en', 'UTC', '', true, now(), now()
FROM generate_series(%(first)s, %(last)s) n
"""
ENROLMENTS = """
INSERT INTO courses_enrolment (public_id, user_id, course_id, revision_id, state, done_parts, all_parts, external_id,
    updated_at)
SELECT gen_random_uuid(), id, %(course)s, %(revision)s, 'in_progress', 0, 1, '', now() FROM people_user
WHERE email LIKE 'taker%%' AND NOT EXISTS (SELECT FROM courses_enrolment WHERE user_id = people_user.id)
"""
ATTEMPT_ROWS = """
INSERT INTO courses_quizattempt (public_id, enrolment_id, revision_id, lesson_key, quiz_key, number, state, started_at,
    saved_at, submitted_at, points, "of", passed)
SELECT gen_random_uuid(), id, %(revision)s, 'quiz', 'check', 1, 'graded', now() - interval '9 minutes', now(), now(), 0,
    %(questions)s, false
FROM courses_enrolment
WHERE NOT EXISTS (SELECT FROM courses_quizattempt WHERE enrolment_id = courses_enrolment.id)
"""
ANSWER_ROWS = """
INSERT INTO courses_answer (attempt_id, position, question_key, given, version, saved_at, response, points, "of")
SELECT attempt.id, q, 'q' || q, '{}', 1, attempt.started_at + (q + 1) * interval '40 seconds', to_jsonb(choice),
    (choice = 'a')::int, 1
FROM courses_quizattempt attempt, generate_series(0, %(questions)s - 1) q,
    LATERAL (SELECT substr('aaaabbcd', 1 + mod(hashint8(attempt.id * 31 + q) & 1023, 8), 1) AS choice) one
WHERE NOT EXISTS (SELECT FROM courses_answer WHERE attempt_id = attempt.id)
"""
TOTALS = """
UPDATE courses_quizattempt SET points = (SELECT sum(points) FROM courses_answer WHERE attempt_id = courses_quizattempt.id)
WHERE points = 0
"""
QUEUE = """
INSERT INTO courses_attempttocount (attempt_id) SELECT attempt.id FROM courses_quizattempt attempt
JOIN courses_enrolment enrolment ON enrolment.id = enrolment_id JOIN people_user ON people_user.id = user_id
WHERE substring(email FROM '^taker([0-9]+)@')::int BETWEEN %(first)s AND %(last)s
"""
MARK = """
UPDATE courses_answer SET points = 1 - points WHERE attempt_id = ANY(%(attempts)s) AND question_key = 'q0'
"""
TOTAL = """
UPDATE courses_quizattempt SET points = (SELECT sum(points) FROM courses_answer WHERE attempt_id = courses_quizattempt.id)
WHERE id = ANY(%(attempts)s)
"""
READ_OVER = """
SELECT question_key, count(*), avg(a.points), stddev(a.points), corr(a.points, t.points - a.points)
FROM courses_quizattempt t JOIN courses_answer a ON a.attempt_id = t.id WHERE t.state = 'graded' GROUP BY question_key
"""


def quiz() -> Any:
    """A published quiz of ten questions with four choices each, as its block."""
    from courses.actions import import_course, publish_revision
    from courses.models import Block
    from tests.courses.folders import both, choice, course_folder

    questions = [
        {
            "key": f"q{number}",
            "kind": "single",
            "prompt": both(f"Question {number}?"),
            "choices": [choice(key, key, correct=key == "a") for key in CHOICES],
        }
        for number in range(QUESTIONS)
    ]
    with tempfile.TemporaryDirectory() as place:
        revision = import_course(by=None, folder=course_folder(Path(place), questions=questions))
    publish_revision(by=None, revision=revision)
    return Block.objects.select_related("lesson__revision").get(key="check")


def run(*statements: str, **values: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)


def hand_in(block: Any, first: int, last: int) -> None:
    revision = block.lesson.revision
    told = {"first": first, "last": last, "course": revision.course_id, "revision": revision.pk}
    run(PEOPLE, ENROLMENTS, ATTEMPT_ROWS, ANSWER_ROWS, TOTALS, QUEUE, questions=QUESTIONS, **told)
    run("ANALYZE")


def mark_anew(attempts: list[int]) -> None:
    from django.db import transaction

    from courses.item_sums import take_back

    with transaction.atomic():
        take_back(attempts)
        run(MARK, TOTAL, attempts=attempts)


def changes(count: Any) -> Iterator[Figure]:
    """One mark, as an author changes it, and a hundred attempts from everywhere, as a regrade does."""
    from courses.models import QuizAttempt

    ids = list(QuizAttempt.objects.order_by("pk").values_list("pk", flat=True))
    for many in (1, MORE):
        marked, counted = [], []
        for round_ in range(5):
            some = ids[round_ :: len(ids) // many][:many]
            marked.append(milliseconds(partial(mark_anew, some)))
            counted.append(milliseconds(count))
        told: dict[str, Any] = {"control": "counting as many again", "controls": counted}
        yield figure(f"analysis.change_{many}", marked, "ms", **told)


def figures() -> Iterator[Figure]:
    world.prepare()
    from courses.content.analysis import analyse
    from courses.item_sums import count_new_attempts, sums_of
    from courses.models import QuizAnalysis
    from courses.read_models import quiz_of

    block = quiz()
    hand_in(block, 1, ATTEMPTS)
    count, over = partial(count_new_attempts, block), partial(run, READ_OVER)
    over()
    controls = [milliseconds(over) for _round in range(3)]
    told = {"control": "one aggregate over all answers", "controls": controls}
    yield figure("analysis.first_count_100000", [milliseconds(count)], "ms", **told)
    values = []
    for round_ in range(5):
        first = ATTEMPTS + round_ * MORE + 1
        hand_in(block, first, first + MORE - 1)
        values.append(milliseconds(count))
    yield figure("analysis.next_count_100", values, "ms", **told)
    assert sums_of(block).total.n == ATTEMPTS + 5 * MORE, "an attempt is missing, or counted twice"
    yield from changes(count)
    QuizAnalysis.objects.update(is_stale=True)
    yield figure("analysis.count_anew_100000", [milliseconds(count)], "ms", **told)
    assert sums_of(block).total.n == ATTEMPTS + 5 * MORE, "a mark that changed moved an attempt"
    drawn = [milliseconds(lambda: analyse(quiz_of(block), sums_of(block))) for _round in range(10)]
    yield figure("analysis.figures", drawn, "ms", **told)
