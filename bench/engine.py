"""Training speed: our loop against a bare PyTorch loop with the same model, batches, seed and precision."""

import dataclasses
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from bench.figures import Figure, figure

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "var" / "models"
STEPS, ROUNDS = 40, 5
DEFAULTS = {
    "task": "text-classification",
    "base_model": "minilm-l6",
    "dataset": "insurer-messages",
    "method": "lora",
}


def _training(folder: Path):
    """A freshly assembled run whose schedule has no evaluation, so that only steps are measured."""
    from training_jobs.contract.catalogue import LIBRARY
    from training_jobs.contract.datasets import open_dataset
    from training_jobs.contract.spec import ExperimentSpec
    from training_jobs.engine.assembly import assemble
    from training_jobs.engine.loop import Training
    from training_jobs.engine.places import Places
    from training_jobs.engine.schedule import Schedule

    class Unbroken(Schedule):
        def evaluates(self, step: int) -> bool:
            return False

    spec = ExperimentSpec.model_validate(DEFAULTS | {"max_steps": STEPS})
    dataset = open_dataset(spec.dataset, LIBRARY)
    run = assemble(spec, Places(folder, MODELS, LIBRARY), dataset.label_keys)
    training = Training.prepare(spec, run, dataset)
    return dataclasses.replace(training, schedule=Unbroken(**dataclasses.asdict(training.schedule)))


def ours(folder: Path) -> float:
    """Examples per second from the second step to the last, through the generator the worker uses."""
    from training_jobs.contract.events import StepMeasured
    from training_jobs.engine.halting import go_on

    began, examples = 0.0, 0
    training = _training(folder)
    for event in training.steps(go_on):
        if isinstance(event, StepMeasured):
            if event.step == 2:
                began, examples = time.perf_counter(), 0
            examples += training.spec.batch_size
    return examples / (time.perf_counter() - began)


def bare(folder: Path) -> float:
    """The same without us: collate, forward, backward, clip, step."""
    import torch

    from training_jobs.engine.data import collate, endless_batches

    training = _training(folder)
    run, spec, optimiser = training.run, training.spec, training.optimiser
    precision = torch.bfloat16 if run.precision == "bf16" else torch.float32
    weights = run.trainable()
    run.model.train()
    batches = islice(endless_batches(training.train_rows, spec.batch_size, spec.seed), STEPS)
    began, examples = 0.0, 0
    for step, rows in enumerate(batches, start=1):
        if step == 3:
            began, examples = time.perf_counter(), 0
        batch = collate(rows, run.pad_token)
        with torch.autocast("cpu", dtype=precision, enabled=precision is torch.bfloat16):
            logits = run.model(input_ids=batch.tokens, attention_mask=batch.mask).logits.float()
        torch.nn.functional.cross_entropy(logits, batch.labels).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        examples += len(rows)
    return examples / (time.perf_counter() - began)


def in_turn(
    first: Callable[[Path], float], second: Callable[[Path], float]
) -> tuple[list[float], list[float]]:
    pairs: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        for _round in range(ROUNDS):
            for values, measure in zip(pairs, (first, second), strict=True):
                values.append(measure(Path(folder)))
    return pairs


def figures() -> Iterator[Figure]:
    values, controls = in_turn(ours, bare)
    yield figure(
        "engine.lora_throughput",
        values,
        "examples/s",
        control="a bare PyTorch loop, same batches",
        controls=controls,
    )
