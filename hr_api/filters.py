"""What a list may be narrowed by."""

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Field
from django.utils.translation import gettext as _
from django_filters.fields import IsoDateTimeField

from courses.models import Completion, Course, Enrolment, EnrolmentState, PathEnrolment
from people.models import User

TRUE_OR_FALSE = {"true": True, "false": False, "": None}


class MomentField(IsoDateTimeField):
    """A moment in UTC. What lies beyond the years that can be written so, or hours no zone is away, is refused."""

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


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


class PersonFilter(filters.CharFilter):
    """A person as they are named when something is sent: by id or e-mail."""

    def __init__(self) -> None:
        super().__init__(max_length=254, help_text="Id or e-mail of the person.")

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        return qs.filter(user__email__iexact=value) if "@" in value else qs.filter(user__public_id=value)

    @property
    def field(self) -> Field:
        field: Field = super().field
        if _id_or_email not in field.validators:
            field.validators.append(_id_or_email)
        return field


def _id_or_email(value: str) -> None:
    if "@" in value:
        return
    try:
        UUID(value)
    except ValueError:
        raise ValidationError(_("Enter the id of a person, or an e-mail address.")) from None


class OnCourseFilter(ChangedFilter):
    user = PersonFilter()
    course = filters.CharFilter(field_name="course__key", help_text="Key of the course.")
    external_id = filters.CharFilter(help_text="The id your system gave the enrolment.")


class EnrolmentFilter(OnCourseFilter):
    state = filters.ChoiceFilter(choices=EnrolmentState.choices)

    class Meta:
        model = Enrolment
        fields: ClassVar[list[str]] = []


class CompletionFilter(OnCourseFilter):
    external_id = filters.CharFilter(field_name="enrolment__external_id")

    class Meta:
        model = Completion
        fields: ClassVar[list[str]] = []


class PathEnrolmentFilter(ChangedFilter):
    user = PersonFilter()
    path = filters.CharFilter(field_name="path__key", help_text="Key of the learning path.")
    external_id = filters.CharFilter(help_text="The id your system gave it.")

    class Meta:
        model = PathEnrolment
        fields: ClassVar[list[str]] = []
