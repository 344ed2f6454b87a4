"""Ways to train the same job: our engine, a bare PyTorch loop with the same batches, and transformers.Trainer."""

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "var" / "models"
CLASSIFY = {"task": "text-classification", "base_model": "minilm-l6", "method": "lora", "max_length": 256}
WRITE = {"task": "text-generation", "base_model": "smollm2-135m-instruct", "method": "lora"}
LONGEST = 8  # messages put together at most, in the job of mixed lengths


@dataclass(frozen=True)
class Job:
    """What is trained; with `mixed`, messages of one to eight of the shipped ones put together."""

    settings: dict[str, Any]
    mixed: bool = False

    def dataset(self) -> Any:
        from training_jobs.contract.datasets import Dataset, open_dataset

        plain = open_dataset("insurer-messages")

        class Mixed(Dataset):
            def rows(self, split: Any) -> Any:
                rows, rng = super().rows(split), Random(7)
                texts = [row.text for row in rows]
                return tuple(
                    replace(row, text=" ".join([row.text, *rng.sample(texts, rng.randrange(LONGEST))]))
                    for row in rows
                )

        return (
            Mixed(**{key: getattr(plain, key) for key in plain.__dataclass_fields__}) if self.mixed else plain
        )

    def training(self, folder: Path, setting: Any = None, **changes: Any) -> Any:
        """An assembled run whose schedule has no evaluation, so that only steps are measured."""
        from training_jobs.contract.catalogue import LIBRARY
        from training_jobs.contract.spec import ExperimentSpec
        from training_jobs.engine.assembly import assemble
        from training_jobs.engine.loop import Training
        from training_jobs.engine.places import Places
        from training_jobs.engine.schedule import Schedule

        class Unbroken(Schedule):
            def evaluates(self, step: int) -> bool:
                return False

        given = {"dataset": "insurer-messages", "max_steps": 10_000, **self.settings, **changes}
        spec = ExperimentSpec.model_validate(given)
        dataset = self.dataset()
        run = assemble(spec, Places(folder, MODELS, LIBRARY), dataset.label_keys, setting)
        training = Training.prepare(spec, run, dataset)
        schedule = training.schedule
        return replace(
            training, schedule=Unbroken(schedule.total, schedule.per_epoch, schedule.warmup, schedule.peak)
        )


class Ours:
    """The loop as the worker runs it, its events written down."""

    def __init__(self, job: Job, folder: Path, setting: Any = None, **changes: Any) -> None:
        from training_jobs.engine.halting import go_on
        from training_jobs.engine.recorder import Recorder

        self.training = job.training(folder, setting, **changes)
        self._recorder = Recorder(folder)
        self._events = self.training.steps(go_on)

    def take(self, steps: int) -> tuple[int, float]:
        """Rows and seconds of so many steps."""
        from training_jobs.contract.events import StepMeasured

        began, seen = time.perf_counter(), self.training.curve.examples
        while steps:
            event = next(self._events)
            if isinstance(event, StepMeasured):
                steps -= 1
            self._recorder.take(event)
        return self.training.curve.examples - seen, time.perf_counter() - began


class Bare:
    """Pad, forward, backward, clip, step: nothing else. The loss is the model's own."""

    def __init__(self, job: Job, folder: Path) -> None:
        from training_jobs.engine.data import endless_batches

        self._training = job.training(folder)
        self._writes = job.settings["task"] == "text-generation"
        run, spec = self._training.run, self._training.spec
        self._batches = endless_batches(self._training.train_rows, spec.batch_size, spec.seed)
        self._weights = run.trainable()
        run.model.train()

    def take(self, steps: int) -> tuple[int, float]:
        import torch

        began, examples = time.perf_counter(), 0
        run, optimiser = self._training.run, self._training.optimiser
        for rows in itertools.islice(self._batches, steps):
            with run.computing():
                told = run.model(**self._tensors(rows))
            told = (
                told.loss
                if self._writes
                else torch.nn.functional.cross_entropy(
                    told.logits.float(), torch.tensor([row.label for row in rows])
                )
            )
            told.backward()
            torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            float(told.detach())
            examples += len(rows)
        return examples, time.perf_counter() - began

    def _tensors(self, rows: Sequence[Any]) -> dict[str, Any]:
        import torch

        items = [item_of(self._training.objective, row, writes=self._writes) for row in rows]
        names = ("input_ids", "attention_mask", "labels") if self._writes else ("input_ids", "attention_mask")
        padding = {"input_ids": self._training.run.pad_token, "attention_mask": 0, "labels": -100}
        return {
            name: torch.nn.utils.rnn.pad_sequence(
                [torch.tensor(item[name]) for item in items], batch_first=True, padding_value=padding[name]
            )
            for name in names
        }


