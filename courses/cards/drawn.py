"""A question drawn once for all who see the same of it: on the page of a quiz nothing else costs as much."""

import json
from dataclasses import replace
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.cards.question import QuestionCard
from courses.content.questions import Given, Mark

TEMPLATE = "courses/question.html"
ORDERED = ("choices", "items", "steps", "targets")
"""What of a question a seed puts into an order."""
SAID = (
    "points",
    "is_settled",
    "is_closed",
    "is_told",
    "is_kept",
    "asks_certainty",
    "solved",
    "may_be_blank",
    "counts",
    "units",
    "language_above",
)


def is_alike_for_all(card: QuestionCard) -> bool:
    """Whether the card alone decides how it looks: nothing of it belongs to one person, and it has no button of its own."""
    is_personal = (
        card.problem or card.unread or card.is_awaited or card.by_person or card.run or card.uploaded
    )
    return not is_personal and card.checks_left is None and "types" not in card.shown


def drawn(card: QuestionCard, id: str, number: int, of: int) -> SafeString:
    """Of a card that is alike for all: the question with this `number`, `of` so many."""
    words = {
        "shown": _in_its_order(card).shown,
        "given": {"values": card.given.values, "parts": dict(card.given.parts)},
        "mark": card.mark and card.mark.model_dump(mode="json"),
        "values": dict(card.values),
        "said": {name: getattr(card, name) for name in SAID},
    }
    return _drawn(json.dumps(words), id, number, of, get_language())


def _in_its_order(card: QuestionCard) -> QuestionCard:
    """The same with what it offers put into the order that its seed gives."""
    offered = {name: card.offered(name) for name in ORDERED if card.shown.get(name)}
    return replace(card, shown={**card.shown, **offered}, seed="", mixing=None)


@lru_cache(maxsize=4096)
def _drawn(words: str, id: str, number: int, of: int, _language: str | None) -> SafeString:
    """Kept by all that it says, so that no other question can ever be taken for it."""
    told = json.loads(words)
    given, mark = Given(**told["given"]), told["mark"] and Mark(**told["mark"])
    card = QuestionCard(told["shown"], given, mark=mark, values=told["values"], **told["said"])
    return render_to_string(TEMPLATE, {"question": card, "id": id, "number": number, "of": of})
