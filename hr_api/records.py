"""The shapes that HR systems read. Ids are stable public ids; a course's id is its key."""

from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from courses.certificates.numbers import grouped
from courses.certificates.qr import address_of
from courses.models import Certificate, CertificateState, Completion, Course, Enrolment, EnrolmentState
from courses.standings import is_issued_when_asked
from people.models import Position, User

TEXTS = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "examples": [{"en": "Fine-tune your first classifier", "zh-hans": "微调你的第一个分类器"}],
}


@extend_schema_field(TEXTS)
class TextsField(serializers.JSONField):
    """One text per language code: in those of the interface also where the source has to stand in."""

    def to_representation(self, value: Any) -> Any:
        source = next(iter(value.values()), "")
        return {**{code: source for code, _name in settings.LANGUAGES}, **value}


class UnitSerializer(serializers.ModelSerializer[Position]):
    id = serializers.UUIDField(source="unit.public_id")
    name = serializers.CharField(source="unit.name")

    class Meta:
        model = Position
        fields: ClassVar = ["id", "name", "title", "leads", "starts_on", "ends_on"]


class UserSerializer(serializers.ModelSerializer[User]):
    id = serializers.UUIDField(source="public_id")
    active = serializers.BooleanField(source="is_active")
    units = UnitSerializer(many=True, source="positions_held", help_text="Positions held today.")

    class Meta:
        model = User
        fields: ClassVar = [
            "id",
            "email",
            "name",
            "employee_number",
            "active",
            "units",
            "created_at",
            "updated_at",
        ]


class CourseSerializer(serializers.ModelSerializer[Course]):
    id = serializers.CharField(source="key")
    title = TextsField(source="published.title")
    summary = TextsField(source="published.summary")
    languages = serializers.ListField(child=serializers.CharField(), source="published.languages")
    minutes = serializers.IntegerField(source="published.minutes", help_text="Usual duration.")
    revision = serializers.IntegerField(source="published.number")
    published_at = serializers.DateTimeField(source="published.published_at")
    archived_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="Since when nobody new can be enrolled; null while it is offered.",
    )

    class Meta:
        model = Course
        fields: ClassVar = [
            "id",
            "title",
            "summary",
            "languages",
            "minutes",
            "revision",
            "published_at",
            "archived_at",
            "updated_at",
        ]


class EnrolmentSerializer(serializers.ModelSerializer[Enrolment]):
    id = serializers.UUIDField(source="public_id")
    user = serializers.UUIDField(source="user.public_id")
    employee_number = serializers.CharField(source="user.employee_number")
    course = serializers.CharField(source="course.key")
    state = serializers.ChoiceField(EnrolmentState.choices)
    known_by_placement = serializers.BooleanField(
        help_text="A placement test showed that the person knows the course; `state` says what they did in it."
    )
    percent = serializers.IntegerField(min_value=0, max_value=100)
    score = serializers.FloatField(
        source="score_so_far",
        allow_null=True,
        help_text="0 to 1: of the completion, before it the mean of the scored parts so far.",
    )
    cycle = serializers.IntegerField(
        min_value=1, help_text="Which pass through the course this is; a renewal begins a new one."
    )
    completed_at = serializers.DateTimeField(
        source="completion.completed_at",
        default=None,
        allow_null=True,
        help_text="The newest completion; while a renewed course is in progress, that of the cycle before.",
    )

    class Meta:
        model = Enrolment
        fields: ClassVar = [
            *("id", "user", "employee_number", "course", "external_id", "state", "cycle"),
            "known_by_placement",
            *(
                "percent",
                "score",
                "created_at",
                "started_at",
                "last_activity_at",
                "completed_at",
                "updated_at",
            ),
        ]


class RevisionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    content_date = serializers.DateTimeField(
        source="published_at", help_text="When this content was published."
    )


class CertificateSerializer(serializers.ModelSerializer[Certificate]):
    number = serializers.SerializerMethodField(help_text="As printed.")
    url = serializers.SerializerMethodField(
        help_text="Where anybody can verify it; a re-issue has another one."
    )
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text="The first moment at which it is not valid; null for good."
    )
    state = serializers.ChoiceField(
        CertificateState.choices,
        help_text="At the time of this answer. It expires without a change of the completion.",
    )

    class Meta:
        model = Certificate
        fields: ClassVar = ["number", "url", "issued_at", "expires_at", "state"]

    def get_number(self, certificate: Certificate) -> str:
        return grouped(certificate.number)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, certificate: Certificate) -> str:
        return address_of(certificate)


class CompletionSerializer(serializers.ModelSerializer[Completion]):
    id = serializers.UUIDField(source="public_id")
    enrolment = serializers.UUIDField(source="enrolment.public_id")
    external_id = serializers.CharField(source="enrolment.external_id")
    user = serializers.UUIDField(source="user.public_id")
    employee_number = serializers.CharField(source="user.employee_number")
    course = serializers.CharField(source="course.key")
    revision = RevisionSerializer()
    score = serializers.FloatField(help_text="Mean of the scored parts, 0 to 1.")
    certificate_url = serializers.SerializerMethodField(
        help_text="The page for people who sign in; null where the course gives no certificate."
    )
    certificate = serializers.SerializerMethodField(
        help_text="The one that counts; null where the course gives none."
    )

    class Meta:
        model = Completion
        fields: ClassVar = [
            *("id", "enrolment", "external_id", "user", "employee_number", "course", "revision"),
            *("score", "completed_at", "certificate_url", "certificate", "updated_at"),
        ]

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_certificate_url(self, completion: Completion) -> str | None:
        revision = completion.revision
        if not (is_issued_when_asked(revision) or (revision.certified and completion.certificates_held)):  # type: ignore[attr-defined]
            return None
        return settings.SITE_URL + reverse("courses:certificate", args=[completion.public_id])

    @extend_schema_field(CertificateSerializer(allow_null=True))
    def get_certificate(self, completion: Completion) -> dict[str, Any] | None:
        held: list[Certificate] = getattr(completion, "certificates_held", [])
        return CertificateSerializer(held[0]).data if held else None
