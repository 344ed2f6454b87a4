"""Answering: saved as it is given, graded on the server, swapped in place by htmx, a plain form without it."""

import uuid
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from courses import actions
from courses import quiz_cards as cards
from courses.access import open_attempt_of, quiz_block, revision_for, revision_of, started_enrolment_of
from courses.answers import LONGEST_SAVE, QuizForm, fields_of, given_by, read_answers
from courses.models import Block, BlockKind, Enrolment, Lesson
from courses.pages import LessonPage, lesson_page
from courses.quiz_cards import QuizCard
from courses.views import PersonRequest


@require_POST
def begin_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Start the clock of a quiz that has one."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    number = QuizForm.of(request.POST).number
    actions.begin_attempt(enrolment=enrolment, lesson=place, block=block, number=number)
    return _as_it_stands(request, enrolment, place, block)


@require_POST
def save_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> JsonResponse:
    """Keep what is typed so far. 409: the attempt takes no answers any more."""
    if len(request.body) > LONGEST_SAVE:
        return JsonResponse({}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    form = QuizForm.of(request.POST)
    attempt = open_attempt_of(request.user, course, lesson, quiz, form.number)
    if attempt is None:
        enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
        attempt = actions.begin_attempt(enrolment=enrolment, lesson=place, block=block, number=form.number)
    saved = actions.save_answers(attempt=attempt, given=form.given, seen=form.seen)
    told = {"at": saved.at, "versions": saved.versions, "replaced": saved.replaced}
    return JsonResponse(told, status=HTTPStatus.OK if saved.is_open else HTTPStatus.CONFLICT)


@require_POST
def answer_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Hand the answers in; where some cannot be read, they are saved, and the form says which."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    form = QuizForm.of(request.POST)
    done = actions.submit_attempt(enrolment=enrolment, lesson=place, block=block, form=form)
    if done.attempt.is_open:
        card = cards.open_card(block, done.attempt, done.answers)
    elif done.came_late:
        card = cards.attempt_card(block, done.attempt, came_late=True)
    else:
        return _as_it_stands(request, enrolment, place, block)
    return _shown(request, lesson_page(request.user, revision_of(enrolment), lesson, enrolment), card)


@require_POST
def preview_quiz(request: PersonRequest, public_id: uuid.UUID, lesson: str, quiz: str) -> HttpResponse:
    """An author tries a quiz: the same marks, and nothing is kept."""
    revision = revision_for(request.user, public_id)
    page = lesson_page(request.user, revision, lesson, None)
    block = get_object_or_404(Block, lesson=page.lesson, kind=BlockKind.QUIZ, key=quiz)
    answers = read_answers(cards.preview_quiz(block), given_by(fields_of(request.POST)))
    return _shown(request, page, cards.preview_card(block, answers))


def _as_it_stands(request: PersonRequest, enrolment: Enrolment, lesson: Lesson, block: Block) -> HttpResponse:
    """The quiz as a reload would show it, for htmx; a plain form is led to its page."""
    course = enrolment.course.key
    if not request.htmx:
        return redirect(f"{reverse('courses:lesson', args=[course, lesson.key])}#quiz-{block.key}")
    enrolment = started_enrolment_of(request.user, course) or enrolment
    page = lesson_page(request.user, revision_of(enrolment), lesson.key, enrolment)
    card = page.quiz_card(block.key)
    assert card is not None
    return _shown(request, page, card)


def _shown(request: PersonRequest, page: LessonPage, card: QuizCard) -> HttpResponse:
    """The quiz alone for htmx, with outline and foot brought up to date; the whole page otherwise."""
    template = "courses/quiz_answered.html" if request.htmx else "courses/lesson.html"
    context = {"page": page.with_card(card), "quiz": card, "is_fresh": True}
    return render(request, template, context, status=422 if card.problems else 200)
