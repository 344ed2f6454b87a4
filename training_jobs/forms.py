"""What a learner fills in at a lab. The contract decides what is allowed; its words stand at the fields."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training_jobs.capacity import TooLarge
from training_jobs.contract.datasets import Row
from training_jobs.contract.knobs import apply_knobs, heeded, prompt_for_lab
from training_jobs.contract.problems import SpecRefused
from training_jobs.contract.spec import ExperimentSpec, PromptSpec, digest
from training_jobs.presenting.knobs import KnobField, knob_field
from training_jobs.presenting.places import LabOf
from training_jobs.presenting.words import say


@dataclass(frozen=True)
class Offer:
    """A change that makes a refused run possible: a button of the form that carries it."""

    words: str
    value: str


class LabForm(forms.Form):
    """One submission. `form_key` names the drawn form, so that pressing Run twice asks for one run only."""

    form_key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    spec: ExperimentSpec | PromptSpec | None = None
    offers: tuple[Offer, ...] = ()

    def __init__(self, lab: LabOf, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"form_key": secrets.token_hex(12)})
        self.lab = lab

    @property
    def idempotency_key(self) -> str:
        """Changed settings on the same form (after a step back) are a new wish."""
        assert self.spec is not None
        return f"{self.cleaned_data['form_key']}:{digest(self.spec)[:24]}"

    def refuse(self, refusal: SpecRefused) -> None:
        for problem in refusal.problems:
            name = problem.field.partition(".")[0] if problem.field not in self.fields else problem.field
            self.add_error(name if name in self.fields else None, say(problem))

    def refuse_size(self, refusal: TooLarge) -> None:
        """No worker could hold the run: say so above the form, with what would make it fit."""
        self.add_error(None, say(refusal.problems[0]))


class FineTuneForm(LabForm):
    """The knobs that the lesson opens, and what the learner expects of them."""

    prediction = forms.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        error_messages={
            "invalid": gettext_lazy("Write a number between 0 and 1, such as 0.75."),
            "min_value": gettext_lazy("Macro-F1 lies between 0 and 1. Write a number such as 0.75."),
            "max_value": gettext_lazy("Macro-F1 lies between 0 and 1. Write a number such as 0.75."),
        },
    )

    def __init__(self, lab: LabOf, data: QueryDict | None = None) -> None:
        super().__init__(lab, _with_offer(data, {knob.path for knob in lab.knobs}))
        self.knobs = lab.knobs
        for knob in self.knobs:
            self.fields[knob.path] = forms.CharField(required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        try:
            self.spec = self._spec_of({})
        except SpecRefused as refusal:
            self.refuse(refusal)
        return self.cleaned_data

    def refuse_size(self, refusal: TooLarge) -> None:
        """Offers only changes that the lesson lets learners make."""
        super().refuse_size(refusal)
        offers = zip(refusal.fixes, refusal.changes, strict=True)
        self.offers = tuple(
            Offer(" ".join(say(sentence) for sentence in fix.words), json.dumps(changes))
            for fix, changes in offers
            if self._leads_to(changes) == fix.spec
        )

    def _leads_to(self, changes: dict[str, Any]) -> ExperimentSpec | None:
        try:
            return self._spec_of(changes)
        except SpecRefused:
            return None

    def _spec_of(self, changes: dict[str, Any]) -> ExperimentSpec:
        """What was typed, with changes to what is open. A field that the chosen method ignores was not sent."""
        opened = {knob.path: self.cleaned_data.get(knob.path, "") for knob in self.knobs}
        values = opened | {path: value for path, value in changes.items() if path in opened}
        method = values.get("method") or self.lab.base.get("method")
        return apply_knobs(self.lab.config["experiment"], heeded(values, method, keep={}), self.knobs)

    @property
    def knob_fields(self) -> list[KnobField]:
        base = self.lab.base
        return [
            knob_field(knob, base, self.typed(knob.path), self.complaints(knob.path)) for knob in self.knobs
        ]

    def complaints(self, path: str) -> list[str]:
        return [str(message) for message in self.errors.get(path, [])]

    def typed(self, path: str) -> str | None:
        return self.data.get(path) if self.is_bound else None


class PromptForm(LabForm):
    """A template, and which train messages stand in it as examples."""

    template = forms.CharField(
        max_length=4000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "aria-describedby": "template_help"}),
        error_messages={"required": gettext_lazy("Write a template, with {{message}} where it belongs.")},
    )
    examples = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, lab: LabOf, offered: list[Row], data: QueryDict | None = None) -> None:
        super().__init__(lab, data)
        self.prompt = lab.config["prompt"]
        self.initial["template"] = self.prompt.get("template", "")
        self.offered = offered
        choices = forms.MultipleChoiceField(required=False, choices=[(row.id, row.text) for row in offered])
        choices.error_messages["invalid_choice"] = _("One of the examples is not on this list. Choose again.")
        self.fields["examples"] = choices

    @property
    def max_examples(self) -> int:
        return int(self.prompt.get("max_examples", 12))

    @property
    def chosen(self) -> set[str]:
        return set(self.data.getlist("examples")) if isinstance(self.data, QueryDict) else set()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "template" not in given or "examples" not in given:
            return given
        try:
            self.spec = prompt_for_lab(
                self.prompt, template=given["template"].replace("\r\n", "\n"), examples=given["examples"]
            )
        except SpecRefused as refusal:
            self.refuse(refusal)
        return given


def _with_offer(data: QueryDict | None, knobs: set[str]) -> QueryDict | None:
    """The form as it was sent, with the offer that was taken filled in."""
    taken = data.get("offer") if data is not None else None
    if not taken or data is None:
        return data
    try:
        changes = json.loads(taken)
    except ValueError:
        return data
    filled = data.copy()
    if isinstance(changes, dict):
        for path in knobs & changes.keys():
            filled[path] = str(changes[path])
    return filled
