"""Who is on which learning path, and how far; HR systems put people on paths here."""

import uuid
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from courses.actions import withdraw_path
from courses.models import EnrolmentState, Path, PathEnrolment
from courses.paths.progress import read_progress
from hr_api import access, filters
from hr_api.actions import put_on_path
from hr_api.permissions import TokenRequest
from hr_api.record_views import RecordList
from hr_api.records import TextsField
from hr_api.strict import PersonField, StrictSerializer
from people.tokens import Scope


class PathSerializer(serializers.ModelSerializer[Path]):
    id = serializers.CharField(source="key", help_text="The key that `path` takes.")
    title = TextsField(source="published.title")
    summary = TextsField(source="published.summary")
    version = serializers.IntegerField(source="published.number", help_text="What new people on it get.")
    courses = serializers.SerializerMethodField(help_text="Keys of its courses, in the order of its stages.")
    updated_at = serializers.DateTimeField(help_text="When its newest version was published.")

    class Meta:
        model = Path
        fields: ClassVar = ["id", "title", "summary", "version", "courses", "created_at", "updated_at"]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_courses(self, path: Path) -> list[str]:
        assert path.published is not None  # what the list selects by
        listed = (key for stage in path.published.source["stages"] for key in stage["courses"])
        return list(dict.fromkeys(listed))


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


@extend_schema_view(get=extend_schema(operation_id="listPaths", summary="Learning paths", tags=["HR"]))
class PathList(RecordList[Path]):
    """Every published learning path; people can be put on each of them, which is why it needs the scope of doing so."""

    http_method_names = ["get", "head"]
    required_scopes: ClassVar = {"GET": Scope.ENROLMENTS_WRITE}
    serializer_class = PathSerializer
    filterset_class = filters.PathFilter
    queryset = Path.objects.none()

    def get_queryset(self) -> QuerySet[Path]:
        return access.all_paths()


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
            "Another `external_id` answers 409. A person who was taken off is put on it again, with the `external_id` "
            "that the row has."
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
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(_told(enrolment), code)


class PathEnrolmentDetail(APIView):
    http_method_names = ["delete"]
    required_scopes: ClassVar = {"DELETE": Scope.ENROLMENTS_WRITE}

    @extend_schema(
        operation_id="takeOffPath",
        summary="Take a person off a learning path",
        description=(
            "Idempotent: again it answers 200 with the same row, whose `withdrawn_at` stays. What the person did in the "
            "courses stays too. Putting them on the path again brings the same row back."
        ),
        tags=["HR"],
        responses={200: OpenApiResponse(PathEnrolmentSerializer(many=False), "Is off the path.")},
    )
    def delete(self, request: TokenRequest, id: uuid.UUID) -> Response:
        enrolment = access.path_enrolment(id)
        withdraw_path(by=request.user, enrolment=enrolment)
        return Response(_told(enrolment))


def _told(enrolment: PathEnrolment) -> Any:
    (row,) = read_progress(access.all_path_enrolments().filter(pk=enrolment.pk))
    return PathEnrolmentSerializer(row).data
