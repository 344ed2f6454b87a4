"""The messages of a quiz question, with the real small language model."""

import json

import pytest

from tests.engine.conftest import lines_of, of_kind
from training_jobs.contract.catalogue import LIBRARY
from training_jobs.engine.halting import Wish
from training_jobs.engine.jobs import perform
from training_jobs.engine.places import Places
from training_jobs.prompts.templates import ask

SECRET = "a message that nobody may read"


@pytest.fixture
def out(tmp_path, models_dir):
    return Places(tmp_path / "out", models_dir, LIBRARY)


def asked(tmp_path, **messages):
    spec = {"task": "ask", "base_model": "smollm2-135m-instruct", "max_new_tokens": 4}
    path = tmp_path / "ask.json"
    path.write_text(json.dumps({**spec, "template": "{{message}} " * 40, "messages": messages}))
    return path


def test_each_message_gets_a_reply_and_one_that_is_too_long_costs_no_other(tmp_path, out):
    assert perform(asked(tmp_path, short=SECRET, long="word " * 300), out) == 0
    lines = lines_of(out.out)
    report = of_kind(lines, "report")[0]
    assert report["replies"].keys() == {"short", "long"}
    assert report["replies"]["short"]
    assert (report["replies"]["long"], report["too_long"]) == ("", ["long"])
    assert [step["step"] for step in of_kind(lines, "step")] == [1, 2]
    assert SECRET not in str([line.data for line in lines if line.kind != "report"])


def test_half_the_replies_are_none(tmp_path, out):
    assert perform(asked(tmp_path, one="Hello"), out, wish=lambda: Wish.LEAVE) == 11
    assert not (out.out / "report.json").exists()


def test_only_the_message_has_a_place_and_braces_in_it_stay():
    (turn,) = ask("{{ message }} of {{labels}}", "{{message}}")
    assert turn["content"] == "{{message}} of {{labels}}"
