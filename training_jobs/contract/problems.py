"""Turns what is wrong with a spec into sentences that a learner can act on."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from training_jobs.contract.spec import AskSpec, AttendSpec, ExperimentSpec, GradeSpec, LoraSpec, PromptSpec
from training_jobs.contract.wording import Sentence, gettext_noop, plain

_MESSAGES: dict[str, str] = {
    "missing": gettext_noop("This is missing. Add “%(field)s” to the settings."),
    "greater_than": gettext_noop("Choose a number above %(gt)s."),
    "greater_than_equal": gettext_noop("Choose %(ge)s or more."),
    "less_than": gettext_noop("Choose a number below %(lt)s."),
    "less_than_equal": gettext_noop("Choose %(le)s or less."),
    "literal_error": gettext_noop("Choose one of these: %(expected)s."),
    "union_tag_invalid": gettext_noop("Choose one of these tasks: %(expected_tags)s."),
    "union_tag_not_found": gettext_noop(
        "Say which task this is: “text-classification”, “text-generation” or “prompt”."
    ),
    "string_too_long": gettext_noop("This is too long. Keep it to %(max_length)s characters."),
    "string_too_short": gettext_noop("This is empty. Write something here."),
    "too_long": gettext_noop("These are too many. Choose at most %(max_length)s."),
    "finite_number": gettext_noop("Write an ordinary number; infinity and NaN cannot be used."),
    "two_lengths": gettext_noop("Epochs and steps both say how long to train. Keep one of them."),
    "no_message_place": gettext_noop(
        "The template never shows the message to the model. Put {{message}} where it belongs."
    ),
    "no_head": gettext_noop(
        "A model that writes has no classification head to train. Choose “lora” or “full”."
    ),
    "more_devices_than_rows": gettext_noop(
        "Each device needs a row of every batch. Raise the batch size or use fewer devices."
    ),
    "ignored": gettext_noop(
        "The method “%(method)s” does not use %(names)s. Leave that out, or choose the method “lora”."
    ),
    "unknown_dataset": gettext_noop("There is no data set “%(name)s”. Choose one of these: %(known)s."),
    "unknown_base_model": gettext_noop("There is no base model “%(name)s”. Choose one of these: %(known)s."),
    "cannot_write": gettext_noop(
        "The base model “%(name)s” cannot write answers. Choose one of these: %(known)s."
    ),
}
_UNKNOWN_KEY = gettext_noop("There is no setting called “%(field)s”. Remove it.")
_MISSPELT_KEY = gettext_noop("There is no setting called “%(field)s”. Did you mean “%(guess)s”?")
_BY_ENDING: dict[str, str] = {
    "int_": gettext_noop("Write a whole number."),
    "float_": gettext_noop("Write a number."),
    "string_": gettext_noop("Write this as text."),
    "tuple_": gettext_noop("Write this as a list."),
    "model_": gettext_noop("Write this as settings with names and values."),
    "dict_": gettext_noop("Write this as settings with names and values."),
}
_OTHERWISE = gettext_noop("This value cannot be used here (%(reason)s).")


@dataclass(frozen=True)
class SpecProblem:
    """One thing wrong: `field` is a dotted path, "" for the whole spec."""

    field: str
    sentence: Sentence

    @property
    def message(self) -> str:
        return str(self.sentence)


class SpecRefused(ValueError):
    """A spec that cannot be run, with every problem that was found."""

    def __init__(self, problems: tuple[SpecProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems))
        self.problems = problems


def problems_of(error: ValidationError | SpecRefused) -> list[SpecProblem]:
    """Every problem in `error`, worded for a learner, in the order of the spec's fields."""
    if isinstance(error, SpecRefused):
        return list(error.problems)
    return [_problem(details) for details in error.errors(include_url=False, include_input=False)]


def refused(field: str, template: str, **values: object) -> SpecRefused:
    """A refusal with one problem."""
    return SpecRefused((SpecProblem(field, Sentence(template, values)),))


def _problem(details: ErrorDetails) -> SpecProblem:
    places = [str(place) for place in details["loc"]]
    known_task = bool(places) and places[0] in _TASK_FIELDS
    fields = _TASK_FIELDS[places.pop(0)] if known_task else _ALL_FIELDS
    return SpecProblem(".".join(places), _sentence(details, places, fields))


def _sentence(details: ErrorDetails, places: list[str], fields: list[str]) -> Sentence:
    kind = details["type"]
    context = {k: plain(v) if isinstance(v, float) else v for k, v in details.get("ctx", {}).items()}
    field = ".".join(places)
    if kind == "extra_forbidden":
        return unknown_setting(field, fields)
    if kind == "missing":
        context["field"] = field
    if kind in _MESSAGES:
        return Sentence(_MESSAGES[kind], context)
    for start, template in _BY_ENDING.items():
        if kind.startswith(start):
            return Sentence(template)
    return Sentence(_OTHERWISE, {"reason": details["msg"]})


def unknown_setting(field: str, fields: list[str]) -> Sentence:
    """Says that there is no such setting, with the nearest one that there is."""
    close = difflib.get_close_matches(field, fields, n=1)
    if close:
        return Sentence(_MISSPELT_KEY, {"field": field, "guess": close[0]})
    return Sentence(_UNKNOWN_KEY, {"field": field})


def _with_lora(names: Mapping[str, object]) -> list[str]:
    nested = [f"lora.{name}" for name in LoraSpec.model_fields] if "lora" in names else []
    return [*names, *nested]


_TASK_FIELDS: dict[str, list[str]] = {
    "text-classification": _with_lora(ExperimentSpec.model_fields),
    "text-generation": _with_lora(ExperimentSpec.model_fields),
    "prompt": _with_lora(PromptSpec.model_fields),
    "grade": _with_lora(GradeSpec.model_fields),
    "ask": list(AskSpec.model_fields),
    "attend": list(AttendSpec.model_fields),
}
_ALL_FIELDS = sorted({name for names in _TASK_FIELDS.values() for name in names})
