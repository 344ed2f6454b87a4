"""What programs may change, on top of the same actions that the pages use."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _
from pydantic import ValidationError

from courses.access import course_for, enrolment_of, lab_block
from courses.actions import assign_path, enrol, start, take_again
from courses.labs import LabPlace
from courses.models import Enrolment, PathEnrolment
from courses.paths.assigning import PASSED, is_over
from courses.publishing.retakes import check_has_expired
from hr_api.access import course_named, path_named, person_named
from hr_api.problems import Flaw, invalid, spec_refused
from lms.kit.refusals import Conflict
from people.models import User
from training_jobs.actions import submit_experiment
from training_jobs.contract.datasets import open_dataset
from training_jobs.contract.knobs import apply_knobs, open_knobs, prompt_for_lab
from training_jobs.contract.problems import SpecRefused, problems_of, refused
from training_jobs.contract.spec import ExperimentSpec, PromptSpec, parse_spec
from training_jobs.contract.wording import gettext_noop
from training_jobs.models import Run

Spec = ExperimentSpec | PromptSpec
_NO_SUCH_EXAMPLE = gettext_noop("There is no training message “%(name)s”.")
_NOT_A_LIST = gettext_noop("Write this as a list.")
_CLOSED = gettext_noop("This lab does not let you change “%(setting)s”.")


@transaction.atomic
def enrol_person(*, by: User, user: str, course: str, external_id: str) -> tuple[Enrolment, bool]:
    """The person's enrolment, and whether this call made it or began a new cycle of it, to renew an expired certificate."""
    person, chosen = person_named(user), course_named(course)
    known = enrolment_of(person, chosen)
    here = enrol(by=by, user=person, course=chosen, external_id=external_id)
    _be_known_as(here, external_id)
    if known is None or check_has_expired.refusal(here):
        return here, known is None
    return take_again(by=by, enrolment=here), True


@transaction.atomic
def put_on_path(
    *, by: User, user: str, path: str, due_on: date | None, external_id: str
) -> tuple[PathEnrolment, bool]:
    """The person on the path and whether this call put them there."""
    person, chosen = person_named(user), path_named(path)
    if is_over(due_on, path=chosen, people=[person]):
        raise invalid(Flaw(str(PASSED), pointer="/due_on"))
    enrolment, is_new = assign_path(by=by, user=person, path=chosen, due_on=due_on, external_id=external_id)
    _be_known_as(enrolment, external_id)
    return enrolment, is_new


def _be_known_as(row: Enrolment | PathEnrolment, external_id: str) -> None:
    """Take an id over where there is none. Two ids for one row would be lost in silence: the second is refused."""
    if not external_id or row.external_id == external_id:
        return
    if row.external_id:
        text = _("This is known by the external_id “%(known)s” already. Leave yours out, or send that one.")
        raise Conflict(text % {"known": row.external_id})
    type(row).objects.filter(pk=row.pk).update(external_id=external_id, updated_at=Now())
    row.external_id = external_id


@transaction.atomic
def run_experiment(
    *,
    by: User,
    given: Mapping[str, Any],
    lab: str,
    prediction: float | None,
    title: str,
    idempotency_key: str,
) -> Run:
    """Submit what a program asks for. A lab's course is started if need be: running its lab is taking it."""
    place = _lab_place(by, lab) if lab else None
    try:
        spec = _spec_in_lab(given, place.config) if place else parse_spec(given)
        _examples_exist(spec)
    except (SpecRefused, ValidationError) as error:
        raise spec_refused(SpecRefused(tuple(problems_of(error)))) from None
    run = submit_experiment(
        by=by, spec=spec, title=title, place=place, prediction=prediction, idempotency_key=idempotency_key
    )
    asked, stored = (spec.model_dump(mode="json"), lab, prediction), run.experiment
    if idempotency_key and not run.was_at_work and asked != (stored.spec, stored.lab, stored.prediction):
        text = _("This key was used for another experiment. Take a new key for a new experiment.")
        raise _key_reused(text)
    return run


def _key_reused(text: str) -> Exception:
    problem = invalid(Flaw(text, header="Idempotency-Key"))
    problem.status_code = 422
    return problem


def _lab_place(by: User, lab: str) -> LabPlace:
    course_key, lesson_key, lab_key = lab.split("/")
    try:
        enrolment = enrolment_of(by, course_key)
        if enrolment is None:
            enrolment = enrol(by=by, user=by, course=course_for(by, course_key))
        if enrolment.revision_id is None:
            start(enrolment=enrolment)
        return lab_block(by, course_key, lesson_key, lab_key)
    except Http404:
        raise invalid(
            Flaw(_("There is no such lab in the course as you started it."), pointer="/lab")
        ) from None


def _examples_exist(spec: Spec) -> None:
    """Examples come from the training split, so that no answer of another split can be asked for."""
    if isinstance(spec, PromptSpec) and spec.examples:
        known = {row.id for row in open_dataset(spec.dataset).rows("train")}
        for index, name in enumerate(spec.examples):
            if name not in known:
                raise refused(f"examples.{index}", _NO_SUCH_EXAMPLE, name=name)


def _spec_in_lab(given: Mapping[str, Any], config: Mapping[str, Any]) -> Spec:
    """The lab's own spec with the values it opens; raises SpecRefused."""
    if config["kind"] == "fine-tune":
        return apply_knobs(config["experiment"], given, open_knobs(config))
    own = {**config["prompt"], "task": "prompt"}
    closed = [key for key in given if key not in ("template", "examples") and given[key] != own.get(key)]
    if closed:
        raise refused(closed[0], _CLOSED, setting=closed[0])
    examples = given.get("examples", [])
    if not isinstance(examples, list):
        raise refused("examples", _NOT_A_LIST)
    return prompt_for_lab(
        config["prompt"], template=given.get("template", own.get("template")), examples=examples
    )
