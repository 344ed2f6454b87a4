"""Moodle's calculated questions as ours, where one formula over evenly drawn values is all there is to it."""

import re

from courses.content.exchange.gathering import Fields
from courses.content.exchange.moodle_xml.kinds import Kind
from courses.content.exchange.moodle_xml.source import Source
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

WORDS = (("**", "^"), ("pi()", "pi"), ("exp(1)", "e"))
"""Moodle's words and ours for the same."""
LOGARITHM = re.compile(r"\blog(?=\s*\()")
VARIABLE = re.compile(r"\{([A-Za-z][A-Za-z0-9]*)\}")
SPACED = re.compile(r"\{ ( *([A-Za-z][A-Za-z0-9]*)\})")
"""A name in braces that is no place; our own files have a space more there."""
RELATIVE, NOMINAL = "1", "2"
MOST_DECIMALS = 9


def calculated(source: Source) -> Kind | None:
    right = [answer for answer in source.element.all("answer") if source.share(answer) == 1]
    others = [answer for answer in source.element.all("answer") if answer not in right]
    variables = _variables(source)
    if len(right) != 1 or others or variables is None:
        source.found.error(
            source.line, _("Only one formula over evenly drawn values can be computed here; it was left out.")
        )
        return None
    formula = VARIABLE.sub(lambda found: found[1].lower(), right[0].value("text"))
    for there, here in WORDS:
        formula = formula.replace(there, here)
    formula = LOGARITHM.sub("ln", formula)
    fields: Fields = {"variables": variables, "answer": formula, **_margin(source, right[0])}
    return "calculated", {**fields, "prompt": source.found.said(_prompt(source))}


def _prompt(source: Source) -> str:
    """Values stand in the places of the names that are defined, written just so; any other brace is a brace."""
    names = _names(source)
    placed = VARIABLE.sub(
        lambda found: "{{" + found[1].lower() + "}}" if found[1] in names else found[0], source.prompt()
    )
    return SPACED.sub(lambda found: "{" + found[1] if found[2] in names else found[0], placed)


def _names(source: Source) -> set[str]:
    definitions = source.element.first("dataset_definitions")
    return {one.value("name") for one in definitions.all("dataset_definition")} if definitions else set()


def _variables(source: Source) -> Fields | None:
    """By name; None when one of them is not drawn evenly between two figures."""
    definitions = source.element.first("dataset_definitions")
    found: Fields = {}
    for one in definitions.all("dataset_definition") if definitions else ():
        low, high = source.figures(one.value("minimum")), source.figures(one.value("maximum"))
        if low is None or high is None or one.value("distribution", default="uniform") != "uniform":
            return None
        decimals = source.figures(one.value("decimals", default="0")) or 0
        if not 0 <= decimals <= MOST_DECIMALS:
            return None
        step = 10 ** -int(decimals)
        found[one.value("name").lower()] = {"min": low, "max": high, "step": step}
    return found


def _margin(source: Source, answer: Element) -> Fields:
    tolerance = source.figures(answer.value("tolerance", default="0")) or 0.0
    kind = answer.value("tolerancetype", default=RELATIVE)
    if kind == RELATIVE:
        return {"relative_tolerance": tolerance} if tolerance else {}
    if kind != NOMINAL:
        source.found.warn(answer.line, _("A geometric tolerance became one in the unit of the answer."))
    return {"tolerance": tolerance}
