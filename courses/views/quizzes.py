"""Answering: saved as it is given, graded on the server, swapped in place by htmx, a plain form without it."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from courses import actions
from courses.access import quiz_block, revision_for, revision_of, started_enrolment_of
from courses.answers import LONGEST_FORM, QuizForm, read_answers
from courses.attempts.rows import with_answers
from courses.attempts.saving import Saved
from courses.attempts.submitting import Submitted
from courses.cards.drawing import attempt_card, preview_card, preview_of
from courses.cards.late import told_elsewhere, told_late
from courses.cards.quiz import QuizCard
from courses.cards.quiz_words import extended
from courses.models import ASKING, Block, Enrolment, Lesson, QuizAttempt
from courses.pages import LessonPage, bare_page, lesson_page
from courses.terms import override_of
from courses.views import PersonRequest
from courses.views.handed_in import answer_taken_along
from courses.views.sent_answers import check_has_room, chosen_files, form_of
from courses.views.trying_again import at_its_own_address
from courses.views.whose import answers_stay
from lms.kit.words import cleans_words


@require_POST
def begin_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Start the clock of a quiz that has one."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    number = form_of(request).number
    attempt = actions.begin_attempt(enrolment=enrolment, lesson=place, block=block, number=number)
    if not (request.htmx and attempt.is_open and attempt.revision_id == place.revision_id):
        return as_it_stands(request, enrolment, place, block)
    return _begun(request, enrolment, block, attempt)


@cleans_words
@require_POST
def save_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> JsonResponse:
    """Keep what is typed so far. 409: it does not count, because the attempt is over or is not this page's.
    401: somebody else is signed in by now.

    A page that sends no answer asks what has changed since it was drawn.
    """
    if len(request.body) > LONGEST_FORM:
        return JsonResponse({}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if reason := answers_stay(request):
        return JsonResponse({"reason": reason}, status=HTTPStatus.UNAUTHORIZED)
    form = QuizForm.of(request.POST)
    saved = actions.save_form(by=request.user, quiz=(course, lesson, quiz), form=form)
    if saved is None:
        return JsonResponse({})
    return JsonResponse(_told(saved), status=HTTPStatus.OK if saved.is_open else HTTPStatus.CONFLICT)


@csrf_exempt
@cleans_words
@require_POST
def answer_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Hand the answers in, once their announced size is judged: checking the token would read the whole body."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    check_has_room(request, block)
    return _answer_quiz(request, enrolment, place, block)


@csrf_protect
def _answer_quiz(request: PersonRequest, enrolment: Enrolment, place: Lesson, block: Block) -> HttpResponse:
    """Where some answers cannot be read, they are saved, and the form says which. Files that were chosen come along."""
    form, chosen = form_of(request), chosen_files(request, block)
    form, refused = actions.upload_chosen(
        enrolment=enrolment, lesson=place, block=block, form=form, chosen=chosen
    )
    if refused is None or form.is_final:
        done = actions.submit_attempt(enrolment=enrolment, lesson=place, block=block, form=form)
    else:
        done = refused
    if not (done.came_late or done.attempt.is_open):
        return _ended(request, enrolment, place, block, done.attempt)
    return _as_sent(request, enrolment, place, block, done)


def _ended(
    request: PersonRequest, enrolment: Enrolment, place: Lesson, block: Block, attempt: QuizAttempt
) -> HttpResponse:
    """The result; where a newer edition waited for it, its person moves on, and is told so.

    A plain form draws the result in the request that follows: there, that a newer edition takes them along.
    """
    if request.htmx and actions.move_on(enrolment=enrolment):
        answer = answer_taken_along(request, enrolment, block, attempt)
        return _kept(at_its_own_address(request, answer, block.key))
    return as_it_stands(request, enrolment, place, block)


@cleans_words
@require_POST
def check_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Mark one question of a quiz that tells at once, and keep what the form holds for the others."""
    enrolment, place, block = quiz_block(request.user, course, lesson, quiz)
    form, key = form_of(request), request.POST.get("check", "")
    done = actions.check_answer(enrolment=enrolment, lesson=place, block=block, form=form, question=key)
    return show_question(request, enrolment, place, block, done, key)


def show_question(
    request: PersonRequest,
    enrolment: Enrolment,
    place: Lesson,
    block: Block,
    done: Submitted,
    key: str,
    arrived: Sequence[str] = (),
) -> HttpResponse:
    """What became of one question, alone where that is enough; `arrived` are names of files that were sent for it."""
    if done.came_late or ((done.problems or done.elsewhere) and not request.htmx):
        answer = _as_sent(request, enrolment, place, block, done)
        return reswap(retarget(answer, f"#{block.kind}-{block.key}"), "outerHTML")
    if not request.htmx:
        lesson = reverse("courses:lesson", args=[enrolment.course.key, place.key])
        return redirect(f"{lesson}#{block.kind}-{block.key}-{key}")
    return _checked(request, enrolment, block, done, key, arrived)


