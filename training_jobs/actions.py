"""What a person does with experiments and runs. Each act is one transaction with its audit row; bells ring after it."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from courses.labs import LabPlace
from people.audit import Did, record
from people.models import User
from training_jobs.access import check_can_grade, check_can_submit, lab_config
from training_jobs.capacity import check_fits
from training_jobs.contract.problems import refused
from training_jobs.contract.spec import AskSpec, AttendSpec, ExperimentSpec, PromptSpec
from training_jobs.contract.wording import gettext_noop, plain
from training_jobs.enqueue import enqueue
from training_jobs.models import UNLISTED, Experiment, Grading, Kind, Run
from training_jobs.states import OPEN
from training_jobs.steering import STEERING, cancel_run, locked, pause_run, resume_run, stop_run
from training_jobs.stream import storable

__all__ = [
    "STEERING",
    "ask_messages",
    "cancel_run",
    "measure_attention",
    "pause_run",
    "request_grading",
    "resume_run",
    "stop_run",
    "submit_experiment",
]

TITLE = 120
_NOT_A_SHARE = gettext_noop("Predict a number from 0 to 1.")


def submit_experiment(
    *,
    by: User,
    spec: ExperimentSpec | PromptSpec,
    title: str = "",
    place: LabPlace | None = None,
    prediction: float | None = None,
    idempotency_key: str = "",
) -> Run:
    """Ask for a run of `spec`. The same key gives the same run, also when two requests race.

    In a lab, settings that are at work already give that run, with its first prediction and `was_at_work` set.

    Raises SpecRefused for a prediction that is not a share and for a run that no known worker could hold, Conflict
    when the person has too many open runs or has used up a quota.
    """
    if prediction is not None and not 0 <= prediction <= 1:
        raise refused("prediction", _NOT_A_SHARE)
    if before := _asked_before(by, idempotency_key):
        return before
    check_can_submit(by, place.enrolment.course if place and place.enrolment else None)
    check_fits(spec)
    experiment = Experiment(
        owner=by,
        title=storable(title.strip() or _title(spec))[:TITLE],
        spec=storable(spec.model_dump(mode="json")),
        enrolment=place.enrolment if place else None,
        revision=place.revision if place else None,
        lab=place.path if place else "",
        lab_title=place.config.get("title", {}) if place else {},
        prediction=prediction,
        idempotency_key=idempotency_key,
    )
    try:
        return _created(by, experiment)
    except IntegrityError:
        if before := _asked_before(by, idempotency_key):
            return before
        raise


@transaction.atomic
def _created(by: User, experiment: Experiment) -> Run:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs at once: one after the other
    if same := _same_at_work(by, experiment):
        same.was_at_work = True
        return same
    experiment.save()
    run = enqueue(experiment, Kind.PROMPT if experiment.spec["task"] == "prompt" else Kind.TRAIN)
    record(by=by, did=Did.SUBMITTED, to=run, experiment=str(experiment.public_id), lab=experiment.lab)
    return run


def _same_at_work(by: User, experiment: Experiment) -> Run | None:
    """The open run of the same lab with the same settings: a second one could only repeat it."""
    if not experiment.lab:
        return None
    runs = Run.objects.filter(experiment__owner=by, experiment__lab=experiment.lab, state__in=OPEN)
    same = runs.exclude(kind=Kind.GRADE).filter(experiment__spec=experiment.spec)
    return same.select_related("experiment").order_by("pk").first()


def _asked_before(by: User, key: str) -> Run | None:
    if not key:
        return None
    runs = Run.objects.filter(experiment__owner=by, experiment__idempotency_key=key).exclude(
        kind__in=UNLISTED
    )
    return runs.select_related("experiment").order_by("pk").first()


def _title(spec: ExperimentSpec | PromptSpec) -> str:
    if isinstance(spec, PromptSpec):
        return f"{spec.base_model} · {spec.cases}"
    return f"{spec.base_model} · {spec.method} · {plain(spec.learning_rate)}"


@transaction.atomic
def request_grading(*, by: User, run: Run) -> Grading:
    """Have a finished training run scored on the hidden test. One at a time; a lab allows a few.

    The same run is the same score: asked for again, its grading comes back and no try is spent.
    """
    User.objects.select_for_update().get(
        pk=run.experiment.owner_id
    )  # two requests at once: one after the other
    here = locked(run)
    experiment = here.experiment
    if before := Grading.objects.of_lab(by.pk, experiment.lab).that_count().filter(trained=here).first():
        return before
    check_can_grade(by, here)
    rules = (lab_config(experiment) or {})["grading"]
    mine = Grading.objects.filter(owner=by, lab=experiment.lab)
    number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    grading = Grading.objects.create(
        run=enqueue(experiment, Kind.GRADE, graded_run=here),
        trained=here,
        owner=by,
        lab=experiment.lab,
        cycle=experiment.enrolment.cycle if experiment.enrolment else 1,
        number=number,
        threshold=rules["threshold"],
    )
    record(by=by, did=Did.ASKED_FOR_GRADING, to=here, lab=experiment.lab, number=number)
    return grading


def ask_messages(*, by: User, spec: AskSpec, title: str) -> Run:
    """Have a model reply to the messages of a question that `by` answered.

    Handing in is never refused: what limits runs makes this one wait, and no more.
    """
    return _for_elsewhere(by, spec, title, Kind.ASK)


def measure_attention(*, by: User, spec: AttendSpec, title: str) -> Run:
    """Have a model read the sentence of a widget that `by` writes."""
    return _for_elsewhere(by, spec, title, Kind.ATTEND)


@transaction.atomic
def _for_elsewhere(by: User, spec: AskSpec | AttendSpec, title: str, kind: Kind) -> Run:
    experiment = Experiment.objects.create(
        owner=by,
        title=storable(title)[:TITLE],
        spec=storable(spec.model_dump(mode="json")),
    )
    run = enqueue(experiment, kind)
    record(by=by, did=Did.SUBMITTED, to=run, experiment=str(experiment.public_id), lab="")
    return run
