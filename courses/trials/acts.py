"""What a learner does about a run that failed."""

from django.db import transaction
from django.db.models.functions import Now

from courses.access import quiz_of_attempt
from courses.answers import restored
from courses.attempts.selection import quiz_for
from courses.content.questions.prompt import Question, prompt_in
from courses.models import PromptTrial
from courses.progress import locked
from courses.trials.asking import asked_of
from courses.trials.runner import prompt_runner
from people.audit import Did, record
from people.models import User


@transaction.atomic
def run_again(*, by: User, trial: PromptTrial) -> PromptTrial:
    """Ask for another run of the same answer. Nothing happens while one is at work, or once there are replies."""
    locked(trial.answer.attempt.enrolment)
    here = PromptTrial.objects.select_related("answer__attempt__enrolment__user").get(pk=trial.pk)
    if not here.has_failed:
        return here
    attempt = here.answer.attempt
    block = quiz_of_attempt(attempt)
    question = quiz_for(block, attempt.seed, [here.answer.question_key]).questions[0]
    assert isinstance(question, Question)
    prompt = prompt_in(question.salvage(restored(here.answer.given)) or {})
    asked = asked_of(block, question, prompt)
    ticket = prompt_runner().ask(owner=attempt.enrolment.user, asked=asked)
    again = {"ticket": ticket, "asked": here.asked + 1, "asked_at": Now(), "ended_at": None, "failure": ""}
    PromptTrial.objects.filter(pk=here.pk).update(**again)
    record(
        by=by, did=Did.RAN_PROMPT_AGAIN, to=attempt, question=here.answer.question_key, time=here.asked + 1
    )
    return PromptTrial.objects.get(pk=here.pk)
