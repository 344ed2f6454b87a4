"""When a revision is published: now, or at a moment by the clock of a place; and what pages say of a moment that is set."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from courses.content.moments import NoSuchMoment, moment_in
from courses.models import Course, ScheduledPublication, ScheduleState
from courses.publishing.scheduling import (
    HOW_MANY_SHOWN,
    PASSED,
    TOO_FAR,
    check_lies_ahead,
    has_moved_on,
    scheduled_of,
)

WRONG = {
    "zone": gettext_lazy("There is no time zone of this name. An example: Europe/Berlin."),
    "form": gettext_lazy("Give a day and a time."),
    "skipped": gettext_lazy(
        "This time does not exist there: clocks are put forward over it. Choose another one."
    ),
}
ANY_YEAR = re.compile(r"\+?(\d{4,})-\d\d-\d\dT\d\d:\d\d")
LAST_YEAR = 9999
"""No clock reckons further; nor, of some places, to the end of it."""


class MomentForm(forms.Form):
    """Of a valid form `at` is the moment in UTC, `zone` the clock it was read from."""

    moment = forms.CharField(max_length=30, required=False)
    zone = forms.CharField(max_length=64, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        try:
            told["at"] = moment_in(told.get("zone", ""), told.get("moment", ""))
        except NoSuchMoment as wrong:
            self.add_error("zone" if wrong.why == "zone" else "moment", self._words(wrong.why))
            return told
        if refused := check_lies_ahead.refusal(told["at"]):
            self.add_error("moment", refused)
        return told

    def _words(self, why: str) -> str:
        """A year that clocks do not know is a slip, and not that nothing was given."""
        given = ANY_YEAR.match(self["moment"].value() or "")
        year = int(given[1]) if given and why == "form" else 0
        if given and why == "form" and (year <= 1 or year >= LAST_YEAR):
            return str(PASSED if year <= 1 else TOO_FAR)
        return str(WRONG[why])

    @property
    def wrong(self) -> str:
        """The one thing that is said at its fields."""
        return next((str(said) for name in ("moment", "zone") for said in self[name].errors), "")

    @property
    def zone_shown(self) -> str:
        return self["zone"].value() or timezone.get_current_timezone_name()

    @property
    def is_new(self) -> bool:
        """Whether nobody has chosen a zone in it."""
        return not self["zone"].value()

    @property
    def when_told(self) -> dict[str, Any]:
        return {"at": self.cleaned_data["at"], "time_zone": self.cleaned_data["zone"]}


class WhenForm(MomentForm):
    """Without a word on it, now."""

    when = forms.ChoiceField(choices=[("now", ""), ("later", "")], required=False)

    def clean(self) -> dict[str, Any]:
        return super().clean() if self.is_later else self.cleaned_data

    @property
    def is_later(self) -> bool:
        return bool(self["when"].value() == "later")


@dataclass(frozen=True)
class ScheduleCard:
    """What is scheduled; `has_moved_on` when the draft holds something newer."""

    scheduled: ScheduledPublication
    has_moved_on: bool = False

    @property
    def is_waiting(self) -> bool:
        return self.scheduled.state == ScheduleState.WAITING

    @property
    def local(self) -> datetime:
        """By the clock it was read from; naive, so that no page moves it to another one."""
        return self.scheduled.at.astimezone(ZoneInfo(self.scheduled.time_zone)).replace(tzinfo=None)


def waiting_card(course: Course) -> ScheduleCard | None:
    waiting = scheduled_of(course).filter(state=ScheduleState.WAITING).first()
    return ScheduleCard(waiting, has_moved_on(waiting)) if waiting else None


def ended_cards(course: Course) -> list[ScheduleCard]:
    """What did not come to be published, the newest first."""
    ended = scheduled_of(course).filter(state__in=[ScheduleState.CANCELLED, ScheduleState.REFUSED])
    return [ScheduleCard(one) for one in ended[:HOW_MANY_SHOWN]]
