"""What a new block holds before its author has written anything: the least that can be read, to be written over.

`courses.content.drafts.unwritten` finds what is left of it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from courses.content.blocks import AcknowledgeSource, RevealSource
from courses.content.forms.blanks import BLANK, blank
from courses.content.glossary import TermSource
from courses.content.questions import KINDS

Content = dict[str, Any]
EXAMPLE = "https://example.org"
FIRST_LESSON = {"en": "First lesson", "zh-hans": "第一课"}
"""By language of the course, which need not be the one in which its author reads the site."""


def quiz(title: str, language: str) -> Content:
    return {"title": {language: title}, "questions": [first_question(language)]}


def bank(title: str, language: str) -> Content:
    return quiz(title, language)


def glossary(language: str) -> Content:
    return {"terms": [blank(TermSource, language, key="term")]}


def check(title: str, language: str) -> Content:
    return {"title": {language: title}, "question": first_question(language)}


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


def image(title: str, language: str, asset: str) -> Content:
    """Without a title its author is asked what it shows."""
    return {"file": asset, **({"alt": {language: title}} if title else {})}


def video(title: str, language: str, asset: str = "") -> Content:
    """Without a file its author chooses one, or gives an address."""
    return {"title": {language: title}, **({"file": asset} if asset else {}), "transcript": {language: BLANK}}


def file(title: str, language: str, asset: str) -> Content:
    return {"title": {language: title}, "file": asset}


def replay(title: str, language: str, recording: str, at: int) -> Content:
    first = {"at": at, "questions": [first_question(language)]}
    return {"title": {language: title}, "recording": recording, "pauses": [first]}


BEGINNINGS: dict[str, Callable[[str, str], Content]] = {
    "quiz": quiz,
    "check": check,
    "reveal": reveal,
    "acknowledge": acknowledge,
    "resources": resources,
    "video": video,
}
"""By kind of block; a text begins as a line of Markdown, and a kind that is missing here cannot be begun by its name."""

OF_ASSETS: dict[str, Callable[[str, str, str], Content]] = {"image": image, "video": video, "file": file}
"""Kinds that begin with a file that is sent."""


def _named(names: Sequence[str], field: str, language: str, **more: Sequence[float]) -> list[Content]:
    return [
        {field: {language: name}, **{key: values[at] for key, values in more.items()}}
        for at, name in enumerate(names)
    ]


def _widget(kind: str, settings: Callable[[str], Content]) -> Callable[[str, str], Content]:
    return lambda title, language: {"widget": kind, "title": {language: title}, **settings(language)}


WIDGET_BEGINNINGS: dict[str, Callable[[str, str], Content]] = {
    "tokeniser": _widget("tokeniser", lambda _language: {"examples": [BLANK]}),
    "softmax-temperature": _widget(
        "softmax-temperature", lambda language: {"tokens": _named("AB", "token", language, logit=(2, 1))}
    ),
    "gradient-step": _widget(
        "gradient-step",
        lambda language: {"classes": _named("AB", "label", language, logit=(0, 0), share=(1, 0))},
    ),
    "learning-rate": _widget("learning-rate", lambda _language: {"peak": 0.001, "steps": 100}),
    "confusion-matrix": _widget(
        "confusion-matrix",
        lambda language: {"labels": [{language: "A"}, {language: "B"}], "counts": [[8, 2], [3, 7]]},
    ),
    "attention": _widget("attention", lambda _language: {}),
}
"""By kind of widget: examples that can be played with at once; the sentence of an attention widget is measured later."""


def first_question(language: str) -> Content:
    """What a quiz asks before its author has written anything."""
    return blank(KINDS["true-false"], language, key="first")
