"""Decides whether an answer is right."""

import string
import unicodedata

_AROUND = string.punctuation + string.whitespace + "。！？，；：…“”‘’「」"


def normal(answer: str) -> str:
    """The answer without surrounding space, quotes and punctuation, and without difference of case."""
    return unicodedata.normalize("NFKC", answer).strip(_AROUND).casefold()


def exact_label(answer: str, label: str) -> bool:
    """Right when the whole answer is the label; a sentence that contains it is not."""
    return normal(answer) == normal(label)
