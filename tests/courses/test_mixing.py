"""What is to be put in order is never shown in the right one, whether or not the quiz shuffles."""

import pytest

from courses.cards.mixing import Mixing
from courses.cards.question import QuestionCard
from courses.content.questions import KINDS, BaseQuestion

WORDS = "abcd"


def matching(count: int, spare: int = 0) -> BaseQuestion:
    """Item a belongs to target a, and so on, as authors write them."""
    items = [{"key": key, "text": {"en": key}, "target": key} for key in WORDS[:count]]
    targets = [{"key": key, "text": {"en": key}} for key in WORDS[: count + spare]]
    asked = {"kind": "match", "key": "pairs", "prompt": {"en": "?"}, "items": items, "targets": targets}
    return KINDS["match"].model_validate(asked, context={"source": "en"})


def ordering(count: int) -> BaseQuestion:
    steps = [{"key": key, "text": {"en": key}} for key in WORDS[:count]]
    asked = {"kind": "order", "key": "steps", "prompt": {"en": "?"}, "steps": steps}
    return KINDS["order"].model_validate(asked, context={"source": "en"})


def card(question: BaseQuestion, seed: str, *, shuffles: bool) -> QuestionCard:
    return QuestionCard(question.public("en"), seed=seed if shuffles else "", mixing=Mixing(question, seed))


@pytest.mark.parametrize("shuffles", [False, True])
@pytest.mark.parametrize("question", [matching(2), matching(3), matching(3, spare=1), matching(2, spare=2)])
def test_targets_never_stand_as_they_belong_to_the_rows_beside_them(question: BaseQuestion, shuffles: bool):
    shown = [card(question, str(seed), shuffles=shuffles) for seed in range(60)]
    orders = [[option["key"] for option in one.options] for one in shown]
    for one, order in zip(shown, orders, strict=True):
        rows = [part.key for part in one.parts]
        assert [key for key in order if key in rows] != rows
        assert sorted(order) == sorted(target.key for target in question.targets)  # type: ignore[attr-defined]
    assert len({"".join(order) for order in orders}) > 1 or len(orders[0]) == 2


@pytest.mark.parametrize("shuffles", [False, True])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_steps_never_stand_in_the_right_order(count: int, shuffles: bool):
    orders = [
        [part.key for part in card(ordering(count), str(seed), shuffles=shuffles).parts] for seed in range(60)
    ]
    assert list(WORDS[:count]) not in orders
    assert len({"".join(order) for order in orders}) > 1 or count == 2
