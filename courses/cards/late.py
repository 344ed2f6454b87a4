"""What a page brings that does not count: late, and on record for its learner to read, or overtaken by another window."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from courses.answers import SURE, restored
from courses.cards.parts import LateWords
from courses.cards.question import QuestionCard
from courses.cards.quiz import QuizCard
from courses.content.questions import Given
from courses.models import AnswerSave
from lms.kit.markup import words_in
from lms.kit.templatetags.texts import listed


def with_late(card: QuizCard) -> QuizCard:
    """The card of a try with what came for it since its end."""
    has_late = card.attempt is not None and card.attempt.late_at is not None
    return replace(card, late=list(_late(card))) if has_late else card


def told_late(card: QuizCard) -> QuizCard:
    """The card of a try whose learner has sent something just now that does not count."""
    return replace(with_late(card), came_late=True)


def told_elsewhere(card: QuizCard, shown: Mapping[str, Given]) -> QuizCard:
    """The card with what stands there by now, and what the page showed instead."""
    told = (
        replace(one, problem=_otherwise(one, shown[one.key])) if one.key in shown else one
        for one in card.questions
    )
    return replace(card, questions=tuple(told), elsewhere=tuple(shown))


def _otherwise(question: QuestionCard, given: Given) -> str:
    if words := in_words(question, given):
        text = _(
            "You answered this in another window, and that answer stands here now. This page showed: %(words)s"
        )
        return text % {"words": words}
    return _("You answered this in another window, and that answer stands here now. This page showed none.")


def _late(card: QuizCard) -> Iterator[LateWords]:
    saves = AnswerSave.objects.filter(answer__attempt=card.attempt, is_late=True).order_by("version")
    newest = {save.answer.question_key: save.given for save in saves.select_related("answer")}
    for number, question in enumerate(card.questions, 1):
        if text := in_words(question, restored(newest.get(question.key, {}))):
            yield LateWords(number, text)


def in_words(question: QuestionCard, given: Given) -> str:
    """As the learner chose or typed it: choices, rows and files by their names; "" for nothing."""
    names, rows = _names(question), {part.key: words_in(part.html) for part in question.parts}
    gaps = {gap["key"]: _texts(gap.get("choices", ())) for gap in question.shown.get("gaps", ())}
    said = [names.get(value, value) for value in given.values if value]
    for key, value in given.parts.items():
        if key != SURE and value:
            named = gaps.get(key, names).get(value, value)
            said.append(_row(rows[key], named) if rows.get(key) else named)
    return listed(said)


def _row(row: str, value: str) -> str:
    return _("%(row)s: %(value)s") % {"row": row, "value": value}


def _names(question: QuestionCard) -> dict[str, str]:
    """What can be chosen, by its key."""
    choices = question.choices if "choices" in question.shown else ()
    named = {choice.key: words_in(choice.html) for choice in choices}
    files = {str(file.public_id): file.name for file in question.uploaded}
    return named | _texts(question.shown.get("places", ())) | _texts(question.options) | files


def _texts(offered: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {one["key"]: words_in(one["text"]) for one in offered}
