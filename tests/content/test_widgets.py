"""What holds of every kind of widget, and that its formulas compute what their names say."""

import itertools
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.schema import WidgetBlock
from courses.content.widgets import KINDS
from courses.content.widgets.base import fixed
from courses.content.widgets.confusion_matrix import scores_of
from courses.content.widgets.formulas import cross_entropy, softmax
from courses.content.widgets.gradient_step import descend, least_loss
from courses.content.widgets.learning_rate import rate_at, telling_steps, warm_steps
from courses.content.widgets.softmax_temperature import truncated
from courses.content.widgets.tokeniser import learned_merges
from courses.content.widgets.tokeniser.bpe import Encoder, learn
from courses.content.widgets.tokeniser.learning import VOCABULARY, vocabulary_from
from tests.content.widgets import EXAMPLES, widget

TRAIN = Path("training_jobs/library/insurer-messages/train.csv")
SCRIPTS = Path("static/js/widgets")
logits = st.lists(st.floats(-20, 20), min_size=2, max_size=8)
matrices = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 30), min_size=n, max_size=n), min_size=n, max_size=n)
)


def test_every_kind_has_an_example_and_a_script():
    assert EXAMPLES.keys() == KINDS.keys()
    for kind in KINDS:
        assert (SCRIPTS / f"{kind}.js").is_file()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_table_is_whole_and_its_rows_are_as_wide_as_its_head(kind: str, language: str):
    table = widget(kind).table(language, translate=lambda text: f"«{text}»")
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.head)}
    assert table.summary.startswith("«")
    places = [text for text in (table.caption, table.summary, *table.head) if "{" in text]
    assert not places


@pytest.mark.parametrize("kind", KINDS)
def test_every_widget_comes_back_from_json_the_same(kind: str):
    block = WidgetBlock(key="try", widget=widget(kind))
    again = WidgetBlock.model_validate(json.loads(block.model_dump_json()))
    assert again == block
    assert type(again.widget) is KINDS[kind]
    assert json.loads(json.dumps(again.widget.data("en")))["start"]


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_a_fixed_number_is_within_half_of_its_last_digit_and_has_no_minus_before_zero(
    value: float, digits: int
):
    text = fixed(value, digits)
    assert abs(float(text.replace("\u2212", "-")) - value) <= 0.5 * 10**-digits * (1 + 1e-6)
    assert not (text.startswith("\u2212") and float(text[1:]) == 0)


@given(logits, st.floats(0.1, 3))
def test_softmax_gives_shares_of_one_in_the_order_of_the_logits(scores: list[float], temperature: float):
    chances = softmax(scores, temperature)
    assert math.isclose(sum(chances), 1, abs_tol=1e-9)
    ordered = [p for _z, p in sorted(zip(scores, chances, strict=True))]
    assert ordered == sorted(ordered)


@given(logits, st.floats(0.1, 2.9))
def test_a_higher_temperature_takes_from_the_likeliest(scores: list[float], temperature: float):
    assert max(softmax(scores, temperature + 0.1)) <= max(softmax(scores, temperature)) + 1e-12


@given(logits, st.integers(1, 8), st.floats(0.05, 1))
def test_what_top_k_and_top_p_keep_are_the_fewest_likeliest_that_reach_enough(scores, top_k, top_p):
    chances = softmax(scores)
    kept = truncated(chances, top_k, top_p)
    stays = [p for p, left in zip(chances, kept, strict=True) if left]
    goes = [p for p, left in zip(chances, kept, strict=True) if not left]
    assert math.isclose(sum(kept), 1, abs_tol=1e-9)
    assert 1 <= len(stays) <= top_k
    assert not goes or max(goes) <= min(stays)
    mass = sum(sorted(chances, reverse=True)[:top_k])
    assert sum(stays) - min(stays) < top_p * mass + 1e-9, "one less would not have been enough"


@given(logits, st.integers(0, 7))
def test_the_gradient_is_the_slope_of_the_loss(scores: list[float], right: int):
    shares = [float(place == right % len(scores)) for place in range(len(scores))]
    gradient = [p - y for p, y in zip(softmax(scores), shares, strict=True)]
    for place, slope in enumerate(gradient):
        moved = [[z + side * 1e-5 * (i == place) for i, z in enumerate(scores)] for side in (1, -1)]
        measured = (cross_entropy(moved[0], shares) - cross_entropy(moved[1], shares)) / 2e-5
        assert math.isclose(measured, slope, abs_tol=1e-4)


