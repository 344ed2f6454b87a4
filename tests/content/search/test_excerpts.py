"""The piece of a text that is shown, and what is marked in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.search import marked, read_query

ALPHABET = st.sampled_from([*"abcdeß é…ﬁ－İ学习率微调。\n", "\u0301", "👍"])


def found(text: str, typed: str, width: int = 200) -> list[str]:
    return [piece.text for piece in marked(text, read_query(typed).terms, width=width) if piece.is_found]


@pytest.mark.parametrize(
    ("text", "typed", "marks"),
    [
        ("We fine-tune; fine-tuned models win.", "finetun", ["fine-tune", "fine-tuned"]),
        ("Tuning a tuned model", "tune ", ["Tuning", "tuned"]),
        ("Models and a modelling model", "models ", ["Models", "modelling", "model"]),
        ("A café… and CAFÉ", "cafe", ["café", "CAFÉ"]),
        ("调学习率要按倍数，学习 率不是", "学习率", ["学习率"]),
        ("用LoRA微调", "lora 微调", ["LoRA", "微调"]),
        ("Straße und Strasse", "strasse ", ["Straße", "Strasse"]),
        ("losses, glossary, lossless", "loss ", ["losses"]),
        ("A rate is a rating", "rates", ["rate", "rating"]),
        ("nothing here", "absent", []),
    ],
)
def test_what_was_asked_for_is_marked_in_its_forms(text: str, typed: str, marks: list[str]):
    assert found(text, typed) == marks


def test_the_excerpt_lies_around_the_first_thing_found():
    text = f"{'before ' * 100}the needle {'after ' * 100}"
    pieces = marked(text, read_query("needle ").terms, width=80)
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert "the needle after" in shown
    assert len(shown) <= 90


def test_the_excerpt_shows_where_the_terms_stand_together():
    text = f"Learning alone. {'between ' * 60}The learning rate is here. {'after ' * 60}"
    marks = found(text, "learning rate ", 120)
    assert marks == ["learning", "rate"]


def test_without_anything_found_the_beginning_is_shown():
    pieces = marked("word " * 100, read_query("absent ").terms, width=40)
    assert [piece.is_found for piece in pieces] == [False]
    assert pieces[0].text == f"{('word ' * 8).strip()} …"


def test_chinese_is_shown_in_half_as_many_characters():
    assert len("".join(piece.text for piece in marked("学" * 500, (), width=200))) <= 105


@given(st.text(ALPHABET, max_size=300), st.text(ALPHABET, max_size=20), st.integers(20, 100))
def test_marking_never_changes_a_text(text: str, typed: str, width: int):
    pieces = marked(text, read_query(typed).terms, width=width)
    shown = "".join(piece.text for piece in pieces)
    assert shown.removeprefix("… ").removesuffix(" …") in text
    assert len(shown) <= width + 4
