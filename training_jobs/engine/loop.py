"""The training loop. It tells what happens and knows nobody who listens."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from training_jobs.contract.datasets import Dataset, open_dataset
from training_jobs.contract.events import Reported, StateChanged, StepMeasured, Told
from training_jobs.contract.sayings import say
from training_jobs.contract.spec import ExperimentSpec, digest
from training_jobs.engine import device as machine
from training_jobs.engine import telling
from training_jobs.engine.assembly import Assembled, assemble
from training_jobs.engine.checkpoint import Made
from training_jobs.engine.data import Encoded, endless_batches
from training_jobs.engine.device import Setting
from training_jobs.engine.divergence import DivergenceWatch
from training_jobs.engine.evaluation import Predictions
from training_jobs.engine.export import save_trained
from training_jobs.engine.halting import Halted, Wish, Wishes, go_on
from training_jobs.engine.keeping import NEVER, Keeper, Keeping
from training_jobs.engine.load import LoadMeter
from training_jobs.engine.models import model_digest
from training_jobs.engine.objectives import Objective, objective_for
from training_jobs.engine.optimiser import clip_gradients, optimiser_for
from training_jobs.engine.parallel import Alone, Crew, crew_of
from training_jobs.engine.places import Places
from training_jobs.engine.progress import Progress
from training_jobs.engine.report import Curve, Origin, training_report
from training_jobs.engine.schedule import Schedule, schedule_for


def train(
    spec: ExperimentSpec, places: Places, *, wish: Wishes = go_on, keeping: Keeping = NEVER
) -> Iterator[Told]:
    """Fine-tune by `spec`: tells states, steps, evaluations, samples, checkpoints and at last a report.

    Writes the adapter or weights, and checkpoints, under `places.out`. The last state is "finished"; after a `wish`
    between two steps "stopped", or "interrupted" without a report. Raises Halted, ModelMissing, DatasetUnreadable.
    """
    with crew_of(spec.devices, partial(_prepared, spec, places)) as crew:
        yield from _train(spec, places, wish, keeping, crew)


def _train(
    spec: ExperimentSpec, places: Places, wish: Wishes, keeping: Keeping, crew: Crew
) -> Iterator[Told]:
    began = time.monotonic()
    yield StateChanged(state="running", phase="loading")
    dataset = open_dataset(spec.dataset, places.datasets)
    made = Made(digest(spec), dataset.digest, model_digest(places.models, spec.base_model))
    keeper = Keeper(keeping, places.out, made)
    yield from keeper.look_for_checkpoint()
    run = assemble(spec, places, dataset.label_keys, keeper.setting(machine.device()))
    yield telling.loaded(spec, run)
    yield StateChanged(state="running", phase="tokenising")
    training = Training.prepare(spec, run, dataset)
    training.progress.began, training.crew = began, crew
    yield from keeper.resume(training.progress)
    crew.meet(run)
    resumed = training.curve.steps if keeping.resume else None
    yield telling.training(run, training.schedule, resumed, devices=crew.size)
    yield from training.steps(wish, keeper)
    if training.wish is Wish.LEAVE:
        yield telling.interrupted(keeper.goes_on)
        return
    yield StateChanged(state="running", phase="saving")
    yield from training.result(places, made, keeper)
    yield telling.stopped() if training.wish is Wish.KEEP else StateChanged(state="finished")


def _prepared(
    spec: ExperimentSpec, places: Places, setting: Setting | None
) -> tuple[Assembled, Objective, Iterator[list[Encoded]]]:
    """What a process needs that only computes gradients."""
    dataset = open_dataset(spec.dataset, places.datasets)
    run = assemble(spec, places, dataset.label_keys, setting)
    objective = objective_for(spec, run, dataset)
    return run, objective, endless_batches(objective.rows("train"), spec.batch_size, spec.seed)


@dataclass
class Training:
    """One run in progress: rows, and what has been learned and measured so far."""

    spec: ExperimentSpec
    run: Assembled
    objective: Objective
    schedule: Schedule
    train_rows: list[Encoded]
    progress: Progress
    load: LoadMeter
    latest: Predictions = field(default_factory=lambda: Predictions((), 0.0))
    wish: Wish = Wish.GO_ON
    crew: Crew = field(default_factory=Alone)

    @classmethod
    def prepare(cls, spec: ExperimentSpec, run: Assembled, dataset: Dataset) -> "Training":
        objective = objective_for(spec, run, dataset)
        train_rows = objective.rows("train")
        schedule = schedule_for(spec, len(train_rows))
        progress = Progress(run, optimiser_for(run, spec), DivergenceWatch(len(run.labels)))
        return cls(spec, run, objective, schedule, train_rows, progress, LoadMeter(run.device))

    @property
    def curve(self) -> Curve:
        return self.progress.curve

    @property
    def optimiser(self) -> Any:
        return self.progress.optimiser

    def steps(self, wish: Wishes, keeper: Keeper | None = None) -> Iterator[Told]:
        """Every step that is left, with an evaluation of the untrained model before the first update."""
        begin, total = self.curve.steps, self.schedule.total
        batches = islice(endless_batches(self.train_rows, self.spec.batch_size, self.spec.seed), begin, total)
        self.run.model.train()
        yield from self._evaluate_if_due(begin)
        for step, rows in enumerate(batches, start=begin + 1):
            measured = self._measure(step, rows)
            yield measured
            if step == 1:
                yield from self._evaluate(0)
            self._update()
            self.progress.watch.check(step, measured.metrics["loss"])
            self.wish = wish() if step < total else Wish.GO_ON
            yield from self._between_steps(step, keeper)
            if self.wish is not Wish.GO_ON:
                yield say("interrupted" if self.wish is Wish.LEAVE else "stopped", step=step, total=total)
                return

    def result(self, places: Places, made: Made, keeper: Keeper) -> Iterator[Told]:
        """Save what was trained, on a full disk in the place of older checkpoints; then report."""
        counts = (self.run.total_parameters, self.run.trainable_parameters)
        origin = Origin(made.data, made.model, *counts, self.progress.seconds)
        report = training_report(self.spec, self.run.labels, self.latest, self.curve, origin)
        try:
            folder = save_trained(self.run, self.spec, places, report)
        except Halted:
            if not keeper.make_room():
                raise
            yield say("made_room", level="warning")
            folder = save_trained(self.run, self.spec, places, report)
        yield say("saved_adapter" if folder == places.adapter else "saved_weights")
        yield Reported(report=report)

    def _between_steps(self, step: int, keeper: Keeper | None) -> Iterator[Told]:
        """Evaluate and save as is due. Who wants to leave is not kept waiting: the resumed run evaluates then.

        A checkpoint never holds the evaluation that a stop adds, so whatever goes on from it is the same curve.
        """
        if self.wish is not Wish.LEAVE:
            yield from self._evaluate_if_due(step)
        if keeper and step < self.schedule.total and (keeper.due or self.wish is not Wish.GO_ON):
            yield from keeper.save(self.progress)
        if self.wish is Wish.KEEP and self.curve.scored_step != step:
            yield from self._evaluate(step)

    def _evaluate_if_due(self, step: int) -> Iterator[Told]:
        if step and self.schedule.evaluates(step) and self.curve.scored_step != step:
            yield from self._evaluate(step)

    def _measure(self, step: int, rows: list[Encoded]) -> StepMeasured:
        """Loss and gradients of one batch; the weights do not change yet, so the first point comes fast."""
        started = time.perf_counter()
        value = self.crew.backward(self.objective, rows, step)
        norm = clip_gradients(self.run)
        self.curve.add_step(value, len(rows))
        self.curve.seconds += time.perf_counter() - started
        metrics = {
            "loss": value,
            "learning_rate": self.schedule.rate(step),
            "gradient_norm": float(norm),
            "examples_per_second": round(self.curve.examples_per_second, 2),
            **self.load.metrics(),
        }
        return StepMeasured(step=step, epoch=self.schedule.epoch(step), metrics=metrics)

    def _update(self) -> None:
        started = time.perf_counter()
        for group in self.optimiser.param_groups:
            group["lr"] = self.schedule.rate(self.curve.steps)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.curve.seconds += time.perf_counter() - started

    def _evaluate(self, step: int) -> Iterator[Told]:
        yield StateChanged(state="running", phase="evaluating")
        self.latest = self.objective.evaluate()
        self.curve.add_evaluation(step, self.latest.metrics["macro_f1"])
        yield from telling.evaluated(step, self.schedule, self.latest)
