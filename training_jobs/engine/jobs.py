"""Performs one spec from start to end: reads it, runs its task, writes down what is told."""

import contextlib
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from training_jobs.contract.catalogue import dataset_names
from training_jobs.contract.events import StateChanged, Told
from training_jobs.contract.failures import EXPLANATIONS, Failure, explain
from training_jobs.contract.problems import problems_of
from training_jobs.contract.sayings import say
from training_jobs.contract.spec import AnyJob, AskSpec, AttendSpec, GradeSpec, PromptSpec, parse_job
from training_jobs.engine.halting import Halted, Wishes, failure_of, go_on
from training_jobs.engine.keeping import NEVER, Keeping
from training_jobs.engine.places import Places
from training_jobs.engine.recorder import Recorder


def perform(
    spec_file: Path,
    places: Places,
    *,
    wish: Wishes = go_on,
    keeping: Keeping = NEVER,
    asked: bool = False,
) -> int:
    """Run the job in `spec_file` and return the exit code of the process (see contract.failures).

    `asked`: a person wrote the file just now, so settings in it that would be ignored are refused.
    """
    recorder = Recorder(places.out)
    last: Told | None = None
    try:
        spec = read_spec(spec_file, places, asked=asked)
        for last in tell(spec, places, wish, keeping, beside=spec_file.parent):
            recorder.take(last)
    except Exception as error:  # whatever happens must end in an event that says so
        last = _failed(error)
        if failure_of(error) is Failure.ENGINE_ERROR:
            traceback.print_exc()
            recorder.take(say("broke", "error", error=f"{type(error).__name__}: {error}"[:500]))
        with contextlib.suppress(OSError):  # on a full disk the exit code still says so
            recorder.take(last)
    finally:
        recorder.close()
    if isinstance(last, StateChanged) and last.state == "failed":
        with contextlib.suppress(OSError):
            print(f"failed ({last.code}): {last.message}", file=sys.stderr, flush=True)
    return _exit_code(last)


def tell(spec: AnyJob, places: Places, wish: Wishes, keeping: Keeping, *, beside: Path) -> Iterator[Told]:
    """The events of a job, whichever its task; `beside` is where the weights of a grading lie."""
    if isinstance(spec, GradeSpec):
        from training_jobs.engine.grading import grade

        return grade(spec, places, beside=beside, wish=wish)
    if isinstance(spec, PromptSpec):
        from training_jobs.engine.prompting import ask

        return ask(spec, places, wish=wish)
    if isinstance(spec, AskSpec):
        from training_jobs.engine.asking import reply

        return reply(spec, places, wish=wish)
    if isinstance(spec, AttendSpec):
        from training_jobs.engine.attending import attend

        return attend(spec, places)
    from training_jobs.engine.loop import train

    return train(spec, places, wish=wish, keeping=keeping)


def read_spec(spec_file: Path, places: Places, *, asked: bool = False) -> AnyJob:
    """Read and check a spec file; raises Halted with every problem in one sentence each."""
    try:
        given = json.loads(spec_file.read_text(encoding="utf-8"))
        return parse_job(given, datasets=dataset_names(places.datasets), asked=asked)
    except ValidationError as error:
        told = [f"{p.field}: {p.message}" if p.field else p.message for p in problems_of(error)]
        # The site has checked the name: what this worker lacks is no mistake of the person's.
        absent = {problem["type"] for problem in error.errors()} == {"unknown_dataset"}
        raise Halted(Failure.DATASET_MISSING if absent else Failure.BAD_SPEC, " ".join(told)) from error
    except (OSError, ValueError) as error:
        raise Halted(Failure.BAD_SPEC, f"{spec_file.name} could not be read: {error}") from error


def _failed(error: Exception) -> StateChanged:
    failure = failure_of(error)
    detail = str(error) if isinstance(error, Halted) else EXPLANATIONS[failure].happened
    return StateChanged(state="failed", code=failure, message=detail)


def _exit_code(last: Told | None) -> int:
    if isinstance(last, StateChanged) and last.state == "finished":
        return 0
    code = last.code if isinstance(last, StateChanged) else None
    return explain(code or Failure.ENGINE_ERROR).exit_code
