"""Regrading a quiz: what would change, the comparison, applying it, taking it back. For authors."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.analysis_access import quiz_to_regrade, regrade_for
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


@require_safe
def regrade(
    request: PersonRequest, course: str, lesson: str, quiz: str, public_id: uuid.UUID
) -> HttpResponse:
    found = regrade_for(request.user, course, lesson, quiz, public_id)
    page = regrade_page(found, request.GET.get("page", ""))
    return render_fragment(request, "courses/regrade.html", "regrade_now", {"page": page})


@require_POST
def apply(request: PersonRequest, course: str, lesson: str, quiz: str, public_id: uuid.UUID) -> HttpResponse:
    found = regrade_for(request.user, course, lesson, quiz, public_id)
    actions.apply_regrade(by=request.user, regrade=found)
    return _to(found)


@require_POST
def undo(request: PersonRequest, course: str, lesson: str, quiz: str, public_id: uuid.UUID) -> HttpResponse:
    found = regrade_for(request.user, course, lesson, quiz, public_id)
    actions.undo_regrade(by=request.user, regrade=found, reason=request.POST.get("reason", ""))
    return _to(found)


@require_POST
def discard(
    request: PersonRequest, course: str, lesson: str, quiz: str, public_id: uuid.UUID
) -> HttpResponse:
    found = regrade_for(request.user, course, lesson, quiz, public_id)
    actions.discard_regrade(by=request.user, regrade=found)
    return redirect("courses:regrade_quiz", course, lesson, quiz)


def _to(regrade: Regrade) -> HttpResponse:
    named = (regrade.course.key, regrade.lesson_key, regrade.quiz_key, regrade.public_id)
    return redirect(reverse("courses:regrade", args=named))
