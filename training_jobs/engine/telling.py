"""Words of a fine-tune: the events that say where it is, made from what the loop knows."""

from collections.abc import Iterator

from training_jobs.contract.events import Evaluated, Logged, SamplePredicted, StateChanged, Told
from training_jobs.contract.failures import EXPLANATIONS, Failure
from training_jobs.contract.sayings import say
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled
from training_jobs.engine.evaluation import Predictions
from training_jobs.engine.schedule import Schedule


def loaded(spec: ExperimentSpec, run: Assembled) -> Logged:
    trained, everything = run.trainable_parameters, run.total_parameters
    where, how = run.device, run.precision
    return say(
        "loaded", model=spec.base_model, trained=trained, total=everything, device=where, precision=how
    )


def training(
    run: Assembled, schedule: Schedule, resume_step: int | None, *, devices: int = 1
) -> StateChanged:
    """`resume_step` is None for a run that was never asked to resume."""
    return StateChanged(
        state="running",
        phase="training",
        total_steps=schedule.total,
        resume_step=resume_step,
        total_parameters=run.total_parameters,
        trainable_parameters=run.trainable_parameters,
        device=run.device,
        devices=devices,
        precision=run.precision,
        attention=run.attention,
    )


def evaluated(step: int, schedule: Schedule, predictions: Predictions) -> Iterator[Told]:
    """The scores, a line for the log, and what the model says of the same few rows as ever."""
    metrics = predictions.metrics
    yield Evaluated(step=step, epoch=schedule.epoch(step), metrics=metrics)
    macro_f1 = metrics["macro_f1"]
    yield say("evaluated", step=step, total=schedule.total, loss=predictions.loss, macro_f1=macro_f1)
    for prediction in predictions.shown:
        yield SamplePredicted(
            step=step,
            id=prediction.row.id,
            text=prediction.row.text,
            label=prediction.row.label,
            predicted=prediction.predicted if prediction.written is None else prediction.written,
            confidence=prediction.confidence,
        )


def stopped() -> StateChanged:
    """The run was asked to stop and to keep what it has."""
    happened = EXPLANATIONS[Failure.STOPPED].happened
    return StateChanged(state="stopped", code=Failure.STOPPED, message=happened)


def interrupted(message: str) -> StateChanged:
    """The run was asked to leave; `message` says from where it will go on."""
    return StateChanged(state="interrupted", code=Failure.INTERRUPTED, message=message)
