"""How much a person may compute: their own limit, and those they share with a unit or a course.

Charged are the seconds of attempts that ended in the window, and those at work now; time that the platform wasted
(`RunAttempt.charged` is False) is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Course
from lms.kit.refusals import Conflict, Rule
from lms.kit.templatetags.texts import duration
from people.models import User
from training_jobs.models import Quota

Whose = Literal["person", "unit", "course"]

SECONDS = """
    COALESCE(sum(EXTRACT(EPOCH FROM attempt.ended_at - attempt.started_at)) FILTER (WHERE {spent}), 0)::float8
    + COALESCE(sum(GREATEST(1, EXTRACT(EPOCH FROM statement_timestamp() - attempt.started_at)))
        FILTER (WHERE {live}), 0)::float8 AS used,
    count(attempt.id) FILTER (WHERE {live}) AS at_work,
    min(attempt.ended_at) FILTER (WHERE {spent}) AS first_ended
"""
LIVE = """attempt.number = run.attempt AND run.state IN ('starting', 'running', 'pausing', 'stopping')"""
SPENT = "attempt.charged AND attempt.ended_at > statement_timestamp() - make_interval(days => {days})"

BY_PERSON = f"""
SELECT attempt.owner_id, {SECONDS.format(spent=SPENT.format(days="%(days)s"), live=LIVE)}
FROM training_jobs_runattempt attempt JOIN training_jobs_run run ON run.id = attempt.run_id
WHERE attempt.owner_id = ANY(%(people)s)
    AND (attempt.ended_at IS NULL OR attempt.ended_at > statement_timestamp() - make_interval(days => %(days)s))
GROUP BY attempt.owner_id
"""  # noqa: S608 - the parts are constants of this module

SHARED = f"""
WITH RECURSIVE below AS (
    SELECT id AS quota_id, unit_id FROM training_jobs_quota WHERE unit_id IS NOT NULL
    UNION SELECT below.quota_id, unit.id FROM below JOIN people_orgunit unit ON unit.parent_id = below.unit_id
), sharer AS (
    SELECT below.quota_id, position.user_id FROM below JOIN people_position position USING (unit_id)
    WHERE position.starts_on <= CURRENT_DATE AND (position.ends_on IS NULL OR position.ends_on >= CURRENT_DATE)
    GROUP BY below.quota_id, position.user_id
), tried AS (
    SELECT sharer.quota_id, attempt.id
    FROM sharer JOIN training_jobs_runattempt attempt ON attempt.owner_id = sharer.user_id
    UNION
    SELECT quota.id, attempt.id FROM training_jobs_quota quota
    JOIN courses_enrolment enrolment ON enrolment.course_id = quota.course_id
    JOIN training_jobs_experiment experiment ON experiment.enrolment_id = enrolment.id
    JOIN training_jobs_run run ON run.experiment_id = experiment.id
    JOIN training_jobs_runattempt attempt ON attempt.run_id = run.id
)
SELECT quota.id, quota.unit_id, quota.course_id, quota.seconds, quota.window_days, quota.at_once,
    COALESCE(min(unit.name), min(course.key)) AS name,
    EXISTS (SELECT 1 FROM sharer WHERE sharer.quota_id = quota.id AND sharer.user_id = %(person)s) AS shares,
    {SECONDS.format(spent=SPENT.format(days="quota.window_days"), live=LIVE)}
