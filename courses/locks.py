"""In which order rows are locked, so that people who wait for each other never wait in a circle.

1. What is worked off: a regrade, a publication of a path. Whoever holds it may wait for learners; no learner waits for it.
2. Enrolments, of one course by id; with them the keys of a quiz of that course (`hold_keys`) for who marks it. Those in
   a placement test come before those in the courses that it spares, which are locked by id again.
3. What a placement test has shown, by person and course.
4. People on paths, last of all and by id: who holds one locks nothing else any more. So a batch that finishes courses
   for many people touches their paths once, at its end.

The row of a path is locked by who publishes a version of it, who waits for nothing but people on it (4), and shared by who
comes to it (`hold_path`), before 4.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from courses.models import Enrolment, PathEnrolment
from lms.kit.prepared import carry_out

KEYS = 7_221_005  # beside the advisory lock of `courses.assets`

# Shared among those who mark, alone for who decides by which keys is marked. What is read in a statement behind it is as the
# one who held it alone has left it; in the same statement it would not be.
HOLD_KEYS = f"SELECT pg_advisory_xact_lock_shared({KEYS}, hashtext(%(quiz)s))"
CHANGE_KEYS = f"SELECT pg_advisory_xact_lock({KEYS}, hashtext(%(quiz)s))"

# Those who come to a path do not wait for each other.
HOLD_PATH = "SELECT FROM courses_path WHERE id = %(path)s FOR KEY SHARE"

# The moment behind the locks, not before them: whoever reads by changes allows for little between it and its commit.
TOUCH_PATHS = """
UPDATE courses_pathenrolment SET updated_at = clock_timestamp() WHERE id = ANY(ARRAY(
    SELECT id FROM courses_pathenrolment WHERE user_id = ANY(%(people)s::bigint[]) AND withdrawn_at IS NULL
    ORDER BY id FOR NO KEY UPDATE))
"""
MOVE_ALONG = """
UPDATE courses_pathenrolment SET version_id = %(version)s, updated_at = clock_timestamp() WHERE id = ANY(ARRAY(
    SELECT id FROM courses_pathenrolment WHERE path_id = %(path)s ORDER BY id FOR NO KEY UPDATE))
"""


def lock_enrolments(here: QuerySet[Enrolment]) -> list[int]:
    """Of one course; what one person does happens in a row. Their ids."""
    rows = here.select_for_update(of=("self",)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def hold_keys(course: int, lesson: str, quiz: str) -> None:
    """Whoever decides by which keys this quiz is marked waits until the transaction ends. Marking waits for no marking."""
    carry_out(HOLD_KEYS, quiz=_named(course, lesson, quiz))


def change_keys(course: int, lesson: str, quiz: str) -> None:
    """Wait for everybody who marks this quiz; who comes later waits until the transaction ends, and reads what it wrote."""
    carry_out(CHANGE_KEYS, quiz=_named(course, lesson, quiz))


def _named(course: int, lesson: str, quiz: str) -> str:
    return f"{course}/{lesson}/{quiz}"


def hold_path(path: int) -> None:
    """Whoever publishes a version of it waits until the transaction ends, and takes along who has come until then."""
    carry_out(HOLD_PATH, path=path)


def lock_paths_of(user: int) -> None:
    """All of a person's places on paths, whichever of them is to be written."""
    list(PathEnrolment.objects.select_for_update().filter(user=user).order_by("pk").values_list("pk"))


def touch_paths(people: Iterable[int]) -> None:
    """How far these users are has changed: lists that are read by their changes show it again."""
    if wanted := sorted(set(people)):
        carry_out(TOUCH_PATHS, people=wanted)


def move_along(path: int, version: int) -> int:
    """Everybody on a path, to a version of it; how many there are."""
    return carry_out(MOVE_ALONG, path=path, version=version)
