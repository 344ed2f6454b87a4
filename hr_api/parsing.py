"""JSON bodies from strangers: bounded, and made only of text that the database can store."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from hr_api.problems import Problem


class BoundedJSONParser(JSONParser):
    """Django's own limit guards forms only; this one reads no further than it."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise Problem(413, "too-large", _("Send at most %(bytes)d bytes.") % {"bytes": limit})
        try:
            data = json.loads(raw.decode(), parse_constant=self._refuse_constant)
            text = json.dumps(data, ensure_ascii=False)
            text.encode()
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not JSON: %(reason)s") % {"reason": str(error)[:200]}) from None
        if "\\u0000" in text:
            raise ParseError(_("The body holds a NUL character, which cannot be stored."))
        return data

    @staticmethod
    def _refuse_constant(name: str) -> float:
        raise ValueError(f"{name} is not a JSON number")
