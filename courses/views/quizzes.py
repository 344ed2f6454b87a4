"""Answering: saved as it is given, graded on the server, swapped in place by htmx, a plain form without it."""

import uuid
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from courses import actions
from courses.access import open_attempt_of, quiz_block, revision_for, revision_of, started_enrolment_of
from courses.answers import fields_of, given_by, read_answers
from courses.models import Block, BlockKind
from courses.pages import LessonPage, lesson_page
from courses.quiz_cards import QuizCard, answered_card, attempt_card, blank_card, open_card
from courses.read_models import quiz_of
from courses.views import PersonRequest

LONGEST_SAVE = 100_000  # bytes; every save is kept


@require_POST
def begin_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Start the clock of a quiz that has one."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    attempt = actions.begin_attempt(
        enrolment=enrolment, lesson=place, block=block, number=_number(request.POST.get("number"))
    )
    if not request.htmx:
        return redirect(_anchor(course, lesson, quiz))
    page = lesson_page(request.user, revision_of(enrolment), lesson, enrolment)
    return _shown(
        request, page, open_card(block, attempt) if attempt.is_open else attempt_card(block, attempt)
    )


@require_POST
def save_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> JsonResponse:
    """Keep what is typed so far. 409: the attempt takes no answers any more."""
    if len(request.body) > LONGEST_SAVE:
        return JsonResponse({}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    number = _number(request.POST.get("number"))
    attempt = open_attempt_of(request.user, course, lesson, quiz, number)
    if attempt is None:
        enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
        attempt = actions.begin_attempt(enrolment=enrolment, lesson=place, block=block, number=number)
    seen = {
        name.removeprefix("seen."): _number(request.POST[name])
        for name in request.POST
        if name.startswith("seen.")
    }
    saved = actions.save_answers(attempt=attempt, given=given_by(fields_of(request.POST)), seen=seen)
    told = {
        "number": attempt.number,
        "open": saved.is_open,
        "at": saved.at,
        "versions": saved.versions,
        "replaced": saved.replaced,
    }
    return JsonResponse(told, status=HTTPStatus.OK if saved.is_open else HTTPStatus.CONFLICT)


@require_POST
def answer_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Hand the answers in; where some cannot be read, they are saved, and the form says which."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    done = actions.submit_attempt(
        enrolment=enrolment,
        lesson=place,
        block=block,
        given=given_by(fields_of(request.POST)),
        number=_number(request.POST.get("number")),
        is_final="time-is-over" in request.POST,
    )
    if done.attempt.is_open:
        page = lesson_page(request.user, revision_of(enrolment), lesson, enrolment)
        return _shown(request, page, open_card(block, done.attempt, done.answers))
    if not (request.htmx or done.came_late):
        return redirect(_anchor(course, lesson, quiz))
    enrolment = started_enrolment_of(request.user, course) or enrolment
    page = lesson_page(request.user, revision_of(enrolment), lesson, enrolment)
    return _shown(request, page, attempt_card(block, done.attempt, came_late=done.came_late))


@require_POST
def preview_quiz(request: PersonRequest, public_id: uuid.UUID, lesson: str, quiz: str) -> HttpResponse:
    """An author tries a quiz: the same marks, and nothing is kept."""
    revision = revision_for(request.user, public_id)
    page = lesson_page(request.user, revision, lesson, None)
    block = get_object_or_404(Block, lesson=page.lesson, kind=BlockKind.QUIZ, key=quiz)
    answers = read_answers(quiz_of(block), given_by(fields_of(request.POST)))
    if answers.problems:
        return _shown(request, page, blank_card(block, answers=answers))
    return _shown(request, page, answered_card(block, answers.responses))


def _number(text: str | None) -> int:
    """A whole number that a form sent along; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0


def _anchor(course: str, lesson: str, quiz: str) -> str:
    return f"{reverse('courses:lesson', args=[course, lesson])}#quiz-{quiz}"


def _shown(request: PersonRequest, page: LessonPage, card: QuizCard) -> HttpResponse:
    """The quiz alone for htmx, with outline and foot brought up to date; the whole page otherwise."""
    template = "courses/quiz_answered.html" if request.htmx else "courses/lesson.html"
    context = {"page": page.with_card(card), "quiz": card, "is_fresh": True}
    return render(request, template, context, status=422 if card.problems else 200)
