"""Regrading a quiz: what would change, the comparison, applying it, taking it back. For authors."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.analysis_access import open_comparison, quiz_to_regrade, regrade_for
from courses.models import Regrade
from courses.regrades.acts import check_can_compare
from courses.regrades.pages import Form, regrade_page, start_page
from courses.views import PersonRequest
from lms.kit.htmx import render_fragment


@require_safe
def regrade_quiz(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    block, *others = quiz_to_regrade(request.user, course, lesson, quiz, request.GET.get("revision", ""))
    return render(request, "courses/regrade_start.html", {"page": start_page(block, others)})


@require_POST
def compare(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """Begin the dry run; a form that is not complete comes back as it was."""
    block, *others = quiz_to_regrade(request.user, course, lesson, quiz, request.POST.get("revision", ""))
    form = Form.of(request.POST)
    wanted: dict[str, Any] = {
        "block": block,
        "questions": form.questions,
        "lowers": form.lowers,
        "reason": form.reason,
    }
    if problem := check_can_compare.refusal(**wanted):
        page = start_page(block, others, form=form, problem=problem)
        return render(request, "courses/regrade_start.html", {"page": page}, status=422)
    return _to(actions.compare_marks(by=request.user, **wanted))


def with_regrade(view: Callable[[PersonRequest, Regrade], HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens the regrade that an address names. Where it gave way to another one, the page says so and leads there."""

    @wraps(view)
    def opened(
        request: PersonRequest, course: str, lesson: str, quiz: str, public_id: uuid.UUID
    ) -> HttpResponse:
        found = regrade_for(request.user, course, lesson, quiz, public_id)
        return view(request, found) if found else _gone(request, course, lesson, quiz)

    return opened


@require_safe
@with_regrade
def regrade(request: PersonRequest, found: Regrade) -> HttpResponse:
    page = regrade_page(found, request.GET.get("page", ""))
    return render_fragment(request, "courses/regrade.html", "regrade_now", {"page": page})


@require_POST
@with_regrade
def apply(request: PersonRequest, found: Regrade) -> HttpResponse:
    actions.apply_regrade(by=request.user, regrade=found)
    return _to(found)


@require_POST
@with_regrade
def undo(request: PersonRequest, found: Regrade) -> HttpResponse:
    actions.undo_regrade(by=request.user, regrade=found, reason=request.POST.get("reason", ""))
    return _to(found)


@require_POST
@with_regrade
def discard(request: PersonRequest, found: Regrade) -> HttpResponse:
    actions.discard_regrade(by=request.user, regrade=found)
    return redirect("courses:regrade_quiz", found.course.key, found.lesson_key, found.quiz_key)


def _gone(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    place = {"course": course, "lesson": lesson, "quiz": quiz}
    told: dict[str, object] = {**place, "newer": open_comparison(course, lesson, quiz)}
    answer = render_fragment(request, "courses/regrade_gone.html", "regrade_now", told)
    answer.status_code = 200 if request.htmx else 410 if request.method == "GET" else 409
    return answer


def _to(regrade: Regrade) -> HttpResponse:
    named = (regrade.course.key, regrade.lesson_key, regrade.quiz_key, regrade.public_id)
    return redirect(reverse("courses:regrade", args=named))
