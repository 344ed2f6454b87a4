"""What a program may ask of a run: pause, resume, stop and keep, cancel. Each may be asked twice."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from hr_api import runs
from hr_api.permissions import TokenRequest
from hr_api.run_views import RunView
from people.tokens import Scope
from training_jobs import actions
from training_jobs.access import run_for
from training_jobs.models import Run


class Steering(RunView):
    """One action on one run; the answer is the run as it is then."""

    required_scopes: ClassVar = {"POST": Scope.RUNS_WRITE}
    conflicts = True
    action: Callable[..., Run]

    def steer(self, request: TokenRequest, id: uuid.UUID) -> Response:
        run = type(self).action(by=request.user, run=run_for(request.user, id))
        return Response(runs.RunSerializer(run).data)


def described(operation_id: str, summary: str, description: str) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description,
        tags=["Experiments"],
        request=None,
        responses=runs.RunSerializer,
    )


class RunPause(Steering):
    action = staticmethod(actions.pause_run)

    @described(
        "pauseRun",
        "Pause a run",
        "It says `pausing` until its checkpoint is saved and its process gone, then `paused`. "
        "Only fine-tuning runs can be paused; a run that has ended answers 409.",
    )
    def post(self, request: TokenRequest, id: uuid.UUID) -> Response:
        return self.steer(request, id)


class RunResume(Steering):
    action = staticmethod(actions.resume_run)

    @described(
        "resumeRun",
        "Resume a paused run",
        "It is queued again and goes on from its newest whole checkpoint, also when the platform set it aside "
        "(`failure.code` is `quarantined` or `no_space`). A run that already waits or works is answered as it "
        "is; one that has ended answers 409.",
    )
    def post(self, request: TokenRequest, id: uuid.UUID) -> Response:
        return self.steer(request, id)


class RunStop(Steering):
    action = staticmethod(actions.stop_run)

    @described(
        "stopRun",
        "Stop a run and keep what it has learned",
        "It evaluates, writes its report and its weights, and then is `finished` with `step` below "
        "`total_steps`. It says `stopping` until then.",
    )
    def post(self, request: TokenRequest, id: uuid.UUID) -> Response:
        return self.steer(request, id)


class RunCancel(Steering):
    action = staticmethod(actions.cancel_run)

    @described(
        "cancelRun",
        "Cancel a run and keep only its curve",
        "A waiting or paused run is cancelled at once; one at work says `stopping` until its process is "
        "gone. Asking again is harmless; a run that has ended answers 409.",
    )
    def post(self, request: TokenRequest, id: uuid.UUID) -> Response:
        return self.steer(request, id)
