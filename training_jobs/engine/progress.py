"""All of a run that changes with its steps, and so all that a checkpoint holds."""

import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from training_jobs.engine.assembly import Assembled
from training_jobs.engine.checkpoint import Content, Unusable
from training_jobs.engine.device import Computing, Kernel, Setting
from training_jobs.engine.divergence import DivergenceWatch
from training_jobs.engine.report import Curve

WEIGHT, MEMORY, CHANCE = "weight.", "optimiser.", "random."


@dataclass(frozen=True)
class Computed:
    """On what a run computes and how; each of these changes the last digits of a sum."""

    device: str
    precision: Computing
    attention: Kernel
    threads: int

    @property
    def setting(self) -> Setting:
        return Setting(self.precision, self.attention)

    def __str__(self) -> str:
        return f"{self.device} ({self.precision}, {self.attention}, threads: {self.threads})"


@dataclass
class Progress:
    """Weights, optimiser, curve and counters of a run between two steps; `began` is by the monotonic clock.

    Which rows come next is no part of it: that follows from the seed and the step.
    """

    run: Assembled
    optimiser: Any
    watch: DivergenceWatch
    curve: Curve = field(default_factory=Curve)
    began: float = field(default_factory=time.monotonic)

    @property
    def computed(self) -> "Computed":
        import torch

        setting = self.run.setting
        return Computed(self.run.device, setting.precision, setting.attention, torch.get_num_threads())

    @property
    def seconds(self) -> float:
        """Since the run began, without the time between two attempts."""
        return time.monotonic() - self.began

    def content(self) -> Content:
        """Everything needed to go on from here."""
        facts = {
            "curve": asdict(self.curve),
            "watch": {"not_finite": self.watch.not_finite, "huge": self.watch.huge},
            "seconds": self.seconds,
            "computed": asdict(self.computed),
            "random": random.getstate(),
        }
        tensors = {**self._weights(), **dict(self._memories()), **self._chances()}
        return Content(self.curve.steps, tensors, facts, self.curve.score)

    def restore(self, content: Content) -> None:
        """Become what `content` was taken from; raises Unusable before anything is changed."""
        import torch

        self._refuse_misfit(content.tensors)
        facts = content.facts
        self.curve = Curve(**facts["curve"])
        self.watch = replace(self.watch, **facts["watch"])
        self.began = time.monotonic() - facts["seconds"]
        with torch.no_grad():
            for name, weight in self._weights().items():
                weight.copy_(content.tensors[name])
        memories = _by_parameter(content.tensors)
        self.optimiser.load_state_dict({**self.optimiser.state_dict(), "state": memories})
        version, numbers, gauss = facts["random"]
        random.setstate((version, tuple(numbers), gauss))
        self._set_chances(content.tensors)

    def _weights(self) -> dict[str, Any]:
        named = self.run.model.named_parameters()
        return {WEIGHT + name: weight for name, weight in named if weight.requires_grad}

    def _memories(self) -> Iterator[tuple[str, Any]]:
        for place, memory in self.optimiser.state_dict()["state"].items():
            for name, tensor in memory.items():
                yield f"{MEMORY}{place}.{name}", tensor

    def _chances(self) -> dict[str, Any]:
        import torch

        states = {f"{CHANCE}cpu": torch.get_rng_state()}
        if self.run.device == "cuda":
            for number, state in enumerate(torch.cuda.get_rng_state_all()):
                states[f"{CHANCE}cuda.{number}"] = state
        if self.run.device == "mps":
            states[f"{CHANCE}mps"] = torch.mps.get_rng_state()
        return states

    def _set_chances(self, tensors: Mapping[str, Any]) -> None:
        """A generator that this machine lacks is left out; one that the checkpoint lacks stays as seeded."""
        import torch

        for name in self._chances().keys() & tensors.keys():
            kind, _, number = name.removeprefix(CHANCE).partition(".")
            match kind:
                case "cpu":
                    torch.set_rng_state(tensors[name])
                case "cuda":
                    torch.cuda.set_rng_state(tensors[name], int(number))
                case "mps":
                    torch.mps.set_rng_state(tensors[name])

    def _refuse_misfit(self, tensors: Mapping[str, Any]) -> None:
        mine = {name: weight.shape for name, weight in self._weights().items()}
        theirs = {name: tensor.shape for name, tensor in tensors.items() if name.startswith(WEIGHT)}
        if mine != theirs:
            raise Unusable("misfit")


def _by_parameter(tensors: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    memories: dict[int, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        if name.startswith(MEMORY):
            place, _, what = name.removeprefix(MEMORY).partition(".")
            memories.setdefault(int(place), {})[what] = tensor
    return memories
