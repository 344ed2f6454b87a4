"""Why a run did not finish: whose fault it is, what happened, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from training_jobs.contract.wording import gettext_noop

Fault = Literal["yours", "platform", "nobody"]


class Failure(StrEnum):
    """The vocabulary; a value is stored with the run and travels in `state` events as `code`."""

    BAD_SPEC = "bad_spec"
    DATASET_MISSING = "dataset_missing"
    MODEL_MISSING = "model_missing"
    WEIGHTS_MISSING = "weights_missing"
    DIVERGED = "diverged"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    OUT_OF_MEMORY = "out_of_memory"
    NO_SPACE = "no_space"
    TIME_LIMIT = "time_limit"
    KILLED = "killed"
    WORKER_LOST = "worker_lost"
    INTERRUPTED = "interrupted"
    QUARANTINED = "quarantined"
    UNSAFE_WORKER = "unsafe_worker"
    ENGINE_ERROR = "engine_error"


@dataclass(frozen=True)
class Explanation:
    """`happened` and `next_step` are English msgids; `exit_code` is what the engine process ends with."""

    fault: Fault
    happened: str
    next_step: str
    exit_code: int


EXPLANATIONS: dict[Failure, Explanation] = {
    Failure.BAD_SPEC: Explanation(
        "yours",
        gettext_noop("The settings of this run cannot be used."),
        gettext_noop("Read the message, change the setting that it names, and start again."),
        3,
    ),
    Failure.DATASET_MISSING: Explanation(
        "platform",
        gettext_noop("The data set of this run could not be read on the worker."),
        gettext_noop("Ask an administrator to put the data set in place, then start again."),
        3,
    ),
    Failure.MODEL_MISSING: Explanation(
        "platform",
        gettext_noop("The base model of this run is not on the worker."),
        gettext_noop("Ask an administrator to run “manage.py models fetch”, then start again."),
        3,
    ),
    Failure.WEIGHTS_MISSING: Explanation(
        "platform",
        gettext_noop("The trained weights of this run could not be read."),
        gettext_noop("Train again, then submit the new run."),
        3,
    ),
    Failure.DIVERGED: Explanation(
        "yours",
        gettext_noop("The training diverged: the loss grew without bound or stopped being a number."),
        gettext_noop(
            "This is nearly always a learning rate that is too high. Divide it by ten and start again; "
            "the curve up to here is kept."
        ),
        4,
    ),
    Failure.STOPPED: Explanation(
        "nobody",
        gettext_noop("The run was stopped before its last step, and what it had learned was kept."),
        gettext_noop("Read the report, or start again to train to the end."),
        5,
    ),
    Failure.CANCELLED: Explanation(
        "nobody",
        gettext_noop("The run was cancelled. Its curve is kept, its weights are not."),
        gettext_noop("Start again to train to the end."),
        14,
    ),
    Failure.OUT_OF_MEMORY: Explanation(
        "yours",
        gettext_noop("The run needed more memory than it may use."),
        gettext_noop("Make the batch size or the maximum length half as big and start again."),
        6,
    ),
    Failure.NO_SPACE: Explanation(
        "platform",
        gettext_noop("The worker's disk is full, so the run could not be written down."),
        gettext_noop("Ask an administrator to make room, then start again."),
        7,
    ),
    Failure.TIME_LIMIT: Explanation(
        "yours",
        gettext_noop("The run used up its time."),
        gettext_noop("Train for fewer epochs or steps, or with the head only, and start again."),
        8,
    ),
    Failure.KILLED: Explanation(
        "platform",
        gettext_noop("The training process was ended from outside."),
        gettext_noop("Nobody did anything wrong. Start again; tell an administrator if it happens twice."),
        9,
    ),
    Failure.WORKER_LOST: Explanation(
        "platform",
        gettext_noop("The worker that trained this run stopped answering."),
        gettext_noop("Nobody did anything wrong. Start again; tell an administrator if it happens twice."),
        10,
    ),
    Failure.INTERRUPTED: Explanation(
        "nobody",
        gettext_noop("The run was interrupted and saved a checkpoint."),
        gettext_noop("It goes on from there. Nothing that was shown is lost."),
        11,
    ),
    Failure.QUARANTINED: Explanation(
        "platform",
        gettext_noop(
            "Three times the training process was ended from outside or its worker was lost, so the run was set aside."
        ),
        gettext_noop(
            "Other runs go on. A fine-tune that was set aside can be resumed from its newest checkpoint, any run "
            "can be started once more with a smaller batch; tell an administrator if that ends the same way."
        ),
        12,
    ),
    Failure.UNSAFE_WORKER: Explanation(
        "platform",
        gettext_noop("The worker could not seal off the training process, so it refused to start it."),
        gettext_noop("Ask an administrator to look at the worker's log; the run can be started again."),
        13,
    ),
    Failure.ENGINE_ERROR: Explanation(
        "platform",
        gettext_noop("The training program met an error that it did not expect."),
        gettext_noop("Tell an administrator; the end of the log says more."),
        1,
    ),
}


def explain(code: str) -> Explanation:
    """The explanation of a stored code; an unknown code counts as an engine error."""
    try:
        return EXPLANATIONS[Failure(code)]
    except ValueError:
        return EXPLANATIONS[Failure.ENGINE_ERROR]


def failure_of_exit(exit_code: int | None, *, signal: int | None = None) -> Failure | None:
    """What an ended engine process says about its run: None for success. Use when its events do not say."""
    if exit_code == 0:
        return None
    if signal is not None or exit_code is None:
        return Failure.TIME_LIMIT if signal == _SIGXCPU else Failure.KILLED
    meanings = {3: Failure.BAD_SPEC, 4: Failure.DIVERGED, 5: Failure.STOPPED, 6: Failure.OUT_OF_MEMORY}
    meanings |= {7: Failure.NO_SPACE, 8: Failure.TIME_LIMIT, 9: Failure.KILLED, 10: Failure.WORKER_LOST}
    meanings |= {11: Failure.INTERRUPTED, 13: Failure.UNSAFE_WORKER}
    return meanings.get(exit_code, Failure.ENGINE_ERROR)


_SIGXCPU = 24
