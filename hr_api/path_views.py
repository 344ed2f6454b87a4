"""Who is on which learning path, and how far; HR systems put people on paths here."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from courses.models import EnrolmentState, PathEnrolment
from courses.paths.progress import read_progress
from hr_api import access, filters
from hr_api.actions import put_on_path
from hr_api.permissions import TokenRequest
from hr_api.record_views import RecordList
from hr_api.strict import PersonField, StrictSerializer
from people.tokens import Scope


class PathEnrolmentSerializer(serializers.Serializer[Any]):
    """What follows from the courses is computed when it is asked for; `updated_at` moves with each course."""

    id = serializers.UUIDField(source="enrolment.public_id")
    user = serializers.UUIDField(source="enrolment.user.public_id")
    employee_number = serializers.CharField(source="enrolment.user.employee_number")
    path = serializers.CharField(source="source.key")
    version = serializers.IntegerField(source="version.number")
    external_id = serializers.CharField(source="enrolment.external_id")
    state = serializers.ChoiceField(EnrolmentState.choices)
    courses_done = serializers.IntegerField(
        source="done", help_text="Courses that count: done, or known by placement."
    )
    courses_needed = serializers.IntegerField(source="of")
    percent = serializers.IntegerField(min_value=0, max_value=100)
    due_on = serializers.DateField(allow_null=True, help_text="The last day on which it is in time.")
    overdue = serializers.BooleanField(source="is_overdue", help_text="At the time of this answer.")
    created_at = serializers.DateTimeField(source="enrolment.created_at")
    withdrawn_at = serializers.DateTimeField(source="enrolment.withdrawn_at", allow_null=True)
    updated_at = serializers.DateTimeField(source="enrolment.updated_at")


class PathEnrolmentRequest(StrictSerializer):
    user = PersonField(max_length=254, help_text="Id or e-mail of an active person.")
    path = serializers.CharField(max_length=80, help_text="Key of a published learning path.")
    due_on = serializers.DateField(
        required=False,
        default=None,
        allow_null=True,
        help_text=(
            "Without it the path says when it is due. A day that has passed answers 422, unless it is the row's "
            "due date already: a request that is sent again later still succeeds."
        ),
    )
    external_id = serializers.CharField(
        max_length=120,
        required=False,
        default="",
        allow_blank=True,
        help_text="Your own id; kept from the first call that names one. Another one answers 409.",
    )


class PathEnrolmentList(RecordList[PathEnrolment]):
    """Who is on which learning path, and how far; `withdrawn_at` tells who was taken off one."""

    required_scopes: ClassVar = {"GET": Scope.ENROLMENTS_READ, "POST": Scope.ENROLMENTS_WRITE}
    conflicts = True
    serializer_class = PathEnrolmentSerializer
    filterset_class = filters.PathEnrolmentFilter
    queryset = PathEnrolment.objects.none()

    def get_queryset(self) -> QuerySet[PathEnrolment]:
        return access.all_path_enrolments()

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        page = super().paginate_queryset(queryset)
        return None if page is None else read_progress(page)

    @extend_schema(operation_id="listPathEnrolments", summary="Learning paths and progress", tags=["HR"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="putOnPath",
        summary="Put a person on a learning path",
        description=(
            "Idempotent: the same person and path again answer 200 with the same row; a `due_on` that differs "
            "is taken over, unless its day has passed (422). "
            "Another `external_id` answers 409. A person who was taken off is put on it again."
        ),
        tags=["HR"],
        request=PathEnrolmentRequest,
        responses={
            201: OpenApiResponse(PathEnrolmentSerializer(many=False), "Put on the path by this call."),
            200: OpenApiResponse(PathEnrolmentSerializer(many=False), "Was on it already."),
        },
    )
    def post(self, request: TokenRequest) -> Response:
        asked = PathEnrolmentRequest.read(request)
        enrolment, is_new = put_on_path(by=request.user, **asked)
        (row,) = read_progress(access.all_path_enrolments().filter(pk=enrolment.pk))
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(PathEnrolmentSerializer(row).data, code)
