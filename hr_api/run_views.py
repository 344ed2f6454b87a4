"""Experiments from learners' own programs: submit, watch, stop, read the report."""

import uuid
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hr_api import runs
from hr_api.actions import run_experiment
from hr_api.parsing import BoundedJSONParser
from hr_api.permissions import TokenRequest
from hr_api.problems import Flaw, Problem, invalid
from hr_api.queries import check_given_once
from people.tokens import Scope
from training_jobs import curve
from training_jobs.access import run_for
from training_jobs.models import Report
from training_jobs.states import ENDED
from training_jobs.stream import events_after

LARGEST_SEQ = 2**62
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 80 printable ASCII characters: the same key never makes a second experiment.",
)
AFTER = OpenApiParameter(
    "after", OpenApiTypes.INT64, description="Number of the last event you have; 0 for all."
)


class RunView(APIView):
    """What the endpoints of runs share."""

    http_method_names = ["get", "head", "post"]
    parser_classes = (BoundedJSONParser,)
    required_scopes: ClassVar[dict[str, Scope]] = {"GET": Scope.RUNS_READ}


class ExperimentCreate(RunView):
    required_scopes: ClassVar = {"POST": Scope.EXPERIMENTS_WRITE}
    conflicts = True

    @extend_schema(
        operation_id="submitExperiment",
        summary="Submit an experiment",
        description="Checked like the form of the lab. With the same Idempotency-Key again it answers 201 "
        "with the first call's run; another body under the same key is refused with 422. In a lab, settings that "
        "are at work already answer 200 with that run: nothing is queued, and a new prediction is not taken.",
        tags=["Experiments"],
        parameters=[IDEMPOTENCY_KEY],
        request=runs.ExperimentRequest,
        responses={
            201: OpenApiResponse(runs.SubmittedSerializer, "The run is queued."),
            200: OpenApiResponse(runs.SubmittedSerializer, "A run at work has the same settings: that one."),
        },
    )
    def post(self, request: TokenRequest) -> Response:
        asked = runs.ExperimentRequest.read(request)
        run = run_experiment(
            by=request.user, given=asked.pop("spec"), idempotency_key=_idempotency_key(request), **asked
        )
        return Response(runs.SubmittedSerializer(run).data, 200 if run.was_at_work else 201)


class RunDetail(RunView):
    @extend_schema(
        operation_id="readRun", summary="State of a run", tags=["Experiments"], responses=runs.RunSerializer
    )
    def get(self, request: TokenRequest, id: uuid.UUID) -> Response:
        return Response(runs.RunSerializer(run_for(request.user, id), context={"reader": request.user}).data)


class RunEvents(RunView):
    @extend_schema(
        operation_id="readRunEvents",
        summary="What a run told so far",
        description="At most 500 events an answer. Live: the WebSocket /ws/runs/{id}/?after=SEQ; it answers `behind` to "
        "who lacks more than 2,000 events and has to read them here first.",
        tags=["Experiments"],
        parameters=[AFTER],
        responses=runs.EventsSerializer,
    )
    def get(self, request: TokenRequest, id: uuid.UUID) -> Response:
        after = _after(request)
        found = run_for(request.user, id)
        return Response(runs.events_page(found, events_after(found, after), after))


class RunCurve(RunView):
    @extend_schema(
        operation_id="readRunCurve",
        summary="The curve of a run",
        description="Columns of equal length, null where a metric was no number. Above `points` steps (50 to 1500) "
        "it is thinned: first, last, lowest, highest and gaps stay. Go on from `seq` with the events.",
        tags=["Experiments"],
        parameters=[OpenApiParameter(name, OpenApiTypes.INT64) for name in ("points", "from", "to")],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: TokenRequest, id: uuid.UUID) -> Response:
        found = run_for(request.user, id)
        points = _whole_number(request, "points") or curve.POINTS
        first, last = _whole_number(request, "from"), _whole_number(request, "to")
        if first is not None and last is not None and first > last:
            raise invalid(Flaw(_("Give a step that does not lie before “from”."), parameter="to"))
        return Response(curve.snapshot(found, points, first, last))


class RunReport(RunView):
    @extend_schema(
        operation_id="readRunReport",
        summary="The final report of a run",
        description="404 with the type urn:learning-curve:problem:no-report until there is one.",
        tags=["Experiments"],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: TokenRequest, id: uuid.UUID) -> Response:
        found = run_for(request.user, id)
        report = Report.objects.filter(run=found).first()
        if report is None:
            raise Problem(404, "no-report", _no_report(found.state, found.get_state_display()))
        return Response(report.data)


def _no_report(state: str, in_words: str) -> str:
    if state in ENDED:
        return _("The run ended without a report (%(state)s).") % {"state": in_words}
    return _("The run is %(state)s. Ask again when it has finished.") % {"state": in_words}


def _idempotency_key(request: Request) -> str:
    key: str = request.headers.get("Idempotency-Key", "")
    if len(key) > 80 or not (key.isascii() and key.isprintable()):
        raise invalid(Flaw(_("Use 1 to 80 printable ASCII characters."), header="Idempotency-Key"))
    return key


def _after(request: Request) -> int:
    return _whole_number(request, "after") or 0


def _whole_number(request: Request, name: str) -> int | None:
    check_given_once(request)
    given: Any = request.query_params.get(name)
    if given is None:
        return None
    if given.isascii() and given.isdigit() and len(given) < 20 and int(given) < LARGEST_SEQ:
        return int(given)
    last_event = _("Give the number of the last event that you have, 0 for all.")
    raise invalid(Flaw(last_event if name == "after" else _("Give a whole number."), parameter=name))
