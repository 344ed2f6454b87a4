"""What OpenAPI says of every endpoint: the scope it needs and the problems it may answer with."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from hr_api.problems import MEDIA_TYPE


class FixSerializer(serializers.Serializer[Any]):
    """A change that would let the run start."""

    detail = serializers.CharField()
    spec = serializers.DictField(help_text="The settings to send instead, by name.")


class FlawSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField(
        help_text="What is wrong and what to do, in the language of Accept-Language."
    )
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body (RFC 6901).")
    parameter = serializers.CharField(required=False, help_text="Name of the query parameter.")
    header = serializers.CharField(required=False, help_text="Name of the request header.")
    fixes = FixSerializer(
        many=True,
        required=False,
        help_text="For a run that needs more memory than any worker has: the cheapest changes that make it fit.",
    )


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details. `type` is stable; texts may change."""

    type = serializers.CharField(help_text="urn:learning-curve:problem:…")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    request_id = serializers.CharField(
        help_text="Quote it when you ask for help; also in the X-Request-Id header."
    )
    errors = FlawSerializer(many=True, required=False)  # type: ignore[assignment]


PROBLEMS = {
    "400": "The query, a header or the JSON cannot be read, or a parameter names what is not there or is given twice.",
    "401": "No valid bearer token.",
    "403": "The token lacks the scope, or its person may not do this.",
    "404": "Hidden or absent.",
    "406": "Only JSON is offered.",
    "409": "Not possible in the present state.",
    "413": "The body is too large.",
    "415": "The body is not application/json.",
    "422": "The body was understood, but some values cannot be used.",
}
WITH_BODY = frozenset({"413", "415", "422"})


class ProblemAutoSchema(AutoSchema):
    """Adds the problem answers of each operation; `view.conflicts` says that 409 is one of them."""

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        problem: ResolvedComponent = self.resolve_serializer(ProblemSerializer(), direction)
        for code in self._problem_codes():
            bodies[code] = {"description": PROBLEMS[code], "content": {MEDIA_TYPE: {"schema": problem.ref}}}
        return dict(sorted(bodies.items()))

    def _problem_codes(self) -> set[str]:
        codes = {"400", "401", "403", "406"}
        if "{" in self.path:
            codes.add("404")
        if getattr(self.view, "conflicts", False):
            codes.add("409")
        return codes | WITH_BODY if self._get_request_body() else codes


class BearerScheme(OpenApiAuthenticationExtension):
    """OpenAPI 3.1 lets any scheme name roles, so each operation says its scope."""

    target_class = "hr_api.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: ProblemAutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from `manage.py token EMAIL --scope SCOPE…`; it is shown once.",
        }

    def get_security_requirement(self, auto_schema: ProblemAutoSchema) -> dict[str, list[str]]:
        scope = getattr(auto_schema.view, "required_scopes", {}).get(auto_schema.method)
        return {self.name: [scope.value] if scope else []}
