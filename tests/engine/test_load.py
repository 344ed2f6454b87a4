"""What a run uses of its machine, at next to no cost."""

import mmap
import os
import time
from itertools import pairwise

from tests.engine.test_resuming import Told
from tests.engine.test_training import spec_of
from training_jobs.contract.events import StepMeasured
from training_jobs.engine.load import EVERY, LoadMeter, resident_bytes


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def work_for(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_every_step_tells_memory_load_and_the_norm_of_its_gradients(spec_file, places):
    told = Told(spec_of(spec_file(epochs=None, max_steps=4)), places)
    names = {"loss", "learning_rate", "gradient_norm", "examples_per_second", "memory_mb", "load"}
    for event in told.of(StepMeasured):
        assert set(event.metrics) == names
        assert event.metrics["gradient_norm"] > 0
        assert 50 < event.metrics["memory_mb"] < 100_000
        assert 0 <= event.metrics["load"] <= 1


def test_memory_is_what_is_in_use_now():
    before = resident_bytes()
    with mmap.mmap(-1, 50_000_000) as fresh:  # never from memory that the process freed and still holds
        fresh.write(b"\1" * len(fresh))
        assert 45_000_000 < resident_bytes() - before < 60_000_000
    assert resident_bytes() - before < 10_000_000


def test_one_busy_core_is_its_share_of_all():
    clock = Clock()
    meter = LoadMeter(clock=clock)
    work_for(0.2)
    clock.now += 0.4
    assert abs(meter.metrics()["load"] * len(os.sched_getaffinity(0)) - 0.5) < 0.1


def test_between_two_looks_the_last_one_holds():
    clock = Clock()
    meter = LoadMeter(clock=clock)
    clock.now += 1
    first = meter.metrics()
    work_for(0.05)
    clock.now += EVERY / 2
    assert meter.metrics() is first
    clock.now += EVERY / 2
    assert meter.metrics()["load"] != first["load"]


def test_a_look_is_cheap():
    """Bounded by counting looks, not by the time of a busy machine: 10,000 steps in a second look 4 times."""
    clock, looks = Clock(), []
    meter = LoadMeter(clock=clock)
    for _step in range(10_000):
        clock.now += 0.0001
        looks.append(id(meter.metrics()))
    changes = sum(one != other for one, other in pairwise(looks))
    assert changes <= 1 / EVERY
