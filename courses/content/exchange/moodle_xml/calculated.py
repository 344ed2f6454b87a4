"""Moodle's calculated questions as ours, where one formula over evenly drawn values is all there is to it."""

import re
from collections.abc import Mapping

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
    answers = list(source.element.all("answer"))
    right = [answer for answer in answers if source.share(answer) == 1]
    names = _names(source)
    variables = _variables(source, names)
    if len(right) != 1 or len(answers) > 1 or variables is None:
        source.found.error(
            source.line, _("Only one formula over evenly drawn values can be computed here; it was left out.")
        )
        return None
    formula = VARIABLE.sub(lambda found: names.get(found[1], found[1].lower()), right[0].value("text"))
    for there, here in WORDS:
        formula = formula.replace(there, here)
    formula = LOGARITHM.sub("ln", formula)
    fields: Fields = {"variables": variables, "answer": formula, **_margin(source, right[0])}
    return "calculated", {**fields, "prompt": source.found.said(_prompt(source, names))}


def _prompt(source: Source, names: Mapping[str, str]) -> str:
    """Values stand in the places of the names that are defined, written just so; any other brace is a brace."""
    placed = VARIABLE.sub(
        lambda found: "{{" + names[found[1]] + "}}" if found[1] in names else found[0], source.prompt()
    )
    return SPACED.sub(lambda found: "{" + found[1] if found[2] in names else found[0], placed)


def _definitions(source: Source) -> list[Element]:
    holder = source.element.first("dataset_definitions")
    return list(holder.all("dataset_definition")) if holder else []


def _names(source: Source) -> dict[str, str]:
    """What is called how here: in small letters, and numbered where Moodle tells names apart by capitals alone."""
    defined = {one.value("name"): one.line for one in _definitions(source)}
    ours: dict[str, str] = {}
    last: dict[str, int] = {}
    taken = {name.lower() for name in defined}
    for name in sorted(defined, key=lambda name: name != name.lower()):
        small = name.lower()
        count = last.get(small, 0) + 1
        while count > 1 and f"{small}{count}" in taken:
            count += 1
        last[small] = count
        ours[name] = small if count == 1 else f"{small}{count}"
        taken.add(ours[name])
        if count > 1:
            template = _("“%(name)s” became “%(ours)s”: names of values have no capitals here.")
            source.found.warn(defined[name], template, name=name[:60], ours=ours[name][:60])
    return ours


def _variables(source: Source, names: Mapping[str, str]) -> Fields | None:
    """By name; None when one of them is not drawn evenly between two figures."""
    found: Fields = {}
    for one in _definitions(source):
        low, high = source.figures(one.value("minimum")), source.figures(one.value("maximum"))
        if low is None or high is None or one.value("distribution", default="uniform") != "uniform":
            return None
        decimals = source.figures(one.value("decimals", default="0")) or 0
        if not 0 <= decimals <= MOST_DECIMALS:
            return None
        step = 10 ** -int(decimals)
        found[names[one.value("name")]] = {"min": low, "max": high, "step": step}
    return found


def _margin(source: Source, answer: Element) -> Fields:
    tolerance = source.figures(answer.value("tolerance", default="0")) or 0.0
    kind = answer.value("tolerancetype", default=RELATIVE)
    if kind == RELATIVE:
        return {"relative_tolerance": tolerance} if tolerance else {}
    if kind != NOMINAL:
        source.found.warn(answer.line, _("A geometric tolerance became one in the unit of the answer."))
    return {"tolerance": tolerance}
