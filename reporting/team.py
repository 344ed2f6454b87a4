"""The team page: everybody the reader leads, most in need first, and one sentence about who needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.kit.titles import title_order
from people.models import User
from reporting import evidence
from reporting.access import Units
from reporting.evidence import LabResult
from reporting.judging import CourseFact, Facts, Judgement, Need, ago, judge
from reporting.lab_metrics import USUAL

NAMED = 3
COURSES_SHOWN = 3


@dataclass(frozen=True)
class Member:
    """One row of the table."""

    user: User
    unit: str
    judgement: Judgement
    facts: Facts
    lab: LabResult
    seen: str

    @property
    def courses(self) -> tuple[CourseFact, ...]:
        return self.facts.courses[:COURSES_SHOWN]

    @property
    def more_courses(self) -> int:
        return max(0, len(self.facts.courses) - COURSES_SHOWN)


def read_members(people: Sequence[User], now: datetime) -> list[Member]:
    """Members with their judgement, most in need first. Some twenty queries for any number of people."""
    ids = [person.pk for person in people]
    units, runs = evidence.units_by_person(ids), evidence.last_experiment_by_person(ids)
    courses, active = evidence.courses_by_person(ids)
    streaks, validation = evidence.failed_runs_by_person(ids), evidence.best_validation_by_person(ids)
    hidden, failed = evidence.gradings_by_person(ids)
    paths = evidence.paths_by_person(ids)
    members = []
    for person in people:
        moments = [at for at in (active.get(person.pk), runs.get(person.pk)) if at]
        facts = Facts(
            courses=tuple(courses.get(person.pk, ())),
            last_activity=max(moments, default=None),
            failed_in_a_row=streaks.get(person.pk, 0),
            failed_gradings=failed.get(person.pk, 0),
            paths=tuple(paths.get(person.pk, ())),
        )
        score, asked, passed, metric = hidden.get(person.pk, (None, None, False, USUAL))
        reached, counted = validation.get(person.pk, (None, USUAL))
        lab = LabResult(reached, score, asked, passed, counted, metric)
        seen = ago(facts.last_activity, now) if facts.last_activity else ""
        members.append(Member(person, units.get(person.pk, ""), judge(facts, now), facts, lab, seen))
    return sorted(members, key=_by_need)


def _by_need(member: Member) -> tuple[int, float, bytes]:
    return (member.judgement.need, -member.judgement.weight, title_order(member.user.name))


@dataclass(frozen=True)
class Count:
    """How many people are in which state."""

    people: int
    needy: int
    on_track: int
    done: int
    no_course: int

    @property
    def headline(self) -> str:
        """How many people need the reader, as the page's first sentence."""
        if not self.needy:
            return _("Nobody needs you today")
        if self.people == 1:
            return _("1 of 1 person needs you")
        words = {"count": self.needy, "people": self.people}
        return (
            ngettext(
                "%(count)d of %(people)d people needs you",
                "%(count)d of %(people)d people need you",
                self.needy,
            )
            % words
        )


def count(members: Sequence[Member]) -> Count:
    needs = [member.judgement.need for member in members]
    needy = sum(need.needs_you for need in needs)
    return Count(
        len(needs), needy, needs.count(Need.ON_TRACK), needs.count(Need.DONE), needs.count(Need.NO_COURSE)
    )


def who_and_why(members: Sequence[Member]) -> str:
    """The first names that need the reader, each with its reason; `members` is sorted by need."""
    needy = [member for member in members if member.judgement.need.needs_you]
    told = [
        _("%(name)s (%(because)s)") % {"name": member.user.name, "because": member.judgement.because}
        for member in needy[:NAMED]
    ]
    if len(needy) > NAMED:
        rest = len(needy) - NAMED
        told.append(ngettext("%(count)d more", "%(count)d more", rest) % {"count": rest})
    return enumerate_words(told)


def title(units: Units) -> str:
    """The unit the page is about; several are counted rather than listed."""
    about = [units.chosen] if units.chosen else units.heads
    if len(about) == 1:
        return about[0].name
    return _("Your teams")


def enumerate_words(words: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c” in the reader's language."""
    if len(words) < 2:
        return "".join(words)
    first = _(", ").join(words[:-1])
    return _("%(first)s and %(last)s") % {"first": first, "last": words[-1]}
