"""Lines of events.jsonl, and the vocabulary of failures."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_jobs.contract.events import BadLine, Line, StepMeasured, decode, encode, finite
from training_jobs.contract.failures import EXPLANATIONS, Failure, explain, failure_of_exit

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def line(data, n=1):
    return Line(n=n, kind="step", data=data, at=12.5)


def test_a_loss_that_is_no_number_becomes_null_and_says_so():
    step = StepMeasured(step=3, epoch=0.1, metrics={"loss": math.nan, "learning_rate": 0.1})
    told = json.loads(encode(line(step.data())))
    assert told["data"]["metrics"] == {"loss": None, "learning_rate": 0.1}
    assert told["data"]["not_finite"] is True


def test_ordinary_data_is_left_as_it_is():
    assert finite({"loss": 1.5, "rows": [1, "a", None]}) == {"loss": 1.5, "rows": [1, "a", None]}


@given(st.dictionaries(st.text(), plain, max_size=4))
def test_every_line_is_strict_json_on_one_line_and_reads_back(data):
    written = encode(line(data))
    assert written.count("\n") == 1
    json.loads(written, parse_constant=lambda name: pytest.fail(name))
    assert decode(written).data == finite(data)


@pytest.mark.parametrize(
    "text", ["", "{", '{"n":1,"kind":"ste', '{"n":0,"kind":"step","data":{},"at":1}', "[]"]
)
def test_a_line_that_is_no_event_is_refused(text):
    with pytest.raises(BadLine):
        decode(text)


def test_every_failure_is_explained():
    assert set(EXPLANATIONS) == set(Failure)
    for explanation in EXPLANATIONS.values():
        assert explanation.happened.endswith(".")
        assert explanation.next_step.endswith(".")


def test_an_unknown_code_counts_as_an_engine_error():
    assert explain("moonlight") == EXPLANATIONS[Failure.ENGINE_ERROR]


@pytest.mark.parametrize(
    ("exit_code", "signal", "failure"),
    [
        (0, None, None),
        (4, None, Failure.DIVERGED),
        (5, None, Failure.STOPPED),
        (77, None, Failure.ENGINE_ERROR),
        (None, 9, Failure.KILLED),
        (None, 24, Failure.TIME_LIMIT),
    ],
)
def test_an_exit_says_what_the_events_could_not(exit_code, signal, failure):
    assert failure_of_exit(exit_code, signal=signal) == failure
