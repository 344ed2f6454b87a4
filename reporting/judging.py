"""Who needs their manager, and why, in words. Pure: facts in, judgement out; the clock is the caller's."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.kit.templatetags.texts import day_said
from reporting.shut import Shut

QUIET_DAYS = 10
IDLE_DAYS = 7
FAILED_RUNS = 3
AT_RISK_DAYS = 3
KNOWN = "known"
"""The state of a course that a placement test spared somebody who has not begun it."""


class Need(IntEnum):
    """How much somebody needs their manager; the smaller, the more."""

    STUCK = 0
    WAITING = 1
    ON_TRACK = 2
    DONE = 3
    NO_COURSE = 4

    @property
    def label(self) -> str:
        return str(LABELS[self])

    @property
    def tone(self) -> str:
        """The pill's colour class; the label says the same in words."""
        return ("bad", "warn", "good", "good", "")[self]

    @property
    def needs_you(self) -> bool:
        return self in (Need.STUCK, Need.WAITING)


LABELS = {
    Need.STUCK: gettext_lazy("stuck"),
    Need.WAITING: gettext_lazy("needs you"),
    Need.ON_TRACK: gettext_lazy("on track"),
    Need.DONE: gettext_lazy("done"),
    Need.NO_COURSE: gettext_lazy("no course"),
}


@dataclass(frozen=True)
class Lapse:
    """Until when a certificate is valid that is to be renewed, or was."""

    last: date
    is_over: bool

    def __str__(self) -> str:
        words = {"day": date_format(self.last, "DATE_FORMAT")}
        if self.is_over:
            return _("certificate expired: it was valid until %(day)s") % words
        return _("certificate valid until %(day)s") % words


@dataclass(frozen=True)
class CourseFact:
    """One person on one course. `percent` 0 to 100, `score` 0 to 1 once done where something is marked, days in the
    reader's zone; `state` as stored, or KNOWN."""

    title: str
    state: str
    percent: int = 0
    score: float | None = None
    enrolled_on: date | None = None
    done_on: date | None = None
    is_archived: bool = False
    lapse: Lapse | None = None
    shut: Shut | None = None

    @property
    def is_settled(self) -> bool:
        return self.state in ("done", KNOWN)


