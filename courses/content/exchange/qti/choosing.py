"""Choices, orders and pairs of QTI as ours."""

from courses.content.exchange import answers as offers
from courses.content.exchange.answers import Offered
from courses.content.exchange.gathering import Fields
from courses.content.exchange.qti.declared import Declared, Item
from courses.content.exchange.qti.names import keys_of
from courses.content.exchange.qti.xhtml import html_of, markdown_in
from courses.content.exchange.wording import in_plain
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

Kind = tuple[str, Fields]
CHOICE, ASSOCIABLE = "qti-simple-choice", "qti-simple-associable-choice"
TRUTHS = {"true", "false"}
IN_CHOICES = ("qti-feedback-inline", "qti-feedback-block")
SAME = 0.001


def choices(item: Item, interaction: Element) -> Kind | None:
    declared = item.response_to(interaction)
    offered = list(interaction.all(CHOICE))
    if declared.cardinality == "single" and {one.get("identifier") for one in offered} == TRUTHS:
        return _truth(item, declared)
    shares = _shares(item, declared)
    told = [
        Offered(
            choice.line,
            markdown_in(choice, item.found),
            shares.get(choice.get("identifier"), 0.0),
            said_to_choice(item, declared, choice),
        )
        for choice in offered
    ]
    kind, fields = offers.choices(told, single=declared.cardinality == "single", found=item.found)
    return kind, {"choices": _named(fields["choices"], offered)}


def said_to_choice(item: Item, declared: Declared, choice: Element) -> str:
    """What is said to who chose it, below the item or beside the choice."""
    beside = next((one for one in choice.below(*IN_CHOICES)), None)
    return item.said_to(declared, choice.get("identifier")) or markdown_in(beside, item.found)


def _shares(item: Item, declared: Declared) -> dict[str, float]:
    """The part of the points that each choice earns."""
    if item.maps(declared):
        return {entry.key: entry.points / declared.best for entry in declared.entries}
    tell_scoring(item, declared)
    share = 1.0 if declared.cardinality == "single" else 1 / max(1, len(declared.right))
    wrong = 0.0 if declared.cardinality == "single" else -share
    others = {one.get("identifier"): wrong for one in item.body.below(CHOICE)}
    return {**others, **dict.fromkeys((one.strip() for one in declared.right), share)}


def tell_scoring(item: Item, declared: Declared) -> None:
    """What is said where points do not come from a mapping."""
    if not item.matches(declared):
        if item.processing.children or item.template:
            item.found.warn(
                item.processing.line,
                _("How this item is scored could not be read; the right response earns the points."),
            )
    elif declared.cardinality != "single":
        item.found.warn(
            declared.line, _("Only the whole answer earned points there; here each right part earns some.")
        )


def _truth(item: Item, declared: Declared) -> Kind | None:
    shares = _shares(item, declared)
    right = [name for name in ("true", "false") if shares.get(name, 0) > 0]
    if len(right) != 1:
        item.found.error(item.line, _("Neither true nor false earns points; it was left out."))
        return None
    fields: Fields = {"answer": right[0] == "true"}
    for choice in item.body.below(CHOICE):
        if said := said_to_choice(item, declared, choice):
            fields[f"if_{choice.get('identifier')}"] = item.found.said(said)
    return "true-false", fields


def steps(item: Item, interaction: Element) -> Kind | None:
    declared = item.response_to(interaction)
    offered = {one.get("identifier"): one for one in interaction.all(CHOICE)}
    right = [name.strip() for name in declared.right]
    if set(right) != set(offered) or len(right) != len(offered):
        item.found.error(interaction.line, _("The right order does not name every step; it was left out."))
        return None
    tell_scoring(item, declared)
    parts = [{"text": item.found.said(markdown_in(offered[name], item.found))} for name in right]
    return "order", {"steps": _named(parts, [offered[name] for name in right])}


def pairs(item: Item, interaction: Element) -> Kind | None:
    """Of the two sets, the one whose members have one partner each holds the items."""
    declared = item.response_to(interaction)
    sets = [list(one.all(ASSOCIABLE)) for one in interaction.all("qti-simple-match-set")]
    given = _right_pairs(item, declared)
    if len(sets) != 2 or not given:
        item.found.error(interaction.line, _("These pairs cannot be read; the item was left out."))
        return None
    if _has_twice([first for first, _second in given]):
        sets, given = sets[::-1], [(second, first) for first, second in given]
    return _assigned(item, sets[0], sets[1], dict(given), len(given))


def associations(item: Item, interaction: Element) -> Kind | None:
    """Pairs of one set: who comes first is the item, and who is left is a target that nothing belongs to."""
    declared = item.response_to(interaction)
    given = _right_pairs(item, declared)
    if not given or _has_twice([name for pair in given for name in pair]):
        item.found.error(interaction.line, _("These pairs cannot be read; the item was left out."))
        return None
    belongs = dict(given)
    offered = list(interaction.all(ASSOCIABLE))
    items = [one for one in offered if one.get("identifier") in belongs]
    return _assigned(item, items, [one for one in offered if one not in items], belongs, len(given))


def _right_pairs(item: Item, declared: Declared) -> list[tuple[str, str]]:
    """The identifiers of each right pair; none where one of them cannot be read."""
    keys = list(declared.right)
    if item.maps(declared):
        right = [entry for entry in declared.entries if entry.points > 0]
        keys = [entry.key for entry in right]
        if any(abs(entry.points - right[0].points) > SAME * right[0].points for entry in right):
            item.found.warn(right[0].line, _("Weights were dropped: every right pair earns the same."))
    else:
        tell_scoring(item, declared)
    pairs = [key.split() for key in keys]
    return [(pair[0], pair[1]) for pair in pairs] if all(len(pair) == 2 for pair in pairs) else []


def _assigned(
    item: Item, items: list[Element], targets: list[Element], belongs: dict[str, str], pairs: int
) -> Kind | None:
    found = item.found
    if len(belongs) != pairs:
        found.error(item.line, _("Something belongs to several targets at once; the item was left out."))
        return None
    for one in items:
        if one.get("identifier") not in belongs:
            found.warn(
                one.line, _("What belongs nowhere was dropped: “%(text)s”."), text=one.words.strip()[:60]
            )
    items = [one for one in items if one.get("identifier") in belongs]
    named = [{"text": found.said(in_plain(html_of(one), "html"))} for one in targets]
    keyed_targets = _named(named, targets)
    keys = {one.get("identifier"): part["key"] for one, part in zip(targets, keyed_targets, strict=True)}
    parts = [
        {"text": found.said(markdown_in(one, found)), "target": keys.get(belongs[one.get("identifier")], "")}
        for one in items
    ]
    used = [part["target"] for part in parts]
    is_shared = _has_twice(used) or any(one.get("match-max", "1") != "1" for one in targets)
    fields: Fields = {"items": _named(parts, items), "targets": keyed_targets}
    return ("categorise" if is_shared else "match"), fields


def _named(parts: list[Fields], elements: list[Element]) -> list[Fields]:
    """Each part under the identifier it had."""
    keys = keys_of([element.get("identifier") for element in elements])
    return [{**part, "key": key} for part, key in zip(parts, keys, strict=True)]


def _has_twice(names: list[str]) -> bool:
    return len(set(names)) < len(names)
