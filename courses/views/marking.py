"""Marking what only a person can mark; and a learner's request for another look."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import actions
from courses.access import quiz_of_attempt
from courses.attempt_access import ended_attempts_of
from courses.hand_marking.access import answer_to_mark, check_marks, own_marked_answer
from courses.hand_marking.acts import Given
from courses.hand_marking.desk import DeskPage, desk_page, following, given_in
from courses.hand_marking.queue import queue_page
from courses.models import Answer
from courses.reviews import ReviewPage
from courses.views import PersonRequest
from lms.kit.refusals import Conflict

ACTS = {"mark": actions.mark_answer, "change": actions.change_mark, "decide": actions.decide_appeal}


@require_safe
def marking(request: PersonRequest) -> HttpResponse:
    """Everything that waits for a mark."""
    check_marks(request.user)
    return render(request, "courses/marking.html", {"page": queue_page(request.user)})


@require_http_methods(["GET", "POST"])
def mark_answer(request: PersonRequest, attempt: uuid.UUID, question: str) -> HttpResponse:
    """One answer; a form that cannot be kept comes back as it was, with what was decided meanwhile."""
    answer = answer_to_mark(request.user, attempt, question)
    if request.method != "POST":
        return _drawn(request, desk_page(request.user, answer))
    onward, given = following(request.user, answer), given_in(request.POST)
    problem = _problem(request, answer, given)
    if not problem:
        messages.success(request, _("The mark is saved."))
        return redirect(onward or reverse("courses:marking"))
    answer = answer_to_mark(request.user, attempt, question)
    return _drawn(request, desk_page(request.user, answer, given, problem))


@require_POST
def ask_again(
    request: PersonRequest, course: str, lesson: str, quiz: str, number: int, question: str
) -> HttpResponse:
    answer = own_marked_answer(request.user, course, lesson, quiz, number, question)
    try:
        actions.ask_again(by=request.user, answer=answer, words=request.POST.get("words", ""))
    except Conflict as refused:
        return _refused(request, (course, lesson, quiz, number), question, str(refused))
    here = reverse("courses:attempt", args=[course, lesson, quiz, number])
    return redirect(f"{here}#quiz-{quiz}-{question}-whole")


def _drawn(request: PersonRequest, page: DeskPage) -> HttpResponse:
    """The whole page; for htmx what similar answers got."""
    shows = "suggest" in request.GET or page.given.was_looked_at
    context = {"page": page, "shows_advice": shows, "is_fragment": bool(request.htmx)}
    template = "courses/mark_advice.html" if request.htmx else "courses/mark_answer.html"
    return render(request, template, context, status=422 if page.problem else 200)


def _problem(request: PersonRequest, answer: Answer, given: Given) -> str:
    """Does what the form was drawn for; returns why it cannot be done."""
    act = ACTS.get(request.POST.get("act", ""), actions.mark_answer)
    try:
        act(by=request.user, answer=answer, given=given)
    except Conflict as refused:
        return str(refused)
    return ""


def _refused(
    request: PersonRequest, place: tuple[str, str, str, int], question: str, problem: str
) -> HttpResponse:
    """The review page, with the reason at the question."""
    enrolment, chosen, tries = ended_attempts_of(request.user, *place)
    page = ReviewPage(quiz_of_attempt(chosen), chosen, tries)
    context = {"page": page, "quiz": page.quiz, "course": enrolment.course, "lesson": place[1]}
    told = {"appeal_problem": problem, "appeal_at": question}
    return render(request, "courses/review.html", context | told, status=422)
