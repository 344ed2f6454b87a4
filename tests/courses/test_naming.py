"""What blocks are called in lists, as a reader hears it: no marks of Markdown."""

import pytest

from courses.content.forms.blanks import BLANK
from courses.drafts.naming import heading_in, name_in, name_of_file


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("## What a **loss** is\n\nWords.", "What a loss is"),
        (
            "\n训练开始前，你要选定几项设置，它们叫**超参数**。",
            "训练开始前，你要选定几项设置，它们叫超参数。",
        ),
        ("Look at `loss.backward()` and [[weight|Weights]].", "Look at loss.backward() and Weights."),
        ("> [!note] Which models?\n> Those.", "Which models?"),
        (f"# {BLANK}", ""),
        ("", ""),
    ],
)
def test_a_text_is_called_by_what_it_begins_with(text: str, name: str):
    assert heading_in(text) == name


def test_a_question_is_called_by_its_words_and_a_title_stays_as_it_is_typed():
    assert name_in({"prompt": {"en": "Which **one**?"}}) == "Which one?"
    assert name_in({"title": {"en": "Loss *and* step"}, "prompt": {"en": "Which?"}}) == "Loss *and* step"
    assert name_of_file("lessons/one/why.reveal.yaml", "prompt: {en: 'Why `loss`?'}") == "Why loss?"
