"""How the run of one's own prompt stands, and asking for another one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget

from courses import actions
from courses.trials.access import own_trial
from courses.trials.runner import prompt_runner
from courses.views import PersonRequest
from courses.views.quizzes import as_it_stands


@require_safe
def look_at_run(request: PersonRequest, course: str, lesson: str, quiz: str, question: str) -> HttpResponse:
    """One line while it is under way; the whole quiz once it has ended. Without htmx its page shows both."""
    enrolment, place, block, trial = own_trial(request.user, course, lesson, quiz, question)
    if request.htmx and trial.waits:
        return render(
            request, "courses/run_standing.html", {"standing": prompt_runner().standing(trial.ticket)}
        )
    answer = as_it_stands(request, enrolment, place, block, is_fresh=False)
    return reswap(retarget(answer, f"#{block.kind}-{block.key}"), "outerHTML") if request.htmx else answer


@require_POST
def run_again(request: PersonRequest, course: str, lesson: str, quiz: str, question: str) -> HttpResponse:
    enrolment, place, block, trial = own_trial(request.user, course, lesson, quiz, question)
    actions.run_again(by=request.user, trial=trial)
    return as_it_stands(request, enrolment, place, block)
