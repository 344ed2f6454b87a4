"""Asking for the runs of an attempt that was handed in, and putting what they brought into its responses."""

from collections.abc import Mapping
from typing import Any

from courses.answers import restored, salvaged
from courses.attempts.selection import quiz_for
from courses.content.questions import Response
from courses.content.questions.prompt import Question, prompt_in
from courses.content.schema import QuizSource
from courses.models import Block, PromptTrial, QuizAttempt
from courses.trials.runner import Asked, prompt_runner
from lms.kit.templatetags.texts import in_language

Responses = Mapping[str, Response]


def ask_runs(attempt: QuizAttempt, block: Block) -> None:
    """Ask for the runs of all prompts in an attempt that nobody can change any more, each once.

    The caller holds the enrolment's lock.
    """
    answers = {answer.question_key: answer for answer in attempt.answers.all()}
    quiz = quiz_for(block, attempt.seed, answers)
    with_replies(block, attempt, quiz, salvaged(quiz, {k: restored(a.given) for k, a in answers.items()}))


def with_replies(
    block: Block, attempt: QuizAttempt, quiz: QuizSource, responses: Responses
) -> dict[str, Any]:
    """The responses with what runs replied to them; a run is asked for where there was none.

    One query where a quiz asks for prompts, and none in any other. The caller holds the enrolment's lock.
    """
    asked = {one.key: one for one in quiz.questions if isinstance(one, Question) and one.key in responses}
    if not asked:
        return dict(responses)
    trials = trials_of(attempt.answers.filter(question_key__in=asked))
    found: dict[str, Any] = dict(responses)
    for key, question in asked.items():
        trial = trials.get(key)
        if trial is None:
            _ask(block, attempt, question, prompt_in(responses[key]))
        elif (replies := trial.replies) is not None:
            found[key] = question.with_replies(responses[key], replies)
    return found


def trials_of(answers: Any) -> dict[str, PromptTrial]:
    """By question."""
    rows = PromptTrial.objects.filter(answer__in=answers).select_related("answer")
    return {row.answer.question_key: row for row in rows}


def asked_of(block: Block, question: Question, prompt: str) -> Asked:
    """What a run is asked for an answer to the question."""
    return Asked(
        title=str(in_language(block.content["pages"])["title"]),
        prompt=prompt,
        messages=question.messages,
        max_new_tokens=question.max_new_tokens,
    )


def _ask(block: Block, attempt: QuizAttempt, question: Question, prompt: str) -> None:
    answer = attempt.answers.get(question_key=question.key)
    asked = asked_of(block, question, prompt)
    ticket = prompt_runner().ask(owner=attempt.enrolment.user, asked=asked)
    PromptTrial.objects.create(answer=answer, ticket=ticket)
