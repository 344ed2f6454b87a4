"""Every error of the API as application/problem+json (RFC 9457): what happened, where, what next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework import exceptions
from rest_framework.response import Response

from lms.kit.outages import AWAY, RETRY_AFTER
from lms.kit.refusals import Conflict
from training_jobs.capacity import TooLarge
from training_jobs.contract.knobs import nested
from training_jobs.contract.problems import SpecRefused
from training_jobs.presenting.words import say

log = structlog.get_logger("hr_api")
MEDIA_TYPE = "application/problem+json"

TITLES: dict[str, str] = {
    "malformed-request": gettext_noop("The request cannot be read"),
    "not-authenticated": gettext_noop("A valid bearer token is needed"),
    "refused": gettext_noop("This is not allowed"),
    "missing-scope": gettext_noop("The token lacks a scope"),
    "not-found": gettext_noop("There is nothing here"),
    "no-report": gettext_noop("The run has no report"),
    "method-not-allowed": gettext_noop("This method does not work here"),
    "not-acceptable": gettext_noop("The answer is only available as JSON"),
    "conflict": gettext_noop("That is not possible now"),
    "too-large": gettext_noop("The request is too large"),
    "unsupported-media-type": gettext_noop("Send the body as application/json"),
    "invalid-input": gettext_noop("Some values cannot be used"),
    "unavailable": gettext_noop("The database does not answer just now"),
    "internal-error": gettext_noop("The platform made a mistake"),
}


@dataclass(frozen=True)
class Flaw:
    """One wrong value: `pointer` is a JSON pointer into the body (RFC 6901); else it stood elsewhere."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None
    fixes: list[dict[str, Any]] | None = None

    def as_json(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if value is not None}


class Problem(exceptions.APIException):
    """An error of a known kind (a key of TITLES)."""

    def __init__(self, status: int, kind: str, detail: str = "", flaws: tuple[Flaw, ...] = ()) -> None:
        super().__init__(detail)
        self.status_code, self.kind, self.text, self.flaws = status, kind, detail, flaws


def invalid(*flaws: Flaw) -> Problem:
    """Wrong values: 422 for a body that was understood, 400 for a query parameter or a header."""
    in_body = all(flaw.pointer is not None for flaw in flaws)
    return Problem(422 if in_body else 400, "invalid-input", _("Mend what is listed under “errors”."), flaws)


def spec_refused(refusal: SpecRefused, root: str = "/spec") -> Problem:
    """The problems of a spec, each pointing at its place below `root`."""
    fixes = _fixes(refusal) if isinstance(refusal, TooLarge) else None
    return invalid(
        *(
            Flaw(say(problem), pointer=pointer(root, *filter(None, problem.field.split("."))), fixes=fixes)
            for problem in refusal.problems
        )
    )


def _fixes(refusal: TooLarge) -> list[dict[str, Any]]:
    """What would make the run fit: in words, and as settings to send instead."""
    return [
        {"detail": " ".join(say(sentence) for sentence in fix.words), "spec": nested(changes)}
        for fix, changes in zip(refusal.fixes, refusal.changes, strict=True)
    ]


def pointer(root: str, *steps: str | int) -> str:
    return root + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def problem_response(exc: Exception, context: dict[str, Any]) -> Response:
    """Django REST framework's exception handler: whatever went wrong becomes a problem document."""
    request = context["request"]
    problem = _problem_of(exc, method=request.method)
    if problem.kind == "internal-error":
        log.error("api error", path=request.path, exc_info=exc)
    body: dict[str, Any] = {
        "type": f"urn:learning-curve:problem:{problem.kind}",
        "title": _(TITLES[problem.kind]),
        "status": problem.status_code,
        "detail": problem.text or _(TITLES[problem.kind]),
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
    }
    if problem.flaws:
        body["errors"] = [flaw.as_json() for flaw in problem.flaws]
    return Response(body, problem.status_code, headers=_headers(exc), content_type=MEDIA_TYPE)


def _headers(exc: Exception) -> dict[str, str]:
    if isinstance(exc, AWAY):
        return {"Retry-After": RETRY_AFTER}
    challenge = getattr(exc, "auth_header", None)
    return {"WWW-Authenticate": challenge} if challenge else {}


def _problem_of(exc: Exception, *, method: str) -> Problem:
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, SpecRefused):
        return spec_refused(exc)
    if isinstance(exc, Conflict):
        return Problem(409, "conflict", str(exc))
    if isinstance(exc, PermissionDenied):
        return Problem(403, "refused", str(exc))
    if isinstance(exc, (Http404, exceptions.NotFound)):
        return Problem(404, "not-found", _("It does not exist, or it belongs to somebody else."))
    if isinstance(exc, RequestDataTooBig):
        return Problem(413, "too-large")
    if isinstance(exc, exceptions.ValidationError):
        return invalid(*_flaws(exc.detail, in_query=method in ("GET", "HEAD")))
    if isinstance(exc, exceptions.APIException):
        return Problem(exc.status_code, _KINDS.get(exc.status_code, "malformed-request"), str(exc.detail))
    if isinstance(exc, AWAY):
        return Problem(503, "unavailable", _("Nothing was changed. Ask again in a few seconds."))
    return Problem(
        500, "internal-error", _("It was written to the log. Tell an administrator the request id.")
    )


_KINDS = {
    400: "malformed-request",
    401: "not-authenticated",
    403: "refused",
    405: "method-not-allowed",
    406: "not-acceptable",
    415: "unsupported-media-type",
}


def _flaws(detail: Any, *, in_query: bool, steps: tuple[str | int, ...] = ()) -> Iterator[Flaw]:
    if isinstance(detail, dict):
        for key, inner in detail.items():
            own = () if key == "non_field_errors" else (key,)
            yield from _flaws(inner, in_query=in_query, steps=(*steps, *own))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            yield from _flaws(inner, in_query=in_query, steps=(*steps, index) if nested else steps)
    elif in_query:
        yield Flaw(str(detail), parameter=str(steps[0]) if steps else "")
    else:
        yield Flaw(str(detail), pointer=pointer("", *steps))
