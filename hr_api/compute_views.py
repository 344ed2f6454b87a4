"""What a person may still compute, for programs that decide when to submit."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from hr_api.permissions import TokenRequest
from people.tokens import Scope
from training_jobs.quotas import allowances_of


class AllowanceSerializer(serializers.Serializer[Any]):
    """One limit that holds for the person. Units and courses share theirs among their people."""

    whose = serializers.ChoiceField(["person", "unit", "course"])
    name = serializers.CharField(help_text="Of the unit, or the course's key.")
    seconds = serializers.IntegerField(
        source="limit.seconds", allow_null=True, help_text="Per window; null is no limit."
    )
    window_days = serializers.IntegerField(source="limit.days")
    used_seconds = serializers.FloatField(source="used", help_text="Charged in the window, and at work now.")
    left_seconds = serializers.FloatField(source="left", allow_null=True)
    frees_at = serializers.DateTimeField(
        allow_null=True, help_text="When the oldest of it leaves the window."
    )
    runs_at_once = serializers.IntegerField(source="limit.at_once", allow_null=True)
    runs_at_work = serializers.IntegerField(source="at_work")


class ComputeSerializer(serializers.Serializer[Any]):
    allowances = AllowanceSerializer(many=True)


class Compute(APIView):
    http_method_names = ["get", "head"]
    required_scopes: ClassVar[dict[str, Scope]] = {"GET": Scope.RUNS_READ}

    @extend_schema(
        operation_id="readCompute",
        summary="What you used of what you may compute",
        tags=["Experiments"],
        responses=ComputeSerializer,
    )
    def get(self, request: TokenRequest) -> Response:
        return Response(ComputeSerializer({"allowances": allowances_of(request.user)}).data)
