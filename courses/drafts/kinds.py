"""What may be begun in a lesson by its name: the kinds of blocks that the editor offers, and what a new one holds."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.content.drafts.beginnings import BEGINNINGS, WIDGET_BEGINNINGS
from courses.labs import lab_registry
from courses.models import BlockKind

Begin = Callable[[str, str], dict[str, Any]]
WIDGETS = {
    "tokeniser": gettext_lazy("Tokeniser"),
    "softmax-temperature": gettext_lazy("Softmax and temperature"),
    "gradient-step": gettext_lazy("Gradient step"),
    "learning-rate": gettext_lazy("Learning-rate schedule"),
    "confusion-matrix": gettext_lazy("Confusion matrix"),
    "attention": gettext_lazy("Attention pattern"),
}
LABS = {
    "fine-tune": gettext_lazy("Lab: fine-tune a model"),
    "prompt": gettext_lazy("Lab: write a prompt"),
}


def kinds_to_begin() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a list to choose from, in groups."""
    plain = [(kind, str(BlockKind(kind).label)) for kind in ("text", *BEGINNINGS)]
    tried = [(kind, str(label)) for kind, label in {**LABS, **WIDGETS}.items()]
    return [(_("To read and to answer"), plain), (_("To try out"), tried)]


def beginning(kind: str) -> tuple[str, Begin | None]:
    """The kind of block that is meant, and what it begins with; None for a text, and for what cannot be begun."""
    if kind in LABS:
        return "lab", partial(_lab, kind)
    if kind in WIDGETS:
        return "widget", WIDGET_BEGINNINGS[kind]
    return kind, BEGINNINGS.get(kind)


def _lab(kind: str, title: str, language: str) -> dict[str, Any]:
    named = {"title": {language: title}, "summary": {language: title}, "kind": kind}
    return {**named, **lab_registry().beginning(kind)}
