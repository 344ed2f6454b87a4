"""Pydantic's findings, told to an author: at a line, in words, with the key that was probably meant."""

import re
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from courses.content.broken_rules import broken_rules
from courses.content.located_yaml import LocatedYaml, Path, nearest
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _
from courses.content.questions import KINDS
from courses.content.questions.base import BaseQuestion
from courses.content.widgets import BaseWidget, kind_of

M = TypeVar("M", bound=BaseModel)

WORDS = {
    "string_type": _("“%(key)s” must be text; put it in quotes."),
    "int_type": _("“%(key)s” must be a whole number."),
    "int_parsing": _("“%(key)s” must be a whole number."),
    "int_from_float": _("“%(key)s” must be a whole number."),
    "float_type": _("“%(key)s” must be a number."),
    "float_parsing": _("“%(key)s” must be a number."),
    "finite_number": _("“%(key)s” must be a finite number."),
    "bool_type": _("“%(key)s” must be true or false."),
    "bool_parsing": _("“%(key)s” must be true or false."),
    "tuple_type": _("“%(key)s” must be a list."),
    "dict_type": _("“%(key)s” must be a mapping of keys and values."),
    "model_type": _("“%(key)s” must be a mapping of keys and values."),
    "model_attributes_type": _("“%(key)s” must be a mapping of keys and values."),
    "string_pattern_mismatch": _("“%(value)s” must be lower-case letters, digits and single hyphens."),
    "string_too_long": _("“%(key)s” may have at most %(max_length)d characters."),
    "greater_than": _("“%(key)s” must be more than %(gt)s."),
    "greater_than_equal": _("“%(key)s” must be at least %(ge)s."),
    "less_than": _("“%(key)s” must be less than %(lt)s."),
    "less_than_equal": _("“%(key)s” must be at most %(le)s."),
    "too_short": _("“%(key)s” needs at least %(min_length)d."),
    "too_long": _("“%(key)s” may have at most %(max_length)d."),
    "literal_error": _("“%(key)s” must be %(expected)s."),
    "enum": _("“%(key)s” must be %(expected)s."),
}
DECIMAL = frozenset({"float_type", "float_parsing"})
COMMA = re.compile(r"[-+]?[0-9]+[,，][0-9]+")
POINT = _("“%(key)s”: decimals are written with a point. Write %(meant)s.")
MISSING, OTHERWISE = _("“%(key)s” is missing."), _("“%(key)s”: %(why)s.")


NOT_CHOSEN = {
    ("draw", "bank"): _("Choose the bank to draw from."),
    ("needs", "course"): _("Choose the course to know before."),
}
"""What is missing where a form offers a list, by the list that it stands in."""


def validate(model: type[M], located: LocatedYaml, *, source: str, path: str, report: Report) -> M | None:
    """The model, or None after reporting each finding where it was written, and every rule that is broken besides."""
    return validated(model, located, source=source, path=path, report=report)[0]


def validated(
    model: type[M], located: LocatedYaml, *, source: str, path: str, report: Report
) -> tuple[M | None, M | None]:
    """The model as `validate` has it, and what can be read of it where that is None: see `broken_rules`."""
    context = {"source": source}
    try:
        whole = model.model_validate(located.data, context=context)
    except ValidationError as error:
        findings = error.errors(include_url=False)
        broken, read = broken_rules(model, located.data, context)
        for finding in [*findings, *broken]:
            if not _is_echo(finding, findings):
                _tell(finding, model, located, path, report)
        return None, read
    return whole, whole


def widget_class(located: LocatedYaml, path: str, report: Report) -> type[BaseWidget] | None:
    """The class of a widget file, or None after saying that there is no such kind."""
    try:
        return kind_of(located.data)
    except PydanticCustomError as error:
        context = error.context or {}
        report.error(path, located.line_of(context["at"]), context["template"], **context["params"])
        return None


def _is_echo(finding: ErrorDetails, findings: list[ErrorDetails]) -> bool:
    """A list that lost its wrong items is "too short" only because of them."""
    place = finding["loc"]
    return finding["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in findings
    )


def _tell(
    finding: ErrorDetails, model: type[BaseModel], located: LocatedYaml, path: str, report: Report
) -> None:
    place: Path = finding["loc"]
    context = finding.get("ctx", {})
    key = _called(place, finding["input"]) if place else path
    meant = (*place, *context.get("at", ()))
    line = located.line_of(meant)
    kind = finding["type"]
    if kind == "content":
        report.error_in(path, line, meant, context["template"], context["params"])
    elif kind == "missing":
        listed = str(place[0])
        report.error_in(path, line, meant, NOT_CHOSEN.get((listed, key), MISSING), {"key": key})
    elif kind == "extra_forbidden":
        _tell_unknown(key, known_keys(model, located.data, place[:-1]), path, line, report)
    elif kind in DECIMAL and COMMA.fullmatch(str(finding["input"]).strip()):
        written = str(finding["input"]).strip().replace("，", ",").replace(",", ".")
        report.error_in(path, line, meant, POINT, {"key": key, "meant": written})
    elif kind in WORDS:
        plain = {name: value for name, value in context.items() if isinstance(value, str | int | float)}
        value = str(finding["input"])[:60]
        report.error_in(path, line, meant, WORDS[kind], {**plain, "key": key, "value": value})
    else:
        report.error(path, line, OTHERWISE, key=key, why=finding["msg"])


def _called(place: Path, value: Any) -> str:
    """A field by its name; a word or a number in a list by what it says."""
    is_listed = isinstance(place[-1], int) and isinstance(value, str | int | float)
    return str(value)[:60] if is_listed else str(place[-1])


def _tell_unknown(key: str, known: list[str], path: str, line: int, report: Report) -> None:
    meant = nearest(key, known)
    if meant:
        report.error(path, line, _("Unknown key “%(key)s”. Did you mean “%(meant)s”?"), key=key, meant=meant)
    else:
        known_here = ", ".join(known)
        report.error(
            path, line, _("Unknown key “%(key)s”. Known here: %(known)s."), key=key, known=known_here
        )


def known_keys(model: type[BaseModel], data: Any, place: Path) -> list[str]:
    """The keys a mapping may have at `place` below `model`."""
    here: type[BaseModel] | None = model
    for step in place:
        if isinstance(data, dict) and here is not None and isinstance(step, str):
            field = next((f for name, f in here.model_fields.items() if step in {name, f.alias}), None)
            here = _model_in(field.annotation) if field else None
        data = _step_into(data, step)
        if here is not None and issubclass(here, BaseQuestion) and isinstance(data, dict):
            here = KINDS.get(str(data.get("kind")), here)
    return [field.alias or name for name, field in here.model_fields.items()] if here else []


def _step_into(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an optional, a tuple or an Annotated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in {tuple, Union, UnionType} or hasattr(annotation, "__metadata__"):
        return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
    return None