FROM training_jobs_quota quota
LEFT JOIN people_orgunit unit ON unit.id = quota.unit_id
LEFT JOIN courses_course course ON course.id = quota.course_id
LEFT JOIN tried ON tried.quota_id = quota.id
LEFT JOIN training_jobs_runattempt attempt ON attempt.id = tried.id
LEFT JOIN training_jobs_run run ON run.id = attempt.run_id
WHERE quota.unit_id IS NOT NULL OR quota.course_id IS NOT NULL
GROUP BY quota.id
"""  # noqa: S608

SHARERS = """
WITH RECURSIVE below AS (
    SELECT unit_id AS id FROM training_jobs_quota WHERE id = ANY(%s) AND unit_id IS NOT NULL
    UNION SELECT unit.id FROM below JOIN people_orgunit unit ON unit.parent_id = below.id
)
SELECT DISTINCT user_id FROM below JOIN people_position position ON position.unit_id = below.id
WHERE position.starts_on <= CURRENT_DATE AND (position.ends_on IS NULL OR position.ends_on >= CURRENT_DATE)
"""


@dataclass(frozen=True)
class Limit:
    """None is no limit."""

    seconds: int | None
    days: int
    at_once: int | None


@dataclass(frozen=True)
class Allowance:
    """One limit that holds for a person, with what is used of it by all who share it."""

    whose: Whose
    name: str
    limit: Limit
    used: float
    at_work: int
    frees_at: datetime | None
    id: int | None = None
    target: int | None = None

    @property
    def left(self) -> float | None:
        return None if self.limit.seconds is None else max(0.0, self.limit.seconds - self.used)

    @property
    def used_up(self) -> bool:
        return self.limit.seconds is not None and self.used >= self.limit.seconds

    @property
    def full(self) -> bool:
        return self.limit.at_once is not None and self.at_work >= self.limit.at_once


@dataclass(frozen=True)
class Closed:
    """Whose runs may not start because a shared limit is reached."""

    people: list[int]
    courses: list[int]


def default_limit(house: list[Quota] | None = None) -> Limit:
    """What holds for a person without a quota of their own: the quota without a target, else the settings."""
    for row in _house() if house is None else house:
        if row.unit_id is None and row.course_id is None:
            return Limit(row.seconds, row.window_days, row.at_once)
    return Limit(settings.QUOTA_SECONDS or None, 7, settings.RUNS_AT_ONCE or None)


def in_force() -> tuple[Limit, Closed]:
    """For the queue: what holds for everybody without a quota of their own, and who is held by a shared one."""
    house = _house()
    default, spent = default_limit(house), []
    if any(row.unit_id or row.course_id for row in house):
        spent = [one for one in _shared(None) if one.used_up or one.full]
    if not spent:
        return default, Closed([], [])
    with connection.cursor() as cursor:
        cursor.execute(SHARERS, [[one.id for one in spent]])
        people = [row[0] for row in cursor.fetchall()]
    return default, Closed(people, [one.target for one in spent if one.whose == "course" and one.target])


def _house() -> list[Quota]:
    """The quotas that are not one person's."""
    return list(Quota.objects.filter(person=None))


def allowances(person: User, courses: Iterable[Course] = ()) -> list[Allowance]:
    """Every limit that holds for a person's runs; of courses, those of `courses`."""
    among = {course.pk for course in courses}
    shared = _shared(person.pk)
    return [_own(person), *(one for one in shared if one.whose == "unit" or one.target in among)]


def allowances_of(person: User) -> list[Allowance]:
    """As `allowances`, with every course that the person is on."""
    return allowances(person, Course.objects.filter(enrolments__user=person))


def used_by(people: list[int], days: int = 7) -> dict[int, tuple[float, int, datetime | None]]:
    """Seconds used in the window and runs at work, for each person who had any, and when some of it frees up."""
    with connection.cursor() as cursor:
        cursor.execute(BY_PERSON, {"people": people, "days": days})
        return {row[0]: (row[1], row[2], _frees(row[3], days)) for row in cursor.fetchall()}


@Rule
def check(person: User, course: Course | None = None) -> None:
    """Refuses when nothing is left of a limit, saying whose, how much was used and when some of it frees up."""
    for one in allowances(person, [course] if course else []):
        if one.used_up:
            raise Conflict(refusal(one))


def refusal(one: Allowance) -> str:
    """Why a used-up limit lets nothing start, in words."""
    told = {
        "used": duration(one.used),
        "limit": duration(one.limit.seconds),
        "days": one.limit.days,
        "name": one.name,
        "when": date_format(timezone.localtime(one.frees_at), "DATETIME_FORMAT") if one.frees_at else "",
    }
    sentences = {
        "person": _(
            "%(name)s used %(used)s of the %(limit)s of computing that one person has in %(days)d days."
        ),
        "unit": _("The unit %(name)s used %(used)s of the %(limit)s of computing it has in %(days)d days."),
        "course": _(
            "The course %(name)s used %(used)s of the %(limit)s of computing it has in %(days)d days."
        ),
    }
    happened = sentences[one.whose] % told
    if one.frees_at:
        return f"{happened} " + _("On %(when)s some of it frees up.") % told
    return f"{happened} " + _("An administrator can raise the limit.")


def _own(person: User) -> Allowance:
    row = Quota.objects.filter(person=person).first()
    limit = Limit(row.seconds, row.window_days, row.at_once) if row else default_limit()
    used, at_work, frees_at = used_by([person.pk], limit.days).get(person.pk, (0.0, 0, None))
    return Allowance("person", person.name, limit, used, at_work, frees_at, row.pk if row else None)


def _shared(person: int | None) -> list[Allowance]:
    """Limits of units and courses; with `person`, those of units they are in and of every course."""
    with connection.cursor() as cursor:
        cursor.execute(SHARED, {"person": person})
        rows: list[Any] = cursor.fetchall()
    found = []
    for pk, unit, course, seconds, days, at_once, name, shares, used, at_work, ended in rows:
        if unit is None or shares or person is None:
            whose: Whose = "course" if unit is None else "unit"
            limit, frees = Limit(seconds, days, at_once), _frees(ended, days)
            found.append(Allowance(whose, name, limit, used, at_work, frees, pk, course or unit))
    return found


def _frees(ended: datetime | None, days: int) -> datetime | None:
    return ended + timedelta(days=days) if ended else None
