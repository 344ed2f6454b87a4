"""What came for a try after its end: it is on record and does not count, and its learner can still read it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.html import strip_tags

from courses.cards.parts import LateWords
from courses.cards.question import QuestionCard
from courses.cards.quiz import QuizCard
from courses.models import AnswerSave


def told_late(card: QuizCard) -> QuizCard:
    """The card of a try that takes no answers any more, with what came for it since."""
    if card.attempt is None:
        return replace(card, came_late=True)
    saves = AnswerSave.objects.filter(answer__attempt=card.attempt, is_late=True).order_by("version")
    newest = {save.answer.question_key: save.given for save in saves.select_related("answer")}
    words = [
        LateWords(number, text)
        for number, question in enumerate(card.questions, 1)
        if (text := _in_words(question, newest.get(question.key, {})))
    ]
    return replace(card, came_late=True, late=words)


def _in_words(question: QuestionCard, given: Mapping[str, Any]) -> str:
    """As the learner chose or typed it; choices by their texts."""
    offered = question.choices if "choices" in question.shown else ()
    texts = {choice.key: strip_tags(choice.html) for choice in offered}
    said = [*given.get("values", ()), *given.get("parts", {}).values()]
    return ", ".join(texts.get(one, one) for one in said)
