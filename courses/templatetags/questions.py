"""A quiz on its page: its questions, and which version of their answers it shows."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.cards.drawn import TEMPLATE, drawn, is_alike_for_all
from courses.cards.question import QuestionCard
from courses.cards.quiz import QuizCard
from courses.cards.quiz_words import warnings

register = template.Library()
WORDS = "courses/quiz_words.html"
SEEN = '<input type="hidden" id="{}-seen-{}" name="{}" value="{}"{}>'
SWAPPED = SafeString(' hx-swap-oob="true"')
A_MOMENT = timedelta(seconds=1)
"""By which the clock of a page, which counts whole seconds, may be ahead of the deadline."""


@register.simple_tag(takes_context=True)
def asked(context: Context, question: QuestionCard, anchor: str, number: int) -> SafeString:
    """The question with its fields; `anchor` is that of its quiz."""
    quiz: QuizCard | None = context.get("quiz")
    id, of = f"{anchor}-{question.key}", len(quiz.questions) if quiz else 0
    if is_alike_for_all(question):
        return drawn(question, id, number, of)
    around: dict[str, Any] = dict(context.flatten().items())  # type: ignore[arg-type]  # names are texts
    return render_to_string(TEMPLATE, {**around, "question": question, "id": id, "number": number, "of": of})


@register.simple_tag
def quiz_words() -> SafeString:
    """What a page may have to say while answers are saved, as attributes: the same for all who read in a language."""
    return _words(get_language())


@lru_cache(maxsize=16)
def _words(_language: str | None) -> SafeString:
    return render_to_string(WORDS)


@register.simple_tag
def seen(quiz: QuizCard, *, swapped: bool = False) -> SafeString:
    """Which version of each answer the page shows; `swapped`, in the place of what it said of that before."""
    more = SWAPPED if swapped else ""
    return format_html_join("", SEEN, ((quiz.anchor, *told, more) for told in quiz.seen))


@register.simple_tag
def clock_warnings(quiz: QuizCard) -> SafeString:
    """What the clock says before the end, as attributes: `data-at-600` with ten minutes left."""
    told = warnings(quiz.terms.time if quiz.terms else None)
    return format_html_join("", ' data-at-{}="{}"', ((str(left), words) for left, words in told))


@register.filter
def ran_out(quiz: QuizCard) -> bool:
    """Whether the attempt on show ended with its time, not by a press of its learner."""
    here = quiz.attempt
    if here is None or here.deadline is None or here.submitted_at is None:
        return False
    return here.submitted_at >= here.deadline - A_MOMENT
