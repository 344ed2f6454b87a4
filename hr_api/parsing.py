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
            data = _read(raw)
            text = json.dumps(data, ensure_ascii=False)
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
        _check_text(text)
        return data


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        text = _("The body is not UTF-8: byte %(number)d cannot be read.")
        raise ParseError(text % {"number": error.start + 1}) from None
    except json.JSONDecodeError as error:
        text = _("The body is not JSON: line %(line)d cannot be read from column %(column)d on.")
        raise ParseError(text % {"line": error.lineno, "column": error.colno}) from None
    except ValueError:  # what Python makes of more digits than it converts
        raise ParseError(_("The body holds a number with too many digits.")) from None


def _refuse_constant(name: str) -> float:
    raise ParseError(_("The body is not JSON: %(name)s is no number there.") % {"name": name})


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(text[error.start]):04x}"
        said = _("The body holds half a character (%(half)s), which cannot be stored. Send both halves.")
        raise ParseError(said % {"half": half}) from None
    if "\\u0000" in text:
        raise ParseError(_("The body holds a NUL character, which cannot be stored."))
