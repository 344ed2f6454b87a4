"""Who may see and do what with runs. Hidden looks like absent; each refusal says why."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.models import Block, BlockKind, Course, PartKind
from courses.progress import check_counts
from lms.kit.refusals import Conflict, Denied, Rule
from people import access as people_access
from people.models import User
from training_jobs import quotas
from training_jobs.models import ELSEWHERE, Experiment, Grading, Kind, Run, Wish
from training_jobs.states import ENDED, OPEN, State

OPEN_RUNS_EACH = 20
ARTEFACT_FOLDERS = ("adapter", "weights")


def visible_to(actor: User) -> QuerySet[Run]:
    """Runs of the actor, of the people they lead, and for administrators everybody's.

    Those of questions nobody sees: they hold hidden examples. What came of one stands at the question.
    """
    runs = Run.objects.select_related("experiment__owner").exclude(kind__in=ELSEWHERE)
    return runs if actor.is_admin else runs.filter(experiment__owner__in=people_access.visible_to(actor))


def run_for(actor: User, public_id: uuid.UUID) -> Run:
    return get_object_or_404(visible_to(actor), public_id=public_id)


def experiment_for(actor: User, public_id: uuid.UUID) -> Experiment:
    experiments = Experiment.objects.exclude(runs__kind__in=ELSEWHERE)
    owners = people_access.visible_to(actor)
    return get_object_or_404(experiments.filter(owner__in=owners), public_id=public_id)


def lab_config(experiment: Experiment) -> dict[str, Any] | None:
    """The lab of an experiment as it stood in the revision it was made with; None for a free experiment."""
    if not experiment.lab or experiment.revision_id is None:
        return None
    _course, lesson, key = experiment.lab.split("/")
    blocks = Block.objects.filter(lesson__revision=experiment.revision_id, lesson__key=lesson)
    block = blocks.filter(kind=BlockKind.LAB, key=key).first()
    return block.content if block else None


def run_folder(run: Run) -> Path:
    """Where the run's present attempt writes."""
    return Path(settings.RUNS_DIR) / str(run.public_id) / str(run.attempt)


def artefact_folder(run: Run) -> Path | None:
    """The folder with the adapter or the weights of an ended training run, None where there is none."""
    folders = (run_folder(run) / name for name in ARTEFACT_FOLDERS)
    return next((folder for folder in folders if folder.is_dir()), None)


def tries_used(owner: User, lab: str) -> int:
    return Grading.objects.of_lab(owner.pk, lab).filter(counts=True).count()


@Rule
def check_can_submit(actor: User, course: Course | None = None) -> None:
    if Run.objects.filter(experiment__owner=actor, state__in=OPEN).count() >= OPEN_RUNS_EACH:
        raise Conflict(
            _("You already have %(count)d runs waiting or at work. Stop one of them, or wait until one ends.")
            % {"count": OPEN_RUNS_EACH}
        )
    quotas.check(actor, course)


@Rule
def check_can_cancel(actor: User, run: Run) -> None:
    check_may_steer(actor, run)
    _check_has_not_ended(run)
    if run.wish == Wish.CANCEL:
        raise Conflict(_("This run is already being cancelled."))


@Rule
def check_can_pause(actor: User, run: Run) -> None:
    check_may_steer(actor, run)
    _check_has_not_ended(run)
    if run.kind != Kind.TRAIN:
        raise Conflict(_("Only a fine-tuning run can be paused: the others are short and start over."))
    if run.state in (State.PAUSING, State.PAUSED):
        raise Conflict(_("This run is already paused, or about to be."))
    if run.state == State.STOPPING:
        raise Conflict(_("This run is already stopping."))


@Rule
def check_can_resume(actor: User, run: Run) -> None:
    check_may_steer(actor, run)
    _check_has_not_ended(run)
    if run.state == State.PAUSING:
        raise Conflict(_("This run is still saving its checkpoint. Resume it when it says “paused”."))
    if run.state != State.PAUSED:
        raise Conflict(_("This run is not paused, so there is nothing to resume."))


@Rule
def check_can_stop(actor: User, run: Run) -> None:
    check_may_steer(actor, run)
    _check_has_not_ended(run)
    if run.kind == Kind.GRADE:
        raise Conflict(_("Half a grading is no grading. Cancel it: the try is given back."))
    if run.wish != Wish.NOTHING and run.state == State.STOPPING:
        raise Conflict(_("This run is already stopping."))
    if not run.step:
        raise Conflict(_("This run has not learned anything yet. Cancel it, or wait for its first step."))


def check_may_steer(actor: User, run: Run) -> None:
    if not people_access.may_see(actor, run.experiment.owner):
        raise Denied(
            _(
                "Only the person who started this run, their manager or an administrator "
                "can pause, resume or stop it."
            )
        )


def _check_has_not_ended(run: Run) -> None:
    if run.state in ENDED:
        raise Conflict(
            _("This run has already ended (%(state)s). Start a new one to train again.")
            % {"state": State(run.state).label}
        )


@Rule
def check_can_download(actor: User, run: Run) -> None:
    if not people_access.may_see(actor, run.experiment.owner):
        raise Denied(
            _("Only the person who started this run, their manager or an administrator can take its model.")
        )
    if run.kind != Kind.TRAIN:
        raise Conflict(_("Only a fine-tuning run leaves a model to download."))
    if run.state not in ENDED:
        raise Conflict(_("The model can be downloaded when the run has ended."))
    if artefact_folder(run) is None:
        raise Conflict(_("This run ended before there was a model to keep."))


@Rule
def check_can_grade(actor: User, run: Run) -> None:
    if actor.pk != run.experiment.owner_id:
        raise Denied(_("Only the person who trained this model can submit it for grading."))
    if run.kind != Kind.TRAIN:
        raise Conflict(_("Only a fine-tuning run can be graded."))
    grading = (lab_config(run.experiment) or {}).get("grading")
    if not grading:
        raise Conflict(_("This run does not belong to a graded lab."))
    if run.state != State.FINISHED:
        raise Conflict(_("Only a finished run can be graded. Let it train to the end first."))
    mine = Grading.objects.filter(owner=actor, lab=run.experiment.lab)
    if mine.filter(run__state__in=OPEN).exists():
        raise Conflict(_("A grading of this lab is under way. Wait for its result."))
    enrolment = run.experiment.enrolment
    quotas.check(actor, enrolment.course if enrolment else None)
    if enrolment is not None:
        _course, lesson, key = run.experiment.lab.split("/")
        part, made = (lesson, PartKind.LAB.value, key), run.experiment
        check_counts(enrolment, part, made.revision_id, made.created_at)
    if tries_used(actor, run.experiment.lab) >= grading["tries"]:
        raise Conflict(_("All %(tries)d gradings of this lab are used.") % {"tries": grading["tries"]})
