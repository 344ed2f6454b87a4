"""Which of a person's runs a lesson can replay, and the file that it is made from."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.timezone import localtime

from courses.labs import RecordedRun
from people.models import User
from training_jobs.models import Kind, Run
from training_jobs.presenting.lists import in_short
from training_jobs.presenting.recordings import LONGEST
from training_jobs.recordings import curve_lines
from training_jobs.states import ENDED

MOST = 30
FEWEST_STEPS = 2


def recorded_runs(actor: User) -> list[RecordedRun]:
    """The newest `MOST`."""
    runs = _replayable(actor).select_related("experiment").order_by("-created_at", "-pk")[:MOST]
    return [RecordedRun(str(run.public_id), _words(run)) for run in runs]


def recording(actor: User, public_id: UUID) -> bytes:
    run = get_object_or_404(_replayable(actor), public_id=public_id)
    return "".join(curve_lines(run)).encode()


def _replayable(actor: User) -> QuerySet[Run]:
    """A run of one's own with a curve that a page can hold."""
    ended = Run.objects.filter(experiment__owner=actor, kind=Kind.TRAIN, state__in=ENDED)
    return ended.filter(step__gte=FEWEST_STEPS, last_seq__lte=LONGEST)


def _words(run: Run) -> str:
    day = date_format(localtime(run.created_at), "SHORT_DATETIME_FORMAT")
    named = [run.experiment.name, in_short(run), run.get_state_display(), day]
    return " · ".join(str(word) for word in named if word)
