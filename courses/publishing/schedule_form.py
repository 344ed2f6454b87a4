"""When a revision is published: now, or at a moment by the clock of a place; and what pages say of a moment that is set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from courses.content.moments import NoSuchMoment, moment_in
from courses.models import Course, ScheduledPublication, ScheduleState
from courses.publishing.scheduling import HOW_MANY_SHOWN, check_lies_ahead, has_moved_on, scheduled_of

WRONG = {
    "zone": gettext_lazy("There is no time zone of this name. An example: Europe/Berlin."),
    "form": gettext_lazy("Give a day and a time."),
    "skipped": gettext_lazy(
        "This time does not exist there: clocks are put forward over it. Choose another one."
    ),
}


class MomentForm(forms.Form):
    """Of a valid form `moment` is the moment in UTC, `zone` the clock it was read from."""

    moment = forms.CharField(max_length=30, required=False)
    zone = forms.CharField(max_length=64, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        try:
            told["at"] = moment_in(told.get("zone", ""), told.get("moment", ""))
        except NoSuchMoment as wrong:
            self.add_error(None, WRONG[wrong.why])
            return told
        if passed := check_lies_ahead.refusal(told["at"]):
            self.add_error(None, passed)
        return told

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
