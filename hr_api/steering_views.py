"""What a program may ask of a run: pause, resume, stop and keep, cancel. Each may be asked twice."""

import uuid
from collections.abc import Callable
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from hr_api import runs
from hr_api.permissions import TokenRequest
from hr_api.run_views import RunView
from people.tokens import Scope
from training_jobs.access import run_for
from training_jobs.actions import STEERING
from training_jobs.models import Run

# By the name of the act: its summary, and what it does.
WORDS = {
    "pause": (
        "Pause a run",
        "It says `pausing` until its checkpoint is saved and its process gone, then `paused`. "
        "Only fine-tuning runs can be paused; a run that has ended answers 409.",
    ),
    "resume": (
        "Resume a paused run",
        "It is queued again and goes on from its newest whole checkpoint, also when the platform set it aside "
        "(`failure.code` is `quarantined` or `no_space`). A run that already waits or works is answered as it "
        "is; one that has ended answers 409.",
    ),
    "stop": (
        "Stop a run and keep what it has learned",
        "It evaluates, writes its report and its weights, and then is `finished` with `step` below "
        "`total_steps`. It says `stopping` until then.",
    ),
    "cancel": (
        "Cancel a run and keep only its curve",
        "A waiting or paused run is cancelled at once; one at work says `stopping` until its process is "
        "gone. Asking again is harmless; a run that has ended answers 409.",
    ),
}


def steering(name: str, act: Callable[..., Run]) -> type[RunView]:
    """The endpoint of one act on one run; the answer is the run as it is then."""
    summary, description = WORDS[name]

    class Steering(RunView):
        required_scopes: ClassVar = {"POST": Scope.RUNS_WRITE}
        conflicts = True

        @extend_schema(
            operation_id=f"{name}Run",
            summary=summary,
            description=description,
            tags=["Experiments"],
            request=None,
            responses=runs.RunSerializer,
        )
        def post(self, request: TokenRequest, id: uuid.UUID) -> Response:
            run = act(by=request.user, run=run_for(request.user, id))
            return Response(runs.RunSerializer(run, context={"reader": request.user}).data)

    return Steering


VIEWS = {name: steering(name, act) for name, act in STEERING.items()}