@dataclass(frozen=True)
class PathFact:
    """One person on one path that is not done: how many courses of it count, and the days left, below 0 when late."""

    title: str
    done: int
    of: int
    days_left: int | None = None
    due_on: date | None = None

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class Facts:
    """What is known of one person. `failed_in_a_row` counts runs of one lab since its last finished one;
    `failed_gradings` the gradings of a lab that nothing has passed yet."""

    courses: tuple[CourseFact, ...] = ()
    last_activity: datetime | None = None
    failed_in_a_row: int = 0
    failed_gradings: int = 0
    paths: tuple[PathFact, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """A need with its reason; `weight` orders people of the same need, the larger first; `href` is where a manager helps."""

    need: Need
    because: str
    weight: float = field(default=0.0, compare=False)
    href: str = field(default="", compare=False)


def judge(facts: Facts, now: datetime) -> Judgement:
    """The most pressing thing that is true of a person.

    Stuck: a quiz that only other terms can open again; FAILED_RUNS failed runs in a row on a lab, or as many failed
    gradings. Waiting: a path that is overdue, or due within AT_RISK_DAYS and not done; a certificate that has expired, of a
    course that is not being taken again; a course begun and nothing done for QUIET_DAYS, or enrolled for IDLE_DAYS and not
    begun. Else on track, done or no course.
    `now` is aware; days are counted in its zone.
    """
    open_courses = [course for course in facts.courses if not course.is_settled]
    if not facts.courses and not facts.paths:
        return Judgement(Need.NO_COURSE, _("not enrolled in any course"))
    if not open_courses:
        standing = _on_path(facts.paths[0]) if facts.paths else _ending(facts) or _done(facts, now.date())
        return _late(facts) or _expired(facts, now) or standing
    return (
        _shut(open_courses)
        or _stuck(facts)
        or _late(facts)
        or _expired(facts, now)
        or _quiet(facts, open_courses, now)
        or _idle(open_courses, now)
        or _on_track(facts, open_courses, now)
    )


def _late(facts: Facts) -> Judgement | None:
    """By the path that presses most."""
    dated = [(path.days_left, path) for path in facts.paths if path.days_left is not None]
    if not dated:
        return None
    days, path = min(dated, key=lambda one: one[0])
    words = {"path": path.title, "days": abs(days), "done": path.done, "of": path.of}
    if days > AT_RISK_DAYS:
        return None
    if days < 0:
        text = ngettext("“%(path)s” overdue for %(days)d day", "“%(path)s” overdue for %(days)d days", -days)
    elif days == 0:
        text = _("“%(path)s” due today, %(done)d of %(of)d courses done")
    else:
        text = ngettext(
            "“%(path)s” due in %(days)d day, %(done)d of %(of)d courses done",
            "“%(path)s” due in %(days)d days, %(done)d of %(of)d courses done",
            days,
        )
    return Judgement(Need.WAITING, text % words, AT_RISK_DAYS - days)


def _lapses(facts: Facts) -> list[tuple[Lapse, str]]:
    """Of courses that are done, the first to end before the others."""
    done = [course for course in facts.courses if course.state == "done"]
    lapses = [(course.lapse, course.title) for course in done if course.lapse]
    return sorted(lapses, key=lambda one: one[0].last)


def _expired(facts: Facts, now: datetime) -> Judgement | None:
    over = [(lapse, title) for lapse, title in _lapses(facts) if lapse.is_over]
    if not over:
        return None
    lapse, title = over[0]
    words = {"course": title, "day": date_format(lapse.last, "DATE_FORMAT")}
    text = _("certificate of “%(course)s” expired: it was valid until %(day)s")
    return Judgement(Need.WAITING, text % words, days_since(lapse.last, now))


def _ending(facts: Facts) -> Judgement | None:
    if not (lapses := _lapses(facts)):
        return None
    lapse, title = lapses[0]
    words = {"course": title, "day": date_format(lapse.last, "DATE_FORMAT")}
    return Judgement(Need.DONE, _("certificate of “%(course)s” valid until %(day)s") % words)


def _on_path(path: PathFact) -> Judgement:
    words = {"path": path.title, "done": path.done, "of": path.of}
    return Judgement(Need.ON_TRACK, _("“%(path)s”: %(done)d of %(of)d courses done") % words)


def days_since(moment: datetime | date, now: datetime) -> int:
    """Whole calendar days from `moment` to `now`, in the zone of `now`; never negative."""
    day = moment.astimezone(now.tzinfo).date() if isinstance(moment, datetime) else moment
    return max(0, (now.date() - day).days)


def ago(moment: datetime | date, now: datetime) -> str:
    """“today”, “yesterday”, “12 days ago”."""
    days = days_since(moment, now)
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


def _done(facts: Facts, today: date) -> Judgement:
    last = max((course.done_on for course in facts.courses if course.done_on), default=None)
    if last is None:
        known = facts.courses and all(course.state == KNOWN for course in facts.courses)
        return Judgement(Need.DONE, _("known by placement") if known else _("finished"))
    words = {"day": day_said(last, today)}
    return Judgement(Need.DONE, _("finished on %(day)s") % words, last.toordinal())


def _shut(open_courses: list[CourseFact]) -> Judgement | None:
    """Before all others: whoever fails may try again, and this takes somebody else."""
    shut = [(course.shut, course.title) for course in open_courses if course.shut]
    if not shut:
        return None
    quiz, title = shut[0]
    because = _("“%(course)s”: %(why)s") % {"course": title, "why": quiz}
    return Judgement(Need.STUCK, because, len(shut), quiz.href)


def _stuck(facts: Facts) -> Judgement | None:
    if facts.failed_in_a_row >= FAILED_RUNS:
        text = ngettext(
            "%(count)d failed run in a row", "%(count)d failed runs in a row", facts.failed_in_a_row
        )
        return Judgement(Need.STUCK, text % {"count": facts.failed_in_a_row}, facts.failed_in_a_row)
    if facts.failed_gradings >= FAILED_RUNS:
        text = ngettext(
            "%(count)d grading below the threshold",
            "%(count)d gradings below the threshold",
            facts.failed_gradings,
        )
        return Judgement(Need.STUCK, text % {"count": facts.failed_gradings}, facts.failed_gradings)
    return None


def _quiet(facts: Facts, open_courses: list[CourseFact], now: datetime) -> Judgement | None:
    begun = any(course.state == "in_progress" for course in open_courses)
    if not begun or facts.last_activity is None:
        return None
    days = days_since(facts.last_activity, now)
    if days < QUIET_DAYS:
        return None
    text = ngettext("no activity for %(days)d day", "no activity for %(days)d days", days) % {"days": days}
    return Judgement(Need.WAITING, text, days)


def _idle(open_courses: list[CourseFact], now: datetime) -> Judgement | None:
    since = [
        course.enrolled_on for course in open_courses if course.state == "not_started" and course.enrolled_on
    ]
    if len(since) < len(open_courses):
        return None
    days = days_since(min(since), now)
    if days < IDLE_DAYS:
        return None
    text = ngettext("enrolled %(days)d day ago, not started", "enrolled %(days)d days ago, not started", days)
    return Judgement(Need.WAITING, text % {"days": days}, days)


def _on_track(facts: Facts, open_courses: list[CourseFact], now: datetime) -> Judgement:
    """By the open course that is furthest; those that are done are counted."""
    furthest = max(open_courses, key=lambda course: course.percent)
    if furthest.state == "not_started":
        when = ago(furthest.enrolled_on, now) if furthest.enrolled_on else _("today")
        text = _("enrolled in “%(course)s” %(when)s") % {"course": furthest.title, "when": when}
    else:
        words = {
            "course": furthest.title,
            "percent": furthest.percent,
            "when": ago(facts.last_activity, now) if facts.last_activity else _("today"),
        }
        text = _("“%(course)s”: %(percent)d %% done, last active %(when)s") % words
    if done := len(facts.courses) - len(open_courses):
        counted = {"done": done, "of": len(facts.courses), "now": text}
        text = _("%(done)d of %(of)d courses done; %(now)s") % counted
    return Judgement(Need.ON_TRACK, text, furthest.percent)
