"""What those who grant other terms see: who is on the course, what holds for each, and the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.content.moments import END, FIRST, is_reckoned
from courses.content.schema import QuizSource
from courses.models import Block, Enrolment, QuizAttempt, QuizOverride
from courses.overrides.acts import Granted
from courses.overrides.late import LateTry, late_moments, late_tries
from courses.read_models import quiz_of
from courses.terms import Terms, override_of, terms_of
from lms.kit.templatetags.texts import in_language

MOST_MINUTES, MOST_TRIES = 600, 20
FACTORS = [
    ("1", _("as the quiz says")),
    ("1.25", _("a quarter more")),
    ("1.5", _("half as much again")),
    ("2", _("twice as much")),
]

FROM_PERSON = "from=person"
"""In the address of the form for somebody whose page led to it, and where it leads back to."""


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, widget=MomentInput)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_reckoned(value):
            told = {"first": FIRST.year, "last": END.year - 1}
            raise ValidationError(gettext("Give a year from %(first)d to %(last)d.") % told)


class OverrideForm(forms.Form):
    """Asks only for what can change: without a time limit there is no time to add. Dates are in the reader's zone."""

    time_factor = forms.TypedChoiceField(label=_("Time"), choices=FACTORS, coerce=float)
    extra_minutes = forms.IntegerField(
        label=_("Minutes on top"), min_value=0, max_value=MOST_MINUTES, required=False
    )
    opens = MomentField(_("Opens"))
    closes = MomentField(_("Closes"))
    extra_tries = forms.IntegerField(
        label=_("Further tries"), min_value=0, max_value=MOST_TRIES, required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, quiz: QuizSource, override: QuizOverride | None, data: Any = None) -> None:
        names = self.base_fields if override else ()
        super().__init__(data, initial={name: getattr(override, name) for name in names})
        if override:
            self.initial["time_factor"] = f"{override.time_factor:g}"
        absent = [] if quiz.time_limit else ["time_factor", "extra_minutes"]
        for name in [*absent, *([] if quiz.tries else ["extra_tries"])]:
            del self.fields[name]

    def clean_closes(self) -> datetime | None:
        """A closing that has passed already would shut the quiz, which nobody grants; one that stood there may stay."""
        at: datetime | None = self.cleaned_data["closes"]
        stood: datetime | None = self.initial.get("closes")
        is_new = at != (stood and stood.replace(second=0, microsecond=0))
        if at and is_new and at <= timezone.now():
            raise ValidationError(gettext("This moment has passed already."))
        return at

    @property
    def granted(self) -> Granted:
        return Granted(**{name: value for name, value in self.cleaned_data.items() if value})


@dataclass(frozen=True)
class PersonLine:
    """`late_at`: when something came last that was sent after the end of a try."""

    enrolment: Enrolment
    override: QuizOverride | None
    late_at: datetime | None


def person_lines(enrolments: Sequence[Enrolment], block: Block) -> list[PersonLine]:
    """Two queries for a page of people."""
    rows = QuizOverride.objects.filter(
        enrolment__in=enrolments, lesson_key=block.lesson.key, quiz_key=block.key
    )
    granted = {row.enrolment_id: row for row in rows.select_related("given_by")}
    late = late_moments(enrolments, block)
    return [PersonLine(one, granted.get(one.pk), late.get(one.pk)) for one in enrolments]


@dataclass(frozen=True)
class OverridePage:
    """A person's terms at a quiz: `plain` are the quiz's own; `under_way` is a try that follows what changes."""

    enrolment: Enrolment
    block: Block
    quiz: QuizSource
    plain: Terms
    override: QuizOverride | None
    under_way: QuizAttempt | None
    late: Sequence[LateTry]

    @property
    def title(self) -> str:
        return title_of(self.block)


def title_of(block: Block) -> str:
    return str(in_language(block.content["pages"])["title"])


def override_page(enrolment: Enrolment, block: Block) -> OverridePage:
    named = {"lesson_key": block.lesson.key, "quiz_key": block.key}
    attempts = QuizAttempt.objects.open().filter(enrolment=enrolment, **named)
    quiz, override = quiz_of(block), override_of(enrolment.pk, block.lesson.key, block.key)
    under_way = attempts.exclude(started_at=None).first()
    late = late_tries(enrolment, block)
    return OverridePage(enrolment, block, quiz, terms_of(quiz), override, under_way, late)
