"""What a list may be narrowed by."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import django_filters as filters
from django.core.exceptions import ValidationError
from django.forms import CharField, Field
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.fields import ChoiceField, IsoDateTimeField

from courses.models import Completion, Course, Enrolment, EnrolmentState, Path, PathEnrolment
from hr_api.access import one_of
from people.models import User

TRUE_OR_FALSE = {"true": True, "false": False, "": None}


class MomentField(IsoDateTimeField):
    """A moment, in UTC where it names no zone: the caller's browser may be signed in with another one. What lies beyond the
    years that can be written in UTC, or hours no zone is away, is refused; so is nothing, which would ask for everything.
    """

    def clean(self, value: Any) -> datetime | None:
        if value == "":
            raise ValidationError(_("Give a date and time, or leave this parameter out for all rows."))
        with timezone.override(UTC):
            moment: datetime | None = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


class KnownChoiceField(ChoiceField):
    """Says what may be chosen where something else was."""

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            options = ", ".join(str(known) for known, _label in self.choices if known)
            raise ValidationError(_("Choose one of these: %(options)s.") % {"options": options})


class KnownChoiceFilter(filters.ChoiceFilter):
    field_class = KnownChoiceField


class ChangedFilter(filters.FilterSet):
    updated_since = MomentFilter(
        field_name="updated_at",
        lookup_expr="gte",
        help_text="ISO 8601 date and time, UTC where it names no zone: rows changed then or later.",
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        since = (data or {}).get("updated_since", "")
        if " " in since:  # a "+" that the client did not encode
            data = data.copy()
            data["updated_since"] = since.replace(" ", "+")
        super().__init__(data, *args, **kwargs)

    def is_valid(self) -> bool:
        """A filter without a value is a variable that was not filled: everybody is not what was asked for."""
        empty = [name for name in self.filters if name in self.data and not self.data[name].strip()]
        for name in empty:
            if name not in self.form.errors:
                self.form.add_error(name, _("Give a value, or leave this parameter out."))
        return bool(super().is_valid())


class TrueOrFalseField(Field):
    """Refuses what is neither, which Django's own takes for no answer; only what is empty is none."""

    def to_python(self, value: Any) -> bool | None:
        said = str(value or "").strip().lower()
        if said not in TRUE_OR_FALSE:
            raise ValidationError(_("Write true or false."), code="invalid")
        return TRUE_OR_FALSE[said]


class TrueOrFalseFilter(filters.BooleanFilter):
    field_class = TrueOrFalseField


class UserFilter(ChangedFilter):
    email = filters.CharFilter(lookup_expr="iexact")
    employee_number = filters.CharFilter()
    active = TrueOrFalseFilter(field_name="is_active")

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []


class CourseFilter(ChangedFilter):
    class Meta:
        model = Course
        fields: ClassVar[list[str]] = []


class KnownPersonField(CharField):
    """Somebody as they are named when something is sent. Whoever is nobody is refused: a list without them would say that
    nobody is enrolled."""

    def clean(self, value: Any) -> User | None:
        reference: str = super().clean(value)
        if not reference:
            return None
        try:
            person = one_of(User.objects.all(), reference)
        except ValidationError:
            raise ValidationError(_("Enter the id of a person, or an e-mail address.")) from None
        if person is None:
            raise ValidationError(_("Nobody has this id or e-mail."))
        return person


class PersonFilter(filters.CharFilter):
    field_class = KnownPersonField

    def __init__(self) -> None:
        help_text = "Id or e-mail of the person; one that nobody has is refused."
        super().__init__(field_name="user", max_length=254, help_text=help_text)


def keyed_filter(
    model: type[Course | Path], name: str, *, help_text: str, unknown: Promise
) -> filters.Filter:
    """By the key of one that there is: any other is refused, as an empty list would say that nobody is on it."""
    return filters.ModelChoiceFilter(
        field_name=name,
        queryset=model.objects.all(),
        to_field_name="key",
        help_text=help_text,
        error_messages={"invalid_choice": unknown},
    )


class OnCourseFilter(ChangedFilter):
    user = PersonFilter()
    course = keyed_filter(
        Course,
        "course",
        help_text="Key of the course; one that no course has is refused.",
        unknown=gettext_lazy("No course has this key."),
    )
    external_id = filters.CharFilter(help_text="The id your system gave the enrolment.")


class EnrolmentFilter(OnCourseFilter):
    state = KnownChoiceFilter(choices=EnrolmentState.choices)

    class Meta:
        model = Enrolment
        fields: ClassVar[list[str]] = []


class CompletionFilter(OnCourseFilter):
    external_id = filters.CharFilter(field_name="enrolment__external_id")

    class Meta:
        model = Completion
        fields: ClassVar[list[str]] = []


class PathFilter(ChangedFilter):
    class Meta:
        model = Path
        fields: ClassVar[list[str]] = []


class PathEnrolmentFilter(ChangedFilter):
    user = PersonFilter()
    path = keyed_filter(
        Path,
        "path",
        help_text="Key of the learning path; one that no path has is refused.",
        unknown=gettext_lazy("No learning path has this key."),
    )
    external_id = filters.CharFilter(help_text="The id your system gave it.")

    class Meta:
        model = PathEnrolment
        fields: ClassVar[list[str]] = []
