"""A quiz with a prompt question beside one for the machine, and runs that say what a test wants."""

import json
from typing import Any

from tests.courses.folders import both, choice
from tests.training_jobs.told import line
from training_jobs import endings
from training_jobs.contract.failures import Failure
from training_jobs.models import Run
from training_jobs.queue import claim
from training_jobs.stream import append

SORT, HIDDEN = "sort", "nobody reads this"
WORDS = "Sort this <b>message</b>:\n\n{{message}}"
ALL = {"loss": "claims", "late": "billing", "kept": "sales"}


def prompt_question(**more: Any) -> dict[str, Any]:
    """Worth three points, one for each example; the last one is hidden."""
    examples = [{"key": key, "message": f"about {key} <i>", "wanted": [want]} for key, want in ALL.items()]
    examples[2] |= {"message": HIDDEN, "wanted": ["sales"], "hidden": True}
    about = {"key": SORT, "kind": "prompt", "points": 3, "prompt": both("Write a prompt that sorts.")}
    return {**about, "examples": examples, "sample": "Best: {{message}}", **more}


def questions(*more: dict[str, Any], **about: Any) -> list[dict[str, Any]]:
    choices = [choice("falls", "It falls", correct=True), choice("rises", "It rises", correct=False)]
    single = {"key": "loss", "kind": "single", "prompt": both("What does the loss do?"), "choices": choices}
    return json.loads(json.dumps([single, prompt_question(**about), *more]))


def filled(**said: str) -> dict[str, str]:
    return {"q.loss": "falls", f"q.{SORT}": WORDS, "number": "1", **said}


def taken() -> Run:
    """The run that is next, in a worker's hands."""
    here = claim("gpu@here")
    assert here is not None
    return Run.objects.select_related("experiment").get(pk=here.run_id)


def replies(run: Run | None = None, **instead: str) -> Run:
    """The run ends with these replies; those that nobody named fit."""
    run = run or taken()
    told = {**ALL, **instead}
    report = line(1, "report", task="ask", rows=len(told), replies=told, model_digest="m" * 64)
    append(run_id=run.pk, attempt=run.attempt, events=[report])
    return endings.finish(run_id=run.pk, attempt=run.attempt)


def fails(run: Run | None = None) -> Run:
    run = run or taken()
    return endings.fail(run_id=run.pk, attempt=run.attempt, failure=Failure.MODEL_MISSING)
