"""What a list may be narrowed by."""

from typing import Any, ClassVar

import django_filters as filters

from courses.models import Completion, Course, Enrolment, EnrolmentState, PathEnrolment
from people.models import User


class ChangedFilter(filters.FilterSet):
    updated_since = filters.IsoDateTimeFilter(
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


class UserFilter(ChangedFilter):
    email = filters.CharFilter(lookup_expr="iexact")
    employee_number = filters.CharFilter()
    active = filters.BooleanFilter(field_name="is_active")

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []


class CourseFilter(ChangedFilter):
    class Meta:
        model = Course
        fields: ClassVar[list[str]] = []


class OnCourseFilter(ChangedFilter):
    user = filters.UUIDFilter(field_name="user__public_id", help_text="Id of the person.")
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
    user = filters.UUIDFilter(field_name="user__public_id", help_text="Id of the person.")
    path = filters.CharFilter(field_name="path__key", help_text="Key of the learning path.")
    external_id = filters.CharFilter(help_text="The id your system gave it.")

    class Meta:
        model = PathEnrolment
        fields: ClassVar[list[str]] = []