@given(logits)
def test_small_steps_bring_the_loss_down_towards_the_labels_entropy(scores: list[float]):
    shares = [1 / len(scores)] * len(scores)
    losses = [step.loss for step in descend(scores, shares, 0.5, 20)]
    assert all(after <= before + 1e-9 for before, after in itertools.pairwise(losses))
    assert losses[-1] >= least_loss(shares) - 1e-9


def test_a_large_step_jumps_past_the_goal():
    losses = [step.loss for step in descend([0.0, 1.0], [0.75, 0.25], 10, 8)]
    assert any(after > before for before, after in itertools.pairwise(losses))
    assert "jump past the goal" in widget("gradient-step", learning_rate=10).table("en").summary


@given(st.integers(10, 3000), st.floats(0, 0.5), st.sampled_from(["linear", "cosine", "constant"]))
def test_a_schedule_rises_to_its_peak_and_never_rises_again(steps: int, share: float, shape):
    warm = warm_steps(steps, share)
    rates = [rate_at(step, peak=0.01, steps=steps, warm=warm, shape=shape) for step in range(1, steps + 1)]
    assert math.isclose(max(rates), 0.01)
    assert math.isclose(rates[warm], 0.01), "the first step after the warm-up has the peak"
    assert rates[:warm] == sorted(rates[:warm])
    assert rates[warm:] == sorted(rates[warm:], reverse=True)
    assert all(1 <= step <= steps for step in telling_steps(steps, warm))


def test_the_linear_schedule_is_the_one_that_runs_have():
    from training_jobs.engine.schedule import Schedule

    run = Schedule(total=120, per_epoch=30, warmup=12, peak=0.001)
    for step in range(1, 121):
        assert math.isclose(rate_at(step, peak=0.001, steps=120, warm=12, shape="linear"), run.rate(step))


@given(matrices)
def test_scores_of_a_matrix_are_those_that_run_reports_have(matrix: list[list[int]]):
    from training_jobs.engine.measures import accuracy, class_scores, macro_f1

    labels = [str(place) for place in range(len(matrix))]
    pairs = [
        (labels[i], labels[j]) for i, row in enumerate(matrix) for j, n in enumerate(row) for _ in range(n)
    ]
    truth, answers = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    ours = scores_of(matrix)
    assert math.isclose(ours.accuracy, accuracy(truth, answers))
    assert math.isclose(ours.macro_f1, macro_f1(truth, answers, labels))
    for mine, theirs in zip(ours.classes, class_scores(truth, answers, labels), strict=True):
        assert mine == pytest.approx((theirs.precision, theirs.recall, theirs.f1))


def test_a_threshold_sorts_scored_messages():
    scored = [
        {"score": 0.9, "belongs": True},
        {"score": 0.5, "belongs": False},
        {"score": 0.2, "belongs": True},
    ]
    table = widget("confusion-matrix", counts=None, scored=scored).table("en")
    assert [row[1:3] for row in table.rows] == [("1", "1"), ("1", "0")]
    assert table.summary.startswith("Threshold 0.50. Accuracy 0.333")


@given(st.text(max_size=60))
def test_tokens_put_together_are_the_text(text: str):
    encoder = Encoder(learned_merges())
    encoded = text.encode("utf-8", "ignore").decode()
    assert b"".join(encoder.bytes[token] for token in encoder.encode(encoded)).decode() == encoded


def test_pairs_are_learned_by_how_often_they_stand_together():
    assert learn(["ab ab ab cd cd"], 2) == [(97, 98), (32, 99)], "the second is one of three equals"
    assert learn(["a"], 5) == []


def test_the_shipped_vocabulary_is_what_the_training_messages_give():
    assert json.loads(VOCABULARY.read_text()) == json.loads(json.dumps(vocabulary_from(TRAIN)))


def test_chinese_takes_a_token_for_each_byte_here():
    english, chinese = widget("tokeniser").table("en").rows
    assert int(english[3]) < int(english[2]), "fewer tokens than bytes"
    assert chinese[1:4] == ("9", "27", "27")
