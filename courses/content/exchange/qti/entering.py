"""What is typed, or chosen within a text, as ours."""

from typing import Any

from courses.content.exchange import answers as offers
from courses.content.exchange.answers import Offered
from courses.content.exchange.figures import read_figures
from courses.content.exchange.gathering import Fields
from courses.content.exchange.qti.choosing import Kind, tell_scoring
from courses.content.exchange.qti.declared import Declared, Entry, Item, Rule
from courses.content.exchange.qti.names import INLINE, keys_of
from courses.content.exchange.qti.xhtml import html_of
from courses.content.exchange.wording import in_plain
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

NUMBERS = {"float", "integer"}


def entry(item: Item, interaction: Element) -> Kind | None:
    """A question that is answered below its text."""
    declared = item.response_to(interaction)
    if declared.base_type in NUMBERS:
        fields = _number(item, declared)
        return ("number", fields) if fields else None
    return "text", _text(item, declared)


def keys_of_gaps(interactions: list[Element]) -> list[str]:
    return keys_of([one.get("response-identifier") for one in interactions])


def gaps(item: Item, interactions: list[Element], keys: list[str]) -> list[Fields] | None:
    found = []
    for interaction, key in zip(interactions, keys, strict=True):
        fields = _gap(item, interaction)
        if fields is None:
            return None
        found.append({"key": key, **fields})
    return found


def _gap(item: Item, interaction: Element) -> Fields | None:
    declared = item.response_to(interaction)
    if interaction.tag == INLINE[1]:
        fields: Fields | None = {"kind": "choice", **_choice(item, interaction, declared)}
    elif declared.base_type in NUMBERS:
        number = _number(item, declared)
        fields = {"kind": "number", **number} if number else None
    else:
        fields = {"kind": "text", **_text(item, declared)}
    weight = _weight(item, declared)
    return {**fields, "weight": weight} if fields and weight != 1 else fields


def _weight(item: Item, declared: Declared) -> float:
    """What the gap earns at most; the points of the question say how much that is."""
    if item.maps(declared):
        return declared.best
    earned = [rule.points for rule in _rules_about(item, declared) if rule.points]
    return max(earned, default=1.0)


def _choice(item: Item, interaction: Element, declared: Declared) -> Fields:
    offered = list(interaction.all("qti-inline-choice"))
    right = {name.strip(): 1.0 for name in declared.right}
    if item.maps(declared):
        right = {one.key: one.points / declared.best for one in declared.entries}
    else:
        tell_scoring(item, declared)
    told = [
        Offered(one.line, in_plain(html_of(one), "html"), right.get(one.get("identifier"), 0.0))
        for one in offered
    ]
    _kind, fields = offers.choices(told, single=True, found=item.found)
    keys = keys_of([one.get("identifier") for one in offered])
    return {"choices": [{**one, "key": key} for one, key in zip(fields["choices"], keys, strict=True)]}


def _text(item: Item, declared: Declared) -> Fields:
    entries = declared.entries
    if not item.maps(declared):
        tell_scoring(item, declared)
        entries = tuple(
            Entry(declared.line, text, points=1.0, minds_capitals=True) for text in declared.right
        )
    best = max((one.points for one in entries), default=0.0) or 1.0
    offered = []
    for one in entries:
        if "*" in one.key:
            item.found.warn(one.line, _("“*” stands for any text here; there it stood for itself."))
        share = float(f"{one.points / best:.12g}")
        offered.append(Offered(one.line, one.key, share, item.said_to(declared, one.key)))
    fields: Fields = {"accept": offers.accepted(offered, item.found)}
    return {**fields, "exact": True} if entries and all(one.minds_capitals for one in entries) else fields


def _number(item: Item, declared: Declared) -> Fields | None:
    """The number that earns most, and one wider margin around it that earns part of the points."""
    rules = [(rule, _value(rule, declared)) for rule in _rules_about(item, declared)]
    told = [(rule, value) for rule, value in rules if value is not None and (rule.points or 0) > 0]
    if not told:
        return _plain_number(item, declared)
    best = max(rule.points or 0 for rule, _value in told)
    right, value = next((rule, value) for rule, value in told if rule.points == best)
    answer, margin = _margin(right.comparison, value)
    fields: Fields = {"answer": answer, **margin}
    for rule, other in told:
        if rule is right:
            continue
        share = float(f"{(rule.points or 0) / best:.12g}")
        if "near" not in fields and 0 < share < 1 and other == value:
            fields["near"] = {**_margin(rule.comparison, other)[1], "credit": share}
        else:
            item.found.warn(
                rule.line,
                _(
                    "The answer %(value)g was dropped: there is one right number, and one wider margin around it."
                ),
                value=other,
            )
    return fields


def _plain_number(item: Item, declared: Declared) -> Fields | None:
    numbers = [read_figures(text) for text in (*declared.right, *(one.key for one in declared.entries))]
    answer = next((number for number in numbers if number is not None), None)
    if answer is None:
        item.found.error(declared.line, _("No number earns all points."))
        return None
    if not item.maps(declared):
        tell_scoring(item, declared)
    return {"answer": answer}


def _rules_about(item: Item, declared: Declared) -> list[Rule]:
    return [rule for rule in item.rules if rule.asks_about(declared.identifier)]


def _value(rule: Rule, declared: Declared) -> float | None:
    if rule.is_about_right:
        return read_figures(declared.right[0]) if declared.right else None
    return read_figures(rule.wanted)


def _margin(comparison: Element, value: float) -> tuple[float, Fields]:
    """The answer and its tolerance. Unlike bounds become like ones around their middle."""
    bounds: list[Any] = [read_figures(text) for text in comparison.get("tolerance").split()]
    mode = comparison.get("tolerance-mode", "exact")
    if mode not in ("absolute", "relative") or not bounds or None in bounds:
        return value, {}
    below, above = bounds[0], bounds[-1]
    if mode == "relative":
        if below == above:
            return value, {"relative_tolerance": float(f"{below / 100:.12g}")}
        below, above = abs(value) * below / 100, abs(value) * above / 100
    if below == above:
        return value, {"tolerance": below}
    return value + (above - below) / 2, {"tolerance": (above + below) / 2}
