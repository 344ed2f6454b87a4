"""Markdown as words: what a reader would say aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.markdown.formulas_in_words import in_words
from courses.content.markdown.plain import plain


def test_marks_go_and_words_stay():
    page = plain(
        "## A *loss* `curve`\n\nIt **falls**,\nslowly.[^1] See [here](/x).\n\n- one\n- two\n\n[^1]: A note."
    )
    assert page.headings == ("A loss curve",)
    assert page.text.split("\n") == ["A loss curve", "It falls, slowly. See here.", "one", "two", "A note."]


def test_tables_callouts_and_code_are_read():
    text = "| a | b |\n|---|---|\n| one | two |\n\n::: tip Mind this\nInside.\n:::\n\n```python\nloss.backward()\n```"
    assert plain(text).text.split("\n") == ["a · b", "one · two", "Mind this", "Inside.", "loss.backward()"]


def test_a_diagram_is_read_by_its_alternative_and_formulas_stay_out():
    diagram = '```mermaid alt="From text to tokens"\nflowchart LR\n  a[Text] --> b[Tokens]\n```'
    assert (
        plain(f"{diagram}\n\n$$\n\\frac{{1}}{{2}}\n$$\n\nwith $x^2 \\times \\eta$").text
        == "From text to tokens\nwith x^2 × η"
    )


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (r"\eta in w \leftarrow w - \eta \, g", "η in w ← w - η g"),
        (r"\frac{1}{2} \cdot \sqrt{n}", "1/2 · √n"),
        (r"\frac{a + b}{\frac{c}{d}}", "(a + b)/(c/d)"),
        (r"\ln(6) \approx 1.79", "ln(6) ≈ 1.79"),
        (r"\mathrm{loss} \le \text{5 \%} \!", "loss ≤ 5 %"),
        (r"\{x_i\}", "{x_i}"),
    ],
)
def test_a_short_formula_is_read_in_signs(formula: str, words: str):
    assert plain(f"Say ${formula}$ here.").text == f"Say {words} here."


@given(st.text(alphabet=r"\frac{}sqtea_^$ 1", max_size=80))
def test_any_formula_can_be_read(formula: str):
    assert "\n" not in in_words(formula)


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_leaves_no_empty_lines(text: str):
    told = plain(text).text
    assert told == told.strip()
    assert "\n\n" not in told


def test_terms_and_the_titles_of_callouts_are_words():
    told = plain("A [[learning rate|rate]] of a [[token]].\n\n> [!NOTE] Mind this\n> Small.\n")
    assert told.text == "A rate of a token.\nMind this\nSmall."
