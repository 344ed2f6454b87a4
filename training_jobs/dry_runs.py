"""Trying a draft's lab before it is published: as a real run, with the lab's own values."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Course
from courses.roles.standing import Ability, check_may
from lms.kit.refusals import Conflict
from lms.kit.templatetags.texts import in_language
from people.models import User
from training_jobs.actions import submit_experiment
from training_jobs.contract.knobs import apply_knobs, prompt_for_lab
from training_jobs.contract.labs import lab_problems
from training_jobs.contract.spec import ExperimentSpec, PromptSpec
from training_jobs.models import DryRun
from training_jobs.states import OPEN

DECIDING = ("kind", "experiment", "prompt", "grading")
"""What a dry run depends on: neither words nor what learners may change."""


@transaction.atomic
def start_dry_run(*, by: User, course: Course, lab: str, config: Mapping[str, Any]) -> DryRun:
    """Run the lab (`lesson/lab`) as its author, or give the run that is at work with these settings already.

    Raises Conflict for a lab that cannot be run and where a limit of the author's is reached, SpecRefused for one that no
    worker could hold.
    """
    check_may(by, course, Ability.WRITE)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks: one after the other
    digest = digest_of(config)
    same = DryRun.objects.filter(course=course, lab=lab, digest=digest, run__experiment__owner=by)
    at_work = same.filter(run__state__in=OPEN).select_related("run").first()
    if at_work is not None:
        return at_work
    run = submit_experiment(by=by, spec=_spec(config), title=str(in_language(config.get("title")) or ""))
    return DryRun.objects.create(
        run=run, course=course, lab=lab, digest=digest, rules=config.get("grading") or None
    )


def digest_of(config: Mapping[str, Any]) -> str:
    """SHA-256 of the settings that decide what a dry run does."""
    deciding = {name: config.get(name) or None for name in DECIDING}
    return hashlib.sha256(json.dumps(deciding, sort_keys=True, default=str).encode()).hexdigest()


def _spec(config: Mapping[str, Any]) -> ExperimentSpec | PromptSpec:
    if lab_problems(config):
        raise Conflict(_("This lab cannot be run yet: its page in the editor says what is to be mended."))
    if config["kind"] == "fine-tune":
        return apply_knobs(config["experiment"], {}, [])
    prompt = config["prompt"]
    return prompt_for_lab(prompt, template=prompt.get("template", ""), examples=prompt.get("examples", ()))
