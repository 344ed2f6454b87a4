"""An author tries a prompt at a question of a draft: a run as learners get, which counts for nobody."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from courses.answers import NOTHING
from courses.content.questions import Given, Mark
from courses.content.questions.prompt import PROMPT, Question, prompt_in
from courses.content.schema import QuizSource
from courses.models import Block, DraftFile, PromptTryOut
from courses.roles.standing import Ability, check_may
from courses.trials.asking import asked_of
from courses.trials.runner import Asked, prompt_runner
from people.audit import Did, record
from people.models import User

TryOuts = Mapping[str, PromptTryOut]
"""By question."""


@transaction.atomic
def try_prompt(*, by: User, file: DraftFile, block: Block, question: Question, prompt: str) -> PromptTryOut:
    """Run the prompt over the question's examples as its author, or give what is at work with it already.

    Raises Conflict where the queue takes no more of the author's runs.
    """
    course = file.draft.course
    check_may(by, course, Ability.WRITE)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks: one after the other
    asked = asked_of(block, question, prompt)
    told = {"by": by, "course": course, "path": file.path, "question_key": question.key}
    told |= {"prompt": prompt, "told": _told(asked)}
    at_work = PromptTryOut.objects.filter(**told, ended_at__isnull=True).first()
    if at_work is not None:
        return at_work
    ticket = prompt_runner().try_out(by=by, course=course, asked=asked)
    record(by=by, did=Did.TRIED_PROMPT, to=course, path=file.path, question=question.key)
    return PromptTryOut.objects.create(ticket=ticket, **told)


def newest_try_outs(by: User, file: DraftFile, quiz: QuizSource) -> TryOuts:
    """The author's own; one query, and none where no question asks for a prompt."""
    keys = [question.key for question in _prompts(quiz)]
    if not keys:
        return {}
    mine = PromptTryOut.objects.filter(by=by, course=file.draft.course, path=file.path, question_key__in=keys)
    newest = mine.order_by("question_key", "-pk").distinct("question_key")
    return {one.question_key: one for one in newest}


def prompts_of(try_outs: TryOuts) -> dict[str, Given]:
    """What stands in the fields of an author who comes back."""
    return {key: Given((one.prompt,)) for key, one in try_outs.items()}


def still_true(block: Block, quiz: QuizSource, given: Mapping[str, Given], try_outs: TryOuts) -> TryOuts:
    """Those of the prompts that stand there, asked with what the question asks now."""
    found = {}
    for question in _prompts(quiz):
        one = try_outs.get(question.key)
        prompt = prompt_in(question.salvage(given.get(question.key, NOTHING)) or {})
        if one and one.prompt == prompt and one.told == _told(asked_of(block, question, prompt)):
            found[question.key] = one
    return found


def responses_of(quiz: QuizSource, try_outs: TryOuts) -> dict[str, Mapping[str, str]]:
    """The prompts with what the model replied to them, where it did."""
    return {
        question.key: question.with_replies({PROMPT: one.prompt}, one.replies)
        for question in _prompts(quiz)
        if (one := try_outs.get(question.key)) and one.replies is not None
    }


def marks_of(quiz: QuizSource, try_outs: TryOuts) -> dict[str, Mark]:
    responses = responses_of(quiz, try_outs)
    return {one.key: one.grade(responses[one.key]) for one in _prompts(quiz) if one.key in responses}


def _prompts(quiz: QuizSource) -> Iterator[Question]:
    return (question for question in quiz.questions if isinstance(question, Question))


def _told(asked: Asked) -> dict[str, Any]:
    """All of it that decides what the model replies to a prompt."""
    return {"messages": dict(asked.messages), "max_new_tokens": asked.max_new_tokens}
