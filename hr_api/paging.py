"""Pages of rows in the order in which they last changed.

The cursor is a keyset over (updated_at, id): a row that changes while somebody pages moves to the end and is
seen again, never missed. `updated_until` is safe as the next `updated_since`: it lies before the first
page, by more than the longest write takes, so that a row committed late is in the next round.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import connection
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from hr_api.problems import Flaw, invalid

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 200
LATE_COMMITS = timedelta(seconds=10)


class UpdatedCursor(BasePagination):
    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.request, limit = request, _limit(request)
        salt = f"hr_api.{queryset.model._meta.label_lower}"
        start = _read_cursor(request.query_params.get("cursor"), salt)
        self.until = start[2] if start else (_database_time() - LATE_COMMITS).isoformat()
        if start:
            at, row_id = datetime.fromisoformat(start[0]), start[1]
            queryset = queryset.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=row_id))
        rows: list[Model] = list(queryset.order_by("updated_at", "pk")[: limit + 1])
        self.next = self._next(rows[limit - 1], salt) if len(rows) > limit else None
        return rows[:limit]

    def _next(self, last: Any, salt: str) -> str:
        cursor = signing.dumps([last.updated_at.isoformat(), last.pk, self.until], salt=salt, compress=True)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response(self, data: Any) -> Response:
        body = {"results": data, "next": self.next, "updated_until": self.until}
        return Response(body, headers={"Link": f'<{self.next}>; rel="next"'} if self.next else {})

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next", "updated_until"],
            "properties": {
                "results": dict(schema) | {"maxItems": LARGEST_LIMIT},
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "Also in the Link header.",
                },
                "updated_until": {
                    "type": "string",
                    "format": "date-time",
                    "description": "After the last page, send this as the next `updated_since`.",
                },
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        limits = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}
        return [
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": "From `next`; opaque.",
            },
            {"name": "limit", "in": "query", "schema": limits, "description": "Rows a page."},
        ]


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if given.isascii() and given.isdigit() and len(given) < 5 and 1 <= int(given) <= LARGEST_LIMIT:
        return int(given)
    text = _("Choose a whole number from 1 to %(most)d.") % {"most": LARGEST_LIMIT}
    raise invalid(Flaw(text, parameter="limit"))


def _read_cursor(given: str | None, salt: str) -> list[Any] | None:
    if given is None:
        return None
    try:
        cursor: list[Any] = signing.loads(given, salt=salt)
    except (signing.BadSignature, ValueError):
        raise invalid(Flaw(_("Take the cursor from “next”, or leave it out."), parameter="cursor")) from None
    return cursor


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        now: datetime = cursor.fetchone()[0]
        return now
