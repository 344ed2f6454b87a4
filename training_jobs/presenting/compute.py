"""What a person used of what they may compute, what their team used, and every quota for administrators."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.kit.titles import by_name, title_order
from people.access import leads_anyone, team_of
from people.models import User
from training_jobs import quotas
from training_jobs.models import Quota, Run
from training_jobs.presenting.queue_page import listed_now
from training_jobs.quotas import Allowance
from training_jobs.states import LIVE, State

TEAM_SHOWN = 100


@dataclass(frozen=True)
class Use:
    """One person's seconds in the last seven days, with the share of the most that anybody used, 0 to 100."""

    person: User
    seconds: float
    at_work: int
    percent: int


@dataclass(frozen=True)
class AllowanceRow:
    """A limit with its title; `percent` is what of it is used, 0 to 100, None without a limit."""

    allowance: Allowance
    title: str
    percent: int | None


def compute_context(person: User) -> dict[str, Any]:
    mine = listed_now(Run.objects.filter(experiment__owner=person, state__in=LIVE | {State.QUEUED}), person)
    return {
        "allowances": [_row(one) for one in quotas.allowances_of(person)],
        "running": [row for row in mine if row.run.state != State.QUEUED],
        "queued": [row for row in mine if row.run.state == State.QUEUED],
        "team": _team(person) if leads_anyone(person) else None,
        "quotas": _quotas() if person.is_admin else None,
        "default": quotas.default_limit() if person.is_admin else None,
        "settings_default": not Quota.objects.filter(person=None, unit=None, course=None).exists(),
    }


def _row(one: Allowance) -> AllowanceRow:
    titles = {
        "person": _("You"),
        "unit": _("Your unit %(name)s, together"),
        "course": _("The course %(name)s, together"),
    }
    seconds = one.limit.seconds
    percent = None if seconds is None else min(100, round(100 * one.used / seconds)) if seconds else 100
    return AllowanceRow(one, titles[one.whose] % {"name": one.name}, percent)


def _team(leader: User) -> list[Use]:
    """The leader's people, who used most first."""
    people = {person.pk: person for person in team_of(leader)}
    used = quotas.used_by(list(people))
    most = max((seconds for seconds, _at_work, _frees in used.values()), default=0.0) or 1.0
    rows = [
        Use(people[pk], seconds, at_work, round(100 * seconds / most))
        for pk, (seconds, at_work, _frees) in used.items()
    ]
    rows += [Use(person, 0.0, 0, 0) for pk, person in people.items() if pk not in used]
    return sorted(rows, key=lambda use: (-use.seconds, title_order(use.person.name)))[:TEAM_SHOWN]


def _quotas() -> list[Quota]:
    rows = Quota.objects.select_related("person", "unit", "course")
    return list(rows.order_by(by_name("unit__name"), "course__key", by_name("person__name")))
