"""The question behind an answer that a person marks, as its attempt asked it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from courses.access import quiz_of_attempt
from courses.attempts.selection import quiz_for
from courses.content.questions.rubric import RubricQuestion
from courses.content.schema import QuizSource
from courses.models import Answer, Block
from lms.kit.templatetags.texts import in_language


@dataclass(frozen=True)
class Asked:
    """`shown` is what `read_models` drew of it, in the reader's language; `number` its place in the attempt."""

    block: Block
    quiz: QuizSource
    question: RubricQuestion
    shown: dict[str, Any]
    number: int

    @property
    def title(self) -> str:
        return str(in_language(self.block.content["pages"])["title"])


def asked_by(answer: Answer) -> Asked:
    """404 where the question is none that people mark."""
    block = quiz_of_attempt(answer.attempt)
    quiz = quiz_for(block, answer.attempt.seed, [answer.question_key])
    question = quiz.questions[0] if quiz.questions else None
    if not isinstance(question, RubricQuestion):
        raise Http404
    pages = in_language(block.content["pages"])["questions"]
    shown = next(page for page in pages if page["key"] == answer.question_key)
    return Asked(block, quiz, question, shown, answer.position + 1)