@cleans_words
@require_POST
def preview_quiz(request: PersonRequest, public_id: uuid.UUID, lesson: str, quiz: str) -> HttpResponse:
    """An author tries a quiz: the same marks, and nothing is kept."""
    revision = revision_for(request.user, public_id)
    page = lesson_page(request.user, revision, lesson, None)
    block = get_object_or_404(Block, lesson=page.lesson, kind__in=ASKING, key=quiz)
    answers = read_answers(preview_of(block), QuizForm.of(request.POST).given)
    return _shown(request, page, preview_card(block, answers))


def _begun(request: PersonRequest, enrolment: Enrolment, block: Block, attempt: QuizAttempt) -> HttpResponse:
    """The quiz alone: a beginning changes nothing around it, and many begin at the same moment.

    Whose placement test it is, is asked only where the page before told of one.
    """
    [shown] = with_answers([attempt])
    card = attempt_card(block, shown, override_of(enrolment.pk, block.lesson.key, block.key))
    is_test = "placement" in request.POST
    page = bare_page(revision_of(enrolment), enrolment, block.lesson, tells_tests=is_test)
    context = {"page": page, "quiz": card, "fresh": block.key}
    return _kept(render(request, "courses/quiz.html", context))


def _told(saved: Saved) -> dict[str, object]:
    at = saved.at and date_format(localtime(saved.at), "TIME_FORMAT")
    told: dict[str, object] = {
        "at": at,
        "left": saved.left,
        "versions": saved.versions,
        "replaced": saved.replaced,
        "late": saved.has_late,
        "problems": saved.problems,
    }
    return told | ({"note": extended(saved.extended_to)} if saved.extended_to else {})


def _as_sent(
    request: PersonRequest, enrolment: Enrolment, lesson: Lesson, block: Block, done: Submitted
) -> HttpResponse:
    """The quiz with what is to be said to what was sent."""
    override = override_of(enrolment.pk, lesson.key, block.key)
    card = attempt_card(block, done.attempt, override, problems=done.problems)
    enrolment = started_enrolment_of(request.user, enrolment.course.key) or enrolment
    page = lesson_page(request.user, revision_of(enrolment), lesson.key, enrolment)
    card = told_elsewhere(replace(card, blanks=done.blanks), done.elsewhere)
    return _shown(request, page, told_late(card) if done.came_late else card)


def _checked(
    request: PersonRequest,
    enrolment: Enrolment,
    block: Block,
    done: Submitted,
    key: str,
    arrived: Sequence[str],
) -> HttpResponse:
    """The one question, and which versions of all answers its page knows now."""
    override = override_of(enrolment.pk, done.attempt.lesson_key, block.key)
    card = told_elsewhere(attempt_card(block, done.attempt, override, problems=done.problems), done.elsewhere)
    place = (enrolment.course.key, done.attempt.lesson_key, block.key)
    context = {"arrived": arrived, **_of_question(card, key, place)}
    status = 422 if card.problems else 200
    return _kept(render(request, "courses/question_checked.html", context, status=status))


def as_it_stands(
    request: PersonRequest, enrolment: Enrolment, lesson: Lesson, block: Block, *, is_fresh: bool = True
) -> HttpResponse:
    """The quiz as a reload would show it, for htmx; a plain form is led to its page.

    `is_fresh`: the person asked for it just now, so that its verdict takes the focus.
    """
    course = enrolment.course.key
    if not request.htmx:
        return redirect(f"{reverse('courses:lesson', args=[course, lesson.key])}#{block.kind}-{block.key}")
    enrolment = started_enrolment_of(request.user, course) or enrolment
    page = lesson_page(request.user, revision_of(enrolment), lesson.key, enrolment)
    card = page.quiz_card(block.key)
    assert card is not None
    return _shown(request, page, card, is_fresh=is_fresh)


def _shown(
    request: PersonRequest, page: LessonPage, card: QuizCard, *, is_fresh: bool = True
) -> HttpResponse:
    """The quiz alone for htmx, with outline and foot brought up to date; the whole page otherwise."""
    template = "courses/quiz_answered.html" if request.htmx else "courses/lesson.html"
    page = page.with_card(card)
    context = {
        "page": page,
        "quiz": page.quiz_card(card.block.key),
        "fresh": card.block.key if is_fresh else "",
    }
    answer = render(request, template, context, status=422 if card.is_unfinished else 200)
    return _kept(at_its_own_address(request, answer, card.block.key))


def _kept(response: HttpResponse) -> HttpResponse:
    """So that the browser may forget the answers: a way to the sign-in page is no proof."""
    response.headers["X-Answers"] = "kept"
    return response


def _of_question(card: QuizCard, key: str, place: tuple[str, str, str]) -> dict[str, Any]:
    number, question = next(pair for pair in enumerate(card.questions, 1) if pair[1].key == key)
    return {
        "quiz": card,
        "question": question,
        "number": number,
        "fresh_question": key,
        "check": reverse("courses:check_quiz", args=place),
        "upload": reverse("courses:upload_answer", args=[*place, key]),
    }
