"""What a new block holds before its author has written anything: the least that can be read, to be written over."""

from collections.abc import Callable
from typing import Any

Content = dict[str, Any]


def quiz(title: str, language: str) -> Content:
    question = {"key": "first", "kind": "true-false", "prompt": {language: "…"}, "answer": True}
    return {"title": {language: title}, "questions": [question]}


BEGINNINGS: dict[str, Callable[[str, str], Content]] = {"quiz": quiz}
"""By kind of block; a text begins as a line of Markdown, and a kind that is missing here cannot be begun in a browser."""
