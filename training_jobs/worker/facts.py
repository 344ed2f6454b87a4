"""What a node tells of itself: its devices, its memory, the base models it has, the editions it speaks."""

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from training_jobs.contract.catalogue import base_model_names
from training_jobs.editions import editions

MEGABYTE = 2**20
MEMORY_SHARE = 0.8  # of the machine's memory for runs, where the operator does not say
GPU_TOOL = ("nvidia-smi", "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits")
CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Gpu:
    """Memory in megabytes."""

    name: str
    memory_mb: int
    free_mb: int


def facts(slots: int) -> dict[str, Any]:
    """Fields of WorkerNode for a node with `slots` runs at a time."""
    cards = gpus()
    return {
        "slots": slots,
        "labels": settings.WORKER_LABELS,
        "base_models": base_models(),
        "devices": max(1, len(cards)),
        "device": device(cards),
        "memory_mb": settings.WORKER_MEMORY_MB or total_mb(cards),
        "free_mb": sum(card.free_mb for card in cards) if cards else free_mb(),
        **editions(),
    }


def base_models() -> list[str]:
    """Base models that lie whole in the models folder."""
    folder = Path(settings.MODELS_DIR)
    return [name for name in base_model_names() if (folder / name / "manifest.json").is_file()]


def gpus() -> list[Gpu]:
    """The graphics cards that runs may use, asked from the driver's own tool: we must not touch CUDA."""
    if not shutil.which(GPU_TOOL[0]):
        return []
    try:
        told = subprocess.run(GPU_TOOL, capture_output=True, text=True, check=True, timeout=10).stdout
        rows = [line.split(", ") for line in told.splitlines()]
        cards = [Gpu(name, int(memory), int(free)) for name, memory, free in rows]
    except (OSError, ValueError, subprocess.SubprocessError):
        return []
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is None:
        return cards
    return [cards[int(n)] for n in visible.split(",") if n.isdecimal() and int(n) < len(cards)]


def device(cards: list[Gpu]) -> str:
    """The card's name, or the processor's."""
    return cards[0].name if cards else processor()


@cache
def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def total_mb(cards: list[Gpu]) -> int:
    """Memory that runs may share: the cards', else a part of the machine's or the container's."""
    return sum(card.memory_mb for card in cards) or int(total_ram_mb() * MEMORY_SHARE)


def total_ram_mb() -> int:
    """What the machine, or the container, has."""
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return int(min(most, _cgroup("memory.max") or most) / MEGABYTE)


def free_mb() -> int:
    """Memory that nobody uses now, in this machine and this container."""
    try:
        lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        free = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return 0
    limit, used = _cgroup("memory.max"), _cgroup("memory.current")
    return int((min(free, limit - used) if limit and used else free) / MEGABYTE)


def _cgroup(name: str) -> int | None:
    try:
        text = (CGROUP / name).read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None
