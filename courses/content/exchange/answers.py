"""Answers that earn shares of the points, as other systems write them, turned into the fields of our kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.content.exchange.gathering import Fields, Gathering, keyed
from courses.content.problems import gettext_noop as _

SAME = 0.001
TOO_MANY = _("A question may have at most %(most)d answers; it was left out.")


@dataclass(frozen=True)
class Offered:
    """`share` of the points, from -1 to 1."""

    line: int
    text: str
    share: float
    feedback: str = ""


@dataclass(frozen=True)
class OfferedNumber:
    line: int
    value: float
    tolerance: float | None
    share: float
    feedback: str = ""


def choices(offered: Sequence[Offered], *, single: bool, found: Gathering) -> tuple[str, Fields]:
    """The kind that asks for them, and its fields."""
    earning = [is_whole(one.share) if single else one.share > 0 for one in offered]
    right = [one for one, earns in zip(offered, earning, strict=True) if earns]
    if single:
        _tell_single(offered, right, found)
    else:
        _tell_multiple(offered, len(right), found)
    parts = []
    for one, earns in zip(offered, earning, strict=True):
        part: Fields = {"text": found.said(one.text)}
        if earns:
            part["correct"] = True
        if one.feedback:
            part["feedback"] = found.said(one.feedback)
        parts.append(part)
    return ("single" if single and len(right) < 2 else "multiple"), {"choices": keyed(parts)}


def _tell_single(offered: Sequence[Offered], right: Sequence[Offered], found: Gathering) -> None:
    for one in offered:
        if not is_whole(one.share) and abs(one.share) > SAME:
            found.warn(one.line, _("Only the right choice earns points; the part for this one was dropped."))
    if len(right) > 1:
        found.warn(
            right[1].line,
            _("Several choices are right and one of them was enough; now all of them have to be ticked."),
        )


def _tell_multiple(offered: Sequence[Offered], right: int, found: Gathering) -> None:
    """Our own marking takes away for a wrong tick what a right one earns."""
    for one in offered:
        if right and abs(one.share - (1 if one.share > 0 else -1) / right) > SAME:
            found.warn(
                one.line,
                _("The weight was dropped: each right tick earns 1/%(right)d, a wrong one costs as much."),
                right=right,
            )
            return


def accepted(offered: Sequence[Offered], found: Gathering) -> list[Fields]:
    """What earns something; words for wrong answers have no place with us."""
    parts = []
    for one in offered:
        if one.share <= 0:
            found.warn(
                one.line, _("The answer “%(text)s” earns nothing; it was dropped."), text=one.text[:60]
            )
            continue
        part: Fields = {"text": found.said(one.text)}
        if not is_whole(one.share):
            part["credit"] = one.share
        if one.feedback:
            part["feedback"] = found.said(one.feedback)
        parts.append(part)
    return parts


def number(offered: Sequence[OfferedNumber], line: int, found: Gathering) -> Fields | None:
    """One right number, and one wider margin around it that earns part of the points."""
    right = next((one for one in offered if is_whole(one.share)), None)
    if right is None:
        found.error(line, _("No number earns all points."))
        return None
    fields: Fields = {"answer": right.value}
    if right.tolerance is not None:
        fields["tolerance"] = right.tolerance
    for one in offered:
        if one.feedback:
            found.warn(
                one.line, _("Words said to one number were dropped; a number has only general feedback.")
            )
        if one is right:
            continue
        if "near" not in fields and _is_near(one, right):
            fields["near"] = {"tolerance": one.tolerance, "credit": one.share}
        else:
            found.warn(
                one.line,
                _(
                    "The answer %(value)g was dropped: there is one right number, and one wider margin around it."
                ),
                value=one.value,
            )
    return fields


def _is_near(one: OfferedNumber, right: OfferedNumber) -> bool:
    return (
        0 < one.share < 1 and one.value == right.value and (one.tolerance or 0.0) > (right.tolerance or 0.0)
    )


def pairs(
    pairs_given: Sequence[tuple[str, str]], distractors: Sequence[str], found: Gathering
) -> tuple[str, Fields]:
    """Items with the plain texts of their targets; a target that two share makes it a question of categories."""
    texts = list(dict.fromkeys([*(target for _item, target in pairs_given), *distractors]))
    targets = keyed([{"text": found.said(text)} for text in texts])
    named = {text: target["key"] for text, target in zip(texts, targets, strict=True)}
    items = keyed([{"text": found.said(item), "target": named[target]} for item, target in pairs_given])
    shared = len({target for _item, target in pairs_given}) < len(pairs_given)
    return ("categorise" if shared else "match"), {"items": items, "targets": targets}


def is_whole(share: float) -> bool:
    return abs(share - 1) <= SAME
