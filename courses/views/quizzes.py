"""Answering: graded on the server, swapped in place by htmx, a plain form without it."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from courses import actions
from courses.access import quiz_block, revision_for, revision_of, started_enrolment_of
from courses.models import Block, BlockKind
from courses.pages import LessonPage, lesson_page
from courses.question_cards import FIELD
from courses.quiz_cards import Answers, QuizCard, answered_card, blank_card, read_answers
from courses.read_models import quiz_of
from courses.views import PersonRequest


@require_POST
def answer_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Keep and mark the answers; where some cannot be read, nothing is kept and the form says which."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    answers = _answers(request, block)
    if not answers.problems:
        actions.submit_quiz(enrolment=enrolment, lesson=place, block=block, responses=answers.responses)
        if not request.htmx:
            return redirect(f"{reverse('courses:lesson', args=[course, lesson])}#quiz-{quiz}")
        enrolment = started_enrolment_of(request.user, course) or enrolment
    page = lesson_page(request.user, revision_of(enrolment), lesson, enrolment)
    card = None if answers.problems else page.quiz_card(quiz)
    return _shown(request, page, card or blank_card(block, answers=answers))


@require_POST
def preview_quiz(request: PersonRequest, public_id: uuid.UUID, lesson: str, quiz: str) -> HttpResponse:
    """An author tries a quiz: the same marks, and nothing is kept."""
    revision = revision_for(request.user, public_id)
    page = lesson_page(request.user, revision, lesson, None)
    block = get_object_or_404(Block, lesson=page.lesson, kind=BlockKind.QUIZ, key=quiz)
    answers = _answers(request, block)
    if answers.problems:
        return _shown(request, page, blank_card(block, answers=answers))
    return _shown(request, page, answered_card(block, answers.responses))


def _answers(request: PersonRequest, block: Block) -> Answers:
    named = (name for name in request.POST if name.startswith(FIELD))
    return read_answers(
        quiz_of(block), {name.removeprefix(FIELD): request.POST.getlist(name) for name in named}
    )


def _shown(request: PersonRequest, page: LessonPage, card: QuizCard) -> HttpResponse:
    """The quiz alone for htmx, with outline and foot brought up to date; the whole page otherwise."""
    template = "courses/quiz_answered.html" if request.htmx else "courses/lesson.html"
    context = {"page": page.with_card(card), "quiz": card, "is_fresh": True}
    return render(request, template, context, status=422 if card.problems else 200)
