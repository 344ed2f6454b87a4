"""Bodies are read strictly: an unknown field is refused, so that a misspelt one is not ignored."""

import difflib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request


class PersonField(serializers.CharField):
    """Somebody by id or e-mail. A number is neither, and is refused with whatever else the body has wrong."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictSerializer(serializers.Serializer[Any]):
    """The shape of a body."""

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """What the body asks for; raises what is wrong with it."""
        if not request.body.strip():
            raise ParseError(_("The body is empty. Send one JSON object."))
        body = cls(data=request.data)
        body.is_valid(raise_exception=True)
        asked: dict[str, Any] = body.validated_data
        return asked

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"non_field_errors": [_("The body must be one JSON object.")]})
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        unknown = [key for key in data if key not in self.fields]
        if unknown:
            raise serializers.ValidationError({key: [self._unknown(key)] for key in unknown})
        return super().to_internal_value(data)

    def _unknown(self, key: str) -> str:
        near = difflib.get_close_matches(key, self.fields, n=1)
        if near:
            return _("There is no such field. Did you mean “%(name)s”?") % {"name": near[0]}
        return _("There is no such field. Remove it.")
