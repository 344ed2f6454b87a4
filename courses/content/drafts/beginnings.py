"""What a new block holds before its author has written anything: the least that can be read, to be written over.

`courses.content.drafts.unwritten` finds what is left of it.
"""

from collections.abc import Callable
from typing import Any

from courses.content.blocks import AcknowledgeSource, RevealSource
from courses.content.forms.blanks import BLANK, blank
from courses.content.questions import KINDS

Content = dict[str, Any]
EXAMPLE = "https://example.org"
FIRST_LESSON = {"en": "First lesson", "zh-hans": "第一课"}
"""By language of the course, which need not be the one in which its author reads the site."""


def quiz(title: str, language: str) -> Content:
    return {"title": {language: title}, "questions": [_first_question(language)]}


def check(title: str, language: str) -> Content:
    return {"title": {language: title}, "question": _first_question(language)}


def reveal(title: str, language: str) -> Content:
    return {**blank(RevealSource, language), "prompt": {language: title}}


def acknowledge(title: str, language: str) -> Content:
    return {**blank(AcknowledgeSource, language), "title": {language: title}}


def resources(title: str, language: str) -> Content:
    first = {
        "title": {language: BLANK},
        "url": EXAMPLE,
        "kind": "article",
        "why": {language: BLANK},
    }
    return {"title": {language: title}, "items": [first]}


BEGINNINGS: dict[str, Callable[[str, str], Content]] = {
    "quiz": quiz,
    "check": check,
    "reveal": reveal,
    "acknowledge": acknowledge,
    "resources": resources,
}
"""By kind of block; a text begins as a line of Markdown, and a kind that is missing here cannot be begun in a browser."""


def _first_question(language: str) -> Content:
    return blank(KINDS["true-false"], language, key="first")
