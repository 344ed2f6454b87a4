"""A question on its page."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courses.cards.drawn import TEMPLATE, drawn, is_alike_for_all
from courses.cards.question import QuestionCard

register = template.Library()


@register.simple_tag(takes_context=True)
def asked(context: Context, question: QuestionCard, anchor: str, number: int) -> SafeString:
    """The question with its fields; `anchor` is that of its quiz."""
    id = f"{anchor}-{question.key}"
    if is_alike_for_all(question):
        return drawn(question, id, number)
    around: dict[str, Any] = dict(context.flatten().items())  # type: ignore[arg-type]  # names are texts
    return render_to_string(TEMPLATE, {**around, "question": question, "id": id, "number": number})
