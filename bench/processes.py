"""Processor time by process, from Linux's /proc."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
HOST = "training_jobs.engine.host"


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    command: str
    seconds: float  # with its children that have ended


@dataclass(frozen=True)
class Times:
    """Seconds of runs at work, which are children of a warm host, and of everything else."""

    of_engines: float
    of_others: float


def times_below(root: int) -> Times:
    """Of the process `root` and all that descend from it."""
    here = {process.pid: process for process in _processes()}
    below = {root}
    while grown := {p.pid for p in here.values() if p.parent in below} - below:
        below |= grown
    hosts = {pid for pid in below if HOST in here[pid].command and HOST not in here[here[pid].parent].command}
    engines = {pid for pid in below if here[pid].parent in hosts}
    seconds = {pid: here[pid].seconds for pid in below if pid in here}
    of_engines = sum(seconds[pid] for pid in engines)
    return Times(of_engines, sum(seconds.values()) - of_engines)


def _processes() -> Iterator[Process]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text()
            command = (folder / "cmdline").read_text()
        except OSError:  # it has ended meanwhile
            continue
        fields = stat.rpartition(")")[2].split()
        used = sum(int(fields[place]) for place in (11, 12, 13, 14))
        yield Process(int(folder.name), int(fields[1]), command, used * TICK)
