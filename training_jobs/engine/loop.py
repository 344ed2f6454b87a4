"""The training loop. It tells what happens and knows nobody who listens."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from training_jobs.contract.catalogue import LIBRARY
from training_jobs.contract.datasets import Dataset, open_dataset
from training_jobs.contract.events import (
    Evaluated,
    Logged,
    Reported,
    SamplePredicted,
    StateChanged,
    StepMeasured,
    Told,
)
from training_jobs.contract.failures import EXPLANATIONS, Failure
from training_jobs.contract.spec import ExperimentSpec
from training_jobs.engine.assembly import Assembled, assemble
from training_jobs.engine.data import Encoded, endless_batches
from training_jobs.engine.evaluation import Predictions
from training_jobs.engine.export import save_trained
from training_jobs.engine.halting import Halted
from training_jobs.engine.models import model_digest
from training_jobs.engine.objectives import Objective, objective_for
from training_jobs.engine.places import Places
from training_jobs.engine.report import Curve, Origin, training_report
from training_jobs.engine.schedule import Schedule, schedule_for

Stop = Callable[[], bool]
MAX_GRADIENT_NORM = 1.0


def train(
    spec: ExperimentSpec,
    *,
    workspace: Path,
    models: Path,
    datasets: Path = LIBRARY,
    stop: Stop = lambda: False,
) -> Iterator[Told]:
    """Fine-tune by `spec`: tells states, steps, evaluations, samples and at last a report.

    Writes the adapter or weights under `workspace`. Ends with state "finished", or "stopped" when `stop`
    turned true between two steps; raises Halted, ModelMissing or DatasetUnreadable.
    """
    places = Places(workspace, models, datasets)
    started = time.monotonic()
    yield StateChanged(state="running", phase="loading")
    dataset = open_dataset(spec.dataset, datasets)
    run = assemble(spec, places, dataset.label_keys)
    yield _loaded(spec, run)
    yield StateChanged(state="running", phase="tokenising")
    training = Training.prepare(spec, run, dataset)
    yield _training_state(training)
    yield from training.steps(stop)
    yield StateChanged(state="running", phase="saving")
    origin = Origin(
        dataset.digest,
        model_digest(models, spec.base_model),
        run.total_parameters,
        run.trainable_parameters,
        time.monotonic() - started,
    )
    report = training_report(spec, run.labels, training.latest, training.curve, origin)
    save_trained(run, spec, places, report)
    yield Logged(message=f"Saved the trained {'adapter' if spec.method == 'lora' else 'weights'}.")
    yield Reported(report=report)
    yield _last_state(stopped=training.stopped)


@dataclass
class Training:
    """One run in progress: rows, optimiser, and what has been measured so far."""

    spec: ExperimentSpec
    run: Assembled
    objective: Objective
    schedule: Schedule
    train_rows: list[Encoded]
    optimiser: Any
    curve: Curve = field(default_factory=Curve)
    latest: Predictions = field(default_factory=lambda: Predictions((), 0.0))
    stopped: bool = False

    @classmethod
    def prepare(cls, spec: ExperimentSpec, run: Assembled, dataset: Dataset) -> "Training":
        objective = objective_for(spec, run, dataset)
        train_rows = objective.rows("train")
        schedule = schedule_for(spec, len(train_rows))
        return cls(spec, run, objective, schedule, train_rows, _optimiser(run, spec))

    def steps(self, stop: Stop) -> Iterator[Told]:
        """Every step of the run, with an evaluation of the untrained model before the first update."""
        watch = DivergenceWatch(len(self.run.labels))
        batches = endless_batches(self.train_rows, self.spec.batch_size, self.spec.seed)
        self.run.model.train()
        for step, rows in enumerate(islice(batches, self.schedule.total), start=1):
            yield self._measure(step, rows)
            if step == 1:
                yield from self._evaluate(0)
            self._update()
            watch.check(step, self.curve.losses[-1])
            self.stopped = step < self.schedule.total and stop()
            if self.schedule.evaluates(step) or self.stopped:
                yield from self._evaluate(step)
            if self.stopped:
                yield Logged(message=f"Stopped after step {step} of {self.schedule.total}.")
                return

    def _measure(self, step: int, rows: list[Encoded]) -> StepMeasured:
        """Loss and gradients of one batch; the weights do not change yet, so the first point comes fast."""
        started = time.perf_counter()
        loss = self.objective.loss(rows)
        loss.backward()
        value = float(loss.detach())
        rate = self.schedule.rate(step)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.curve.losses.append(value)
        self.curve.examples += len(rows)
        self.curve.seconds += time.perf_counter() - started
        speed = self.curve.examples_per_second
        metrics = {"loss": value, "learning_rate": rate, "examples_per_second": round(speed, 2)}
        return StepMeasured(step=step, epoch=self.schedule.epoch(step), metrics=metrics)

    def _update(self) -> None:
        import torch

        started = time.perf_counter()
        torch.nn.utils.clip_grad_norm_(self.run.trainable(), MAX_GRADIENT_NORM)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.curve.seconds += time.perf_counter() - started

    def _evaluate(self, step: int) -> Iterator[Told]:
        self.latest = self.objective.evaluate()
        metrics = self.latest.metrics
        score = metrics["macro_f1"]
        self.curve.evaluations.append((step, score))
        yield Evaluated(step=step, epoch=self.schedule.epoch(step), metrics=metrics)
        yield Logged(
            message=f"Step {step} of {self.schedule.total}: validation loss {self.latest.loss:.3f}, macro-F1 {score:.3f}"
        )
        for prediction in self.latest.shown:
            yield SamplePredicted(
                step=step,
                id=prediction.row.id,
                text=prediction.row.text,
                label=prediction.row.label,
                predicted=prediction.predicted if prediction.written is None else prediction.written,
                confidence=prediction.confidence,
            )


@dataclass
class DivergenceWatch:
    """Ends a run whose loss is beyond hope: not a number for some steps, or huge for many.

    A loss of `hopeless` times that of guessing, ln(classes), means a model that is certain and wrong.
    """

    classes: int
    not_finite_limit: int = 3
    huge_limit: int = 10
    hopeless: float = 10.0
    _not_finite: int = 0
    _huge: int = 0

    def check(self, step: int, loss: float) -> None:
        self._not_finite = 0 if math.isfinite(loss) else self._not_finite + 1
        is_huge = not math.isfinite(loss) or loss > self.hopeless * math.log(max(2, self.classes))
        self._huge = self._huge + 1 if is_huge else 0
        if self._not_finite >= self.not_finite_limit or self._huge >= self.huge_limit:
            explanation = EXPLANATIONS[Failure.DIVERGED]
            raise Halted(Failure.DIVERGED, f"{explanation.happened} (step {step}) {explanation.next_step}")


def _optimiser(run: Assembled, spec: ExperimentSpec) -> Any:
    """AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101); biases and normalisations are not decayed."""
    import torch

    decayed = [parameter for parameter in run.trainable() if parameter.dim() > 1]
    kept = [parameter for parameter in run.trainable() if parameter.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": spec.weight_decay}, {"params": kept, "weight_decay": 0.0}]
    return torch.optim.AdamW([group for group in groups if group["params"]], lr=spec.learning_rate)


def _loaded(spec: ExperimentSpec, run: Assembled) -> Logged:
    trained, everything = run.trainable_parameters, run.total_parameters
    words = f"{trained:,} of {everything:,} weights will be trained, on {run.device} in {run.precision}"
    return Logged(message=f"Loaded {spec.base_model}: {words}.")


def _training_state(training: Training) -> StateChanged:
    run = training.run
    return StateChanged(
        state="running",
        phase="training",
        total_steps=training.schedule.total,
        total_parameters=run.total_parameters,
        trainable_parameters=run.trainable_parameters,
        device=run.device,
        precision=run.precision,
    )


def _last_state(*, stopped: bool) -> StateChanged:
    if stopped:
        return StateChanged(
            state="stopped", code=Failure.STOPPED, message=EXPLANATIONS[Failure.STOPPED].happened
        )
    return StateChanged(state="finished")
