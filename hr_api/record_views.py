"""Company records for HR systems: people, courses, who is on what, and what was completed."""

from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from courses.access import published_courses
from courses.models import Completion, Course, Enrolment
from hr_api import access, filters, records
from hr_api.actions import enrol_person
from hr_api.paging import UpdatedCursor
from hr_api.parsing import BoundedJSONParser
from hr_api.permissions import TokenRequest
from hr_api.queries import check_known
from hr_api.strict import PersonField, StrictSerializer
from people.models import User
from people.tokens import Scope

Row = TypeVar("Row", bound=Model)


class RecordList(ListAPIView[Row], Generic[Row]):
    """A page of rows."""

    http_method_names = ["get", "head", "post"]
    parser_classes = (BoundedJSONParser,)
    pagination_class = UpdatedCursor
    required_scopes: ClassVar[dict[str, Scope]]
    filterset_class: type[filters.ChangedFilter]

    def filter_queryset(self, queryset: QuerySet[Row, Any]) -> QuerySet[Row, Any]:
        check_known(self.request, [*self.filterset_class.base_filters, "cursor", "limit"])
        return super().filter_queryset(queryset)


@extend_schema_view(get=extend_schema(operation_id="listUsers", summary="People of the company", tags=["HR"]))
class UserList(RecordList[User]):
    """Everybody, also people who have left (`active` is false), with the units they belong to today."""

    required_scopes: ClassVar = {"GET": Scope.USERS_READ}
    serializer_class = records.UserSerializer
    filterset_class = filters.UserFilter
    queryset = User.objects.none()

    def get_queryset(self) -> QuerySet[User]:
        return access.all_users()


@extend_schema_view(get=extend_schema(operation_id="listCourses", summary="Published courses", tags=["HR"]))
class CourseList(RecordList[Course]):
    """Every published course with the revision that new learners get."""

    required_scopes: ClassVar = {"GET": Scope.COURSES_READ}
    serializer_class = records.CourseSerializer
    filterset_class = filters.CourseFilter
    queryset = Course.objects.none()

    def get_queryset(self) -> QuerySet[Course]:
        return published_courses()


@extend_schema_view(
    get=extend_schema(operation_id="listCompletions", summary="Completed courses", tags=["HR"])
)
class CompletionList(RecordList[Completion]):
    """Evidence of each completed course: score, the content it was done on, certificate. Never changed."""

    required_scopes: ClassVar = {"GET": Scope.COMPLETIONS_READ}
    serializer_class = records.CompletionSerializer
    filterset_class = filters.CompletionFilter
    queryset = Completion.objects.none()

    def get_queryset(self) -> QuerySet[Completion]:
        return access.all_completions()


class EnrolmentRequest(StrictSerializer):
    user = PersonField(max_length=254, help_text="Id or e-mail of an active person.")
    course = serializers.CharField(max_length=80, help_text="Key of a published course.")
    external_id = serializers.CharField(
        max_length=120,
        required=False,
        default="",
        allow_blank=True,
        help_text="Your own id; kept from the first call that names one. Another one answers 409.",
    )


class EnrolmentList(RecordList[Enrolment]):
    """Who is on which course, and how far."""

    required_scopes: ClassVar = {"GET": Scope.ENROLMENTS_READ, "POST": Scope.ENROLMENTS_WRITE}
    conflicts = True
    serializer_class = records.EnrolmentSerializer
    filterset_class = filters.EnrolmentFilter
    queryset = Enrolment.objects.none()

    def get_queryset(self) -> QuerySet[Enrolment]:
        return access.all_enrolments()

    @extend_schema(operation_id="listEnrolments", summary="Enrolments and progress", tags=["HR"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="enrol",
        summary="Put a person on a course",
        description=(
            "Idempotent: the same person and course again answer 200 with the same enrolment, and 409 where it "
            "has another `external_id`. Where the person's "
            "certificate of the course has expired, the call begins a renewal: the enrolment gets a new `cycle`, in which "
            "everything is to be done again, and 201. What was completed stays; a new completion follows. Repeating the "
            "call begins no further cycle."
        ),
        tags=["HR"],
        request=EnrolmentRequest,
        responses={
            201: OpenApiResponse(
                records.EnrolmentSerializer(many=False),
                "Enrolled by this call, or its certificate is being renewed by it.",
            ),
            200: OpenApiResponse(records.EnrolmentSerializer(many=False), "Was enrolled already."),
        },
    )
    def post(self, request: TokenRequest) -> Response:
        asked = EnrolmentRequest.read(request)
        enrolment, is_new = enrol_person(by=request.user, **asked)
        row = access.all_enrolments().get(pk=enrolment.pk)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(records.EnrolmentSerializer(row).data, code)
