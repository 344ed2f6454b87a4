"""Training speed and what it costs in quality; contenders take turns, and a ratio is that of the medians."""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.contenders import CLASSIFY, WRITE, Bare, Job, Ours, Trainers, rounds
from bench.figures import Figure, figure

SEEDS, QUALITY_STEPS = (7, 8, 9), 60
PLAIN, MIXED, WRITING = Job(CLASSIFY), Job(CLASSIFY, mixed=True), Job(WRITE)
BARE = "a bare PyTorch loop, same batches and precision"
DEFAULTS = "transformers.Trainer's defaults"


def figures() -> Iterator[Figure]:
    from training_jobs.engine.device import Setting, wait_politely

    wait_politely()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        fp32 = Setting("fp32", "sdpa")
        yield _speed("engine.lora_throughput", [Ours(PLAIN, folder), Bare(PLAIN, folder)], BARE, 4, 12)
        same = [Ours(PLAIN, folder, fp32), Trainers(PLAIN, folder)]
        yield _speed("engine.same_precision", same, "transformers.Trainer, fp32 too", 3, 8)
        mixed = [Ours(MIXED, folder), Trainers(MIXED, folder)]
        yield _speed("engine.mixed_lengths_auto", mixed, DEFAULTS, 3, 3)
        writing = [Ours(WRITING, folder), Bare(WRITING, folder), Trainers(WRITING, folder)]
        told = list(rounds(writing, 2, 3))
        yield _figure("engine.generation_throughput", told, 1, BARE)
        yield _figure("engine.generation_auto", told, 2, DEFAULTS)
        del same, mixed, writing
        yield _quality(folder, fp32)


def _speed(name: str, contenders: Sequence[Any], control: str, steps: int, count: int) -> Figure:
    return _figure(name, list(rounds(contenders, steps, count)), 1, control)


def _figure(name: str, told: Sequence[Sequence[float]], other: int, control: str) -> Figure:
    values, controls = [speeds[0] for speeds in told], [speeds[other] for speeds in told]
    return figure(name, values, "examples/s", control=control, controls=controls)


def _quality(folder: Path, fp32: Any) -> Figure:
    """Validation macro-F1 after a short run: what is fastest here against fp32, over the same seeds."""
    values = [_score(folder, seed, None) for seed in SEEDS]
    controls = [_score(folder, seed, fp32) for seed in SEEDS]
    spread = (min(controls), max(controls))
    means = statistics.mean(values), statistics.mean(controls)
    return Figure(
        "engine.quality_auto", means[0], "macro-F1", "fp32, same seeds", means[1], len(SEEDS), spread
    )


def _score(folder: Path, seed: int, setting: Any) -> float:
    contender = Ours(PLAIN, folder, setting, seed=seed, max_steps=QUALITY_STEPS)
    contender.take(QUALITY_STEPS)
    contender.training._update()
    score: float = contender.training.objective.evaluate().metrics["macro_f1"]
    return score
