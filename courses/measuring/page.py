"""What the editor of an attention widget shows of its sentence: the one that stands there, the one at work, and the form."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.content.drafts.texts import data_of
from courses.content.widgets.attention import MOST_HEADS, MOST_TOKENS
from courses.drafts.file_forms import widget_kind
from courses.drafts.forms import Refusing
from courses.measuring.acts import MEASURED, WIDGET, measurings_of
from courses.measuring.runner import Reader, attention_runner
from courses.models import DraftFile, Measuring
from courses.trials.runner import Standing

ATTENTION = "attention"
USUAL_HEADS = "1/3, 3/2, 5/5, 5/6"
"""Of the first model: one that looks back by a word, some that look at what a word refers to."""


class SentenceForm(Refusing):
    text = forms.CharField(max_length=300, label=gettext_lazy("Sentence"))
    model = forms.ChoiceField(label=gettext_lazy("Model"))
    heads = forms.CharField(max_length=200, label=gettext_lazy("Heads"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = {one.key: one for one in attention_runner().readers()}
        self.fields["model"].choices = [(one.key, one.title) for one in self.readers.values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        reader = self.readers.get(told.get("model", ""))
        if reader and "heads" in told:
            try:
                told["heads"] = _heads(told["heads"], reader)
            except forms.ValidationError as wrong:
                self.add_error("heads", wrong)
        return told


def _heads(said: str, reader: Reader) -> list[tuple[int, int]]:
    words = [word for word in re.split(r"[\s,，、;；]+", said) if word]
    found = [re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})", word) for word in words]
    heads = list(dict.fromkeys((int(one[1]), int(one[2])) for one in found if one))
    if not all(found) or not 0 < len(heads) <= MOST_HEADS:
        told = _("Write one to %(most)d heads as layer/head with commas between them, as in %(example)s.")
        raise forms.ValidationError(told % {"most": MOST_HEADS, "example": USUAL_HEADS})
    for layer, head in heads:
        if not (1 <= layer <= reader.layers and 1 <= head <= reader.heads):
            told = _("%(model)s has layers 1 to %(layers)d with heads 1 to %(heads)d; there is no %(head)s.")
            named = {"model": reader.title, "layers": reader.layers, "heads": reader.heads}
            raise forms.ValidationError(told % {**named, "head": f"{layer}/{head}"})
    return heads


@dataclass(frozen=True)
class MeasuringPage:
    file: DraftFile
    form: SentenceForm
    refusal: str = ""

    @property
    def readers(self) -> list[Reader]:
        return list(self.form.readers.values())

    @property
    def most_tokens(self) -> int:
        return MOST_TOKENS

    @cached_property
    def asked(self) -> Measuring | None:
        """What was asked for last."""
        found: Measuring | None = measurings_of(self.file).select_related("by").first()
        return found

    @cached_property
    def shown(self) -> dict[str, Any] | None:
        """What stands beside the widget."""
        return _measured(self.file)

    @property
    def standing(self) -> Standing:
        assert self.asked is not None
        return attention_runner().standing(self.asked.ticket)

    @property
    def explained(self) -> tuple[str, str]:
        assert self.asked is not None
        return attention_runner().explained(self.asked.failure)


def measuring_page(
    file: DraftFile, form: SentenceForm | None = None, refusal: str = ""
) -> MeasuringPage | None:
    """None for a file that holds no attention widget. Without a form that was sent it holds what was asked for last."""
    if widget_kind(file.path, file.text or "") != ATTENTION:
        return None
    return MeasuringPage(file, form or SentenceForm(initial=_last(file)), refusal)


def _last(file: DraftFile) -> dict[str, str]:
    asked = measurings_of(file).first()
    if asked is not None:
        return {"text": asked.text, "model": asked.model, "heads": _in_words(asked.heads)}
    measured = _measured(file) or {}
    heads = [
        (one.get("layer"), one.get("head")) for one in measured.get("heads", ()) if isinstance(one, dict)
    ]
    told = {"text": measured.get("text", ""), "model": measured.get("model", "")}
    return {**told, "heads": _in_words(heads) or USUAL_HEADS}


def _in_words(heads: Any) -> str:
    return ", ".join(f"{layer}/{head}" for layer, head in heads)


def _measured(file: DraftFile) -> dict[str, Any] | None:
    beside = file.path.removesuffix(WIDGET) + MEASURED
    text = file.draft.files.present().filter(path=beside).values_list("text", flat=True).first()
    data = data_of(text) if text else None
    return data if isinstance(data, dict) else None