class Trainers:
    """transformers.Trainer as it comes: fp32, random order, padded to the longest row of a batch."""

    def __init__(self, job: Job, folder: Path) -> None:
        from transformers import DataCollatorForSeq2Seq, DataCollatorWithPadding

        from training_jobs.engine.device import Setting

        self._training = job.training(folder, Setting("fp32", "sdpa"))
        writes = job.settings["task"] == "text-generation"
        objective, tokenizer = self._training.objective, self._training.run.tokenizer
        self._items = [item_of(objective, row, writes=writes) for row in self._training.train_rows]
        self._collator = (DataCollatorForSeq2Seq if writes else DataCollatorWithPadding)(tokenizer)
        self._folder = folder
        if not writes:
            _give_loss(self._training.run.model)

    def take(self, steps: int) -> tuple[int, float]:
        """From the end of a first step on: making a Trainer is no part of it."""
        from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

        ends: list[float] = []

        class Clock(TrainerCallback):
            def on_step_end(self, *_args: Any, **_more: Any) -> None:
                ends.append(time.perf_counter())

        spec = self._training.spec
        asked = TrainingArguments(
            output_dir=str(self._folder / "trainer"),
            max_steps=steps + 1,
            per_device_train_batch_size=spec.batch_size,
            learning_rate=spec.learning_rate,
            save_strategy="no",
            disable_tqdm=True,
            remove_unused_columns=False,
            logging_strategy="no",
            dataloader_pin_memory=False,
        )
        trainer = Trainer(
            model=self._training.run.model,
            args=asked,
            train_dataset=self._items,
            data_collator=self._collator,
            callbacks=[Clock()],
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train()
        return steps * spec.batch_size, ends[-1] - ends[0]


def item_of(objective: Any, row: Any, *, writes: bool) -> dict[str, Any]:
    """A row as Trainer takes it; for a model that writes only the answer's tokens count."""
    if not writes:
        return {"input_ids": row.tokens, "attention_mask": [1] * len(row.tokens), "labels": row.label}
    asked, answer = [*objective._start, *row.tokens], objective._answers[row.label]
    tokens = [*asked, *answer]
    return {
        "input_ids": tokens,
        "attention_mask": [1] * len(tokens),
        "labels": [-100] * len(asked) + list(answer),
    }


def _give_loss(model: Any) -> None:
    """Our classifier's forward has no loss of its own; Trainer wants one."""
    import torch

    inner, plain = model.get_base_model(), model.get_base_model().forward

    def forward(input_ids: Any = None, attention_mask: Any = None, labels: Any = None, **_more: Any) -> Any:
        told = plain(input_ids=input_ids, attention_mask=attention_mask)
        if labels is not None:
            told.loss = torch.nn.functional.cross_entropy(told.logits.float(), labels)
        return told

    inner.forward = forward


def rounds(contenders: Sequence[Any], steps: int, count: int) -> Iterator[list[float]]:
    """Examples per second of each contender, `count` times in turn.

    A first round of two steps is not told: it is cold, and in it our loop scores the untrained model.
    """
    for number in range(count + 1):
        speeds = []
        for contender in contenders:
            examples, seconds = contender.take(steps if number else 2)
            speeds.append(examples / seconds)
        if number:
            yield speeds
