"""What marks at a placement test show, written for any number of people in the same number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from django.db import connection

from courses.content.paths import Placement
from courses.content.paths.placing import Marks, known_by
from courses.models import Answer, Course, KnownByPlacement, PathVersion, QuizAttempt
from lms.kit.prepared import ask, carry_out
from people.audit import Did, record_theirs

Shown = tuple[PathVersion, QuizAttempt]
"""A version of a path, and a first try at its test that is marked, with its enrolment and its person."""

TOUCH_SPARED = """
UPDATE courses_enrolment SET updated_at = clock_timestamp() WHERE id = ANY(ARRAY(
    SELECT enrolment.id FROM courses_enrolment enrolment
    JOIN unnest(%(people)s::bigint[], %(courses)s::bigint[]) AS spared (person, course)
        ON enrolment.user_id = spared.person AND enrolment.course_id = spared.course
    ORDER BY enrolment.id FOR NO KEY UPDATE OF enrolment))
"""
NOTE_KNOWN = """
INSERT INTO courses_knownbyplacement (user_id, course_id, attempt_id, version_id, at)
SELECT person, course, attempt, version, statement_timestamp()
FROM unnest(%(people)s::bigint[], %(courses)s::bigint[], %(attempts)s::bigint[], %(versions)s::bigint[])
    AS shown (person, course, attempt, version)
ORDER BY person, course
ON CONFLICT (user_id, course_id) DO NOTHING RETURNING id, user_id, course_id
"""


def placement_of(version: PathVersion) -> Placement | None:
    """Read alone, since grading asks for it."""
    found = version.source.get("placement")
    return Placement.model_validate(found, context={"stored": True}) if found else None


def note_known(shown: Sequence[Shown]) -> list[int]:
    """The people, by their ids, who are newly spared a course. Twice is harmless.

    The caller holds the enrolments of the tries, and touches the paths of these people last (`courses.locks`).
    """
    new = _new(shown)
    if not new:
        return []
    people, courses = zip(*sorted(new), strict=True)
    told = [new[one] for one in sorted(new)]
    carry_out(TOUCH_SPARED, people=list(people), courses=list(courses))
    values = {
        "people": list(people),
        "courses": list(courses),
        "attempts": [attempt.pk for _version, attempt, _course in told],
        "versions": [version.pk for version, _attempt, _course in told],
    }
    rows = [(row, *new[user, course]) for row, user, course in ask(connection, NOTE_KNOWN, values)]
    record_theirs(
        did=Did.PLACED,
        to=[
            (
                attempt.enrolment.user,
                KnownByPlacement(pk=row),
                {"course": course.key, "attempt": str(attempt.public_id)},
            )
            for row, _version, attempt, course in rows
        ],
    )
    return [attempt.enrolment.user_id for _row, _version, attempt, _course in rows]


def _new(shown: Sequence[Shown]) -> dict[tuple[int, int], tuple[PathVersion, QuizAttempt, Course]]:
    """By person and course, what nobody has noted yet."""
    marks, placements = _marks([attempt for _version, attempt in shown]), cache(placement_of)
    found: dict[tuple[int, str], Shown] = {}
    for version, attempt in shown:
        placement = placements(version)
        for key in known_by(placement, marks[attempt.pk]) if placement else ():
            found.setdefault((attempt.enrolment.user_id, key), (version, attempt))
    if not found:
        return {}
    courses = {one.key: one for one in Course.objects.filter(key__in={key for _user, key in found})}
    here = {"user__in": {user for user, _key in found}, "course__in": courses.values()}
    known = set(KnownByPlacement.objects.filter(**here).values_list("user", "course"))
    new = {
        (user, courses[key].pk): (*one, courses[key]) for (user, key), one in found.items() if key in courses
    }
    return {place: one for place, one in new.items() if place not in known}


def _marks(attempts: Sequence[QuizAttempt]) -> Mapping[int, Marks]:
    marks: dict[int, dict[str, tuple[float, float]]] = defaultdict(dict)
    answers = (
        Answer.objects.filter(attempt__in=attempts, points__isnull=False)
        if attempts
        else Answer.objects.none()
    )
    for attempt, key, points, of in answers.values_list("attempt", "question_key", "points", "of"):
        marks[attempt][key] = (points or 0.0, of or 0.0)
    return marks
