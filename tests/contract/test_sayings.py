"""The catalogue of what a log can say: nothing is said outside it, and every reader hears it in their language."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from lms.messages import stored_catalogue
from training_jobs.contract.failures import EXPLANATIONS, Failure
from training_jobs.contract.sayings import DEEPEST, PLACE, SAYINGS, NotSaid, phrase, say, sentence
from training_jobs.saying import in_words, sayings

APP = Path(__file__).resolve().parents[2] / "training_jobs"


def calls(name):
    """Every call of a function called `name` in the app: where, and the call."""
    trees = {
        path.relative_to(APP).as_posix(): ast.parse(path.read_text()) for path in sorted(APP.rglob("*.py"))
    }
    made = [
        (path, node) for path, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.Call)
    ]
    return [(path, call) for path, call in made if isinstance(call.func, ast.Name) and call.func.id == name]


def keys(node):
    """The text literals that a call's first argument can be."""
    return [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]


def test_a_line_of_the_log_is_made_from_the_catalogue_only():
    assert {path for path, _call in calls("Logged")} == {"contract/sayings.py"}


def test_everything_that_is_said_is_in_the_catalogue_and_the_other_way_round():
    said = [
        call
        for name in ("say", "phrase", "Unusable")
        for path, call in calls(name)
        if "presenting" not in path
    ]
    found = {key for call in said for key in keys(call) if isinstance(key, str)}
    found |= {f"other_{part}" for part in ("spec", "data", "model")} | set(
        Failure
    )  # put together at run time
    found |= {"goes_on_elsewhere"}  # said no more, but it stands in the logs of older runs
    assert found - {"other_"} == set(SAYINGS)


@pytest.mark.parametrize("key", SAYINGS)
def test_every_saying_has_a_chinese_one_with_the_same_places(key):
    template = SAYINGS[key]
    translated = next(str(message.string) for message in stored_catalogue() if message.id == template)
    assert translated
    assert translated != template
    assert sorted(PLACE.findall(translated)) == sorted(PLACE.findall(template))
    assert len(PLACE.findall(template)) == len(re.findall(r"%\(", template))


def test_numbers_stand_as_people_write_them():
    line = say("loaded", model="m", trained=76038, total=22_643_724, device="cpu", precision="bf16")
    assert line.message.startswith("Loaded m: 76,038 of 22,643,724 weights")
    assert say("evaluated", step=1200, total=9000, loss=1.0, macro_f1=None).message == (
        "Step 1200 of 9000: validation loss 1.000, macro-F1 –"
    )


def test_a_reader_of_chinese_reads_chinese_with_the_phrases_inside():
    reason = phrase("file_damaged", file="state.json")
    line = say("unusable", "warning", step=4, reason=reason).data()
    assert line["message"] == "The checkpoint of step 4 cannot be used: state.json is damaged."
    with translation.override("zh-hans"):
        assert in_words(line) == sentence("unusable", line["values"], translation.gettext)
        assert "state.json" in in_words(line)
        assert not re.search(r"cannot|damaged", in_words(line))
        assert sayings()["unusable"] != SAYINGS["unusable"]


@pytest.mark.parametrize(
    "data",
    [
        {"message": "as it was said"},
        {"message": "as it was said", "say": "of another edition"},
        {"message": "as it was said", "say": "went_on"},
        {"message": "as it was said", "say": "went_on", "values": [1]},
        {"message": "as it was said", "say": ["went_on"]},
        {"message": "as it was said", "say": "unusable", "values": {"step": 1, "reason": {"say": "nothing"}}},
    ],
)
def test_what_cannot_be_said_anew_keeps_its_words(data):
    assert in_words(data) == "as it was said"


def test_phrases_within_phrases_come_to_an_end():
    deep = phrase("file_missing", file="x")
    for _ in range(DEEPEST + 1):
        deep = phrase("unusable", step=1, reason=deep)
    with pytest.raises(NotSaid):
        sentence("unusable", {"step": 1, "reason": deep})


def test_how_a_failure_came_about_is_a_phrase_too():
    assert sentence(Failure.KILLED, {}) == EXPLANATIONS[Failure.KILLED].happened
