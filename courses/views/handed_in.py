"""The answer to a quiz that was handed in while a newer edition waited for that: the person is on it now."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render

from courses.access import revision_of, started_enrolment_of
from courses.attempts.rows import with_answers
from courses.cards.drawing import attempt_card
from courses.models import Block, Enrolment, QuizAttempt
from courses.pages import LessonPage, bare_page, lesson_page
from courses.publishing.taken_along import taken_along
from courses.terms import override_of
from courses.views import PersonRequest


def answer_taken_along(
    request: PersonRequest, enrolment: Enrolment, block: Block, attempt: QuizAttempt
) -> HttpResponse:
    """What was handed in, with its marks, and what has become of the course; all around it is the newer edition's."""
    newly = started_enrolment_of(request.user, enrolment.course.key) or enrolment
    page = _page_now(request, newly, block)
    now = page.quiz_card(block.key) if page else None
    is_shown = bool(now and now.attempt and now.attempt.pk == attempt.pk)
    moved = taken_along(newly, attempt, is_shown=is_shown, is_gone=now is None)
    if now and is_shown:
        card = now
    else:
        [ended] = with_answers([attempt])
        ended.enrolment = newly
        card = attempt_card(block, ended, override_of(newly.pk, block.lesson.key, block.key))
        card = replace(card, is_done=bool(now and now.is_done))
    around = page or bare_page(revision_of(newly), newly, block.lesson, tells_tests=False)
    context = {"page": around, "quiz": card, "moved": moved, "fresh": block.key}
    return render(request, "courses/quiz_answered.html" if page else "courses/quiz.html", context)


def _page_now(request: PersonRequest, newly: Enrolment, block: Block) -> LessonPage | None:
    """The lesson in the newer edition; None where it has none such."""
    try:
        return lesson_page(request.user, revision_of(newly), block.lesson.key, newly)
    except Http404:
        return None
