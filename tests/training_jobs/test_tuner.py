"""Measuring the fastest settings waits until nobody needs the node."""

import json
import sys

import pytest

from lms.env import ROOT
from tests.training_jobs.workers import until
from training_jobs.worker.tuner import FILE, Tuner

MEASURES = "import sys, pathlib; pathlib.Path(sys.argv[2], 'tuning.json').write_text('{\"cpu\": {}}')"
SLEEPS = "import time; time.sleep(60)"


@pytest.fixture
def tuner(tmp_path):
    made = []

    def make(code: str, quiet: float = 0.0) -> Tuner:
        made.append(Tuner(ROOT, tmp_path, [sys.executable, "-c", code], quiet))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_an_idle_node_measures_once(tuner, tmp_path):
    one = tuner(MEASURES)
    assert one.known() == {}
    until(lambda: one.look(idle=True) or one.done)
    assert one.known() == {"cpu": {}}
    (tmp_path / FILE).unlink()
    one.look(idle=True)
    assert not one.measuring


def test_a_run_stops_the_measuring_and_it_begins_again_when_there_is_quiet(tuner):
    one = tuner(SLEEPS)
    one.look(idle=True)
    assert one.measuring
    one.stop()
    assert not one.measuring
    assert not one.done
    one.look(idle=True)
    assert one.measuring
    one.look(idle=False)
    assert not one.measuring


def test_a_node_is_quiet_for_a_while_before_it_measures(tuner):
    one = tuner(SLEEPS, quiet=3600)
    one.look(idle=True)
    assert not one.measuring


def test_a_broken_cache_counts_as_none(tuner, tmp_path):
    (tmp_path / FILE).write_text("{")
    assert tuner(SLEEPS).known() == {}
    (tmp_path / FILE).write_text(json.dumps([]))
    assert tuner(SLEEPS).known() == {}
