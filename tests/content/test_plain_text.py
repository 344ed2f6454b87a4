"""Markdown as words: what a reader would say aloud."""

from hypothesis import given
from hypothesis import strategies as st

from courses.content.markdown.plain import plain


def test_marks_go_and_words_stay():
    page = plain(
        "## A *loss* `curve`\n\nIt **falls**,\nslowly.[^1] See [here](/x).\n\n- one\n- two\n\n[^1]: A note."
    )
    assert page.headings == ("A loss curve",)
    assert page.text.split("\n") == ["A loss curve", "It falls, slowly. See here.", "one", "two", "A note."]


def test_tables_callouts_and_code_are_read():
    text = "| a | b |\n|---|---|\n| one | two |\n\n::: tip Mind this\nInside.\n:::\n\n```python\nloss.backward()\n```"
    assert plain(text).text.split("\n") == ["a", "b", "one", "two", "Mind this", "Inside.", "loss.backward()"]


def test_a_diagram_is_read_by_its_alternative_and_formulas_stay_out():
    diagram = '```mermaid alt="From text to tokens"\nflowchart LR\n  a[Text] --> b[Tokens]\n```'
    assert (
        plain(f"{diagram}\n\n$$\n\\frac{{1}}{{2}}\n$$\n\nwith $x^2 \\times \\eta$").text
        == "From text to tokens\nwith x^2 × eta"
    )


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str):
    plain(text)


def test_terms_and_the_titles_of_callouts_are_words():
    told = plain("A [[learning rate|rate]] of a [[token]].\n\n> [!NOTE] Mind this\n> Small.\n")
    assert told.text == "A rate of a token.\nMind this\nSmall."
