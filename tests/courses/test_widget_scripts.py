"""The modules of widgets compute what Python computes, to the last digit that is shown."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from courses.content.widgets import KINDS, BaseWidget, Table
from courses.content.widgets.base import fixed, short
from tests.content.widgets import EXAMPLES, MEASURED, named, widget, words

TOLD = """async ([kind, settings]) => {
  const { table } = await import(`/js/widgets/${kind}.js`);
  return table(settings, settings.start);
}"""
some = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
logit = st.integers(-80, 80).map(lambda tenths: tenths / 10)


@pytest.fixture
def agree(page: Page) -> Callable[[BaseWidget], None]:
    """Module and Python make the same table of a widget at its start, in both languages."""

    def check(one: BaseWidget) -> None:
        for language in ("en", "zh-hans"):
            made = {**one.data(language), "words": one.words()}
            told = page.evaluate(TOLD, [one.widget, json.loads(json.dumps(made))])
            rows = tuple(tuple(row) for row in told["rows"])
            assert Table(told["caption"], tuple(told["head"]), rows, told["summary"]) == one.table(language)

    return check


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_every_kind(agree, kind: str):
    agree(widget(kind))


@some
@given(st.lists(logit, min_size=2, max_size=12), st.integers(1, 30), st.integers(1, 12), st.integers(1, 20))
def test_softmax(agree, logits: list[float], tenths: int, top_k: int, twentieths: int):
    tokens = named("token", *(f"t{n}" for n in range(len(logits))), logit=logits)
    agree(
        widget(
            "softmax-temperature",
            tokens=tokens,
            temperature=tenths / 10,
            top_k=min(top_k, len(logits)),
            top_p=twentieths / 20,
        )
    )


@some
@given(st.lists(logit, min_size=2, max_size=4), st.integers(0, 10), st.sampled_from([0.01, 0.1, 0.5, 1, 2.5]))
def test_gradient_steps(agree, logits: list[float], tenths: int, rate: float):
    """Not at rates so large that steps are chaotic: there a last bit of `exp` grows with every step."""
    shares = [tenths / 10, 1 - tenths / 10, *[0.0] * (len(logits) - 2)]
    classes = named("label", *(f"c{n}" for n in range(len(logits))), logit=logits, share=shares)
    agree(widget("gradient-step", classes=classes, learning_rate=rate))


@some
@given(
    st.sampled_from([0.00002, 0.0003, 0.001, 0.01, 0.37, 1]),
    st.integers(10, 100_000),
    st.integers(0, 50),
    st.sampled_from(["linear", "cosine", "constant"]),
)
def test_learning_rate_schedules(agree, peak: float, steps: int, hundredths: int, shape: str):
    agree(widget("learning-rate", peak=peak, steps=steps, warmup=hundredths / 100, shape=shape))


@some
@given(
    st.integers(2, 6).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 99), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_confusion_matrices(agree, counts: list[list[int]]):
    labels = [words(f"l{n}") for n in range(len(counts))]
    agree(widget("confusion-matrix", labels=labels, counts=counts))


@some
@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1, max_size=30), st.integers(0, 100))
def test_thresholds(agree, scored: list[tuple[int, bool]], hundredths: int):
    rows = [{"score": score / 100, "belongs": belongs} for score, belongs in scored]
    agree(widget("confusion-matrix", counts=None, scored=rows, threshold=hundredths / 100))


@some
@given(
    st.lists(st.lists(st.integers(1, 9), min_size=4, max_size=4), min_size=4, max_size=4), st.integers(0, 3)
)
def test_attention(agree, parts: list[list[int]], start: int):
    weights = [[round(part / sum(row), 3) for part in row] for row in parts]
    heads = [{"layer": 1, "head": 1, "weights": weights}]
    agree(widget("attention", measured={**MEASURED, "tokens": list("abcd"), "heads": heads}, start=start))


readable = st.characters(exclude_categories=["Cs"], exclude_characters="\r")


@some
@given(st.text(readable, min_size=1, max_size=100))
def test_any_text_is_cut_the_same(agree, text: str):
    agree(widget("tokeniser", examples=[text, *EXAMPLES["tokeniser"]["examples"]]))


@some
@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=50), st.integers(0, 6))
def test_numbers_are_written_the_same(page: Page, values: list[float], digits: int):
    script = """async ([values, digits]) => {
      const { fixed } = await import('/js/widgets/frame.js');
      return values.map((value) => fixed(value, digits));
    }"""
    assert page.evaluate(script, [values, digits]) == [fixed(value, digits) for value in values]


@some
@given(st.lists(st.integers(1, 999_999).map(lambda n: n / 10_000), min_size=1, max_size=50))
def test_settings_are_written_the_same(page: Page, values: list[float]):
    script = "async (values) => { const { short } = await import('/js/widgets/frame.js'); return values.map(short); }"
    assert page.evaluate(script, values) == [short(value) for value in values]


def test_the_same_seed_draws_the_same_and_never_what_is_cut_off(page: Page):
    script = """async () => {
      const { generator, draw } = await import('/js/widgets/softmax-temperature.js');
      const chances = [0.5, 0, 0.3, 0.2];
      const run = (seed) => {
        const random = generator(seed);
        return Array.from({ length: 1000 }, () => draw(chances, random));
      };
      return [run(7), run(7), run(8)];
    }"""
    first, again, other = page.evaluate(script)
    assert first == again != other
    assert [first.count(token) for token in range(4)] == pytest.approx([500, 0, 300, 200], abs=60)


def test_a_cell_is_explained_by_the_scores_that_it_enters(page: Page):
    script = """async ([settings, cell]) => {
      const { explained, matrixOf } = await import('/js/widgets/confusion-matrix.js');
      return explained(settings, matrixOf(settings, settings.start), cell);
    }"""
    one: Any = widget("confusion-matrix", counts=[[90, 0], [10, 5]])
    made = {**one.data("en"), "words": one.words()}
    wrong = page.evaluate(script, [made, [1, 0]])
    assert wrong == (
        "“complaints” called “claims”: 10. This lowers the recall of “complaints” (5 of 15 = 0.333) "
        "and the precision of “claims” (90 of 100 answers = 0.900)."
    )
    assert "costs no score" in page.evaluate(script, [made, [0, 1]])
    assert "“claims” that were found: 90." in page.evaluate(script, [made, [0, 0]])
