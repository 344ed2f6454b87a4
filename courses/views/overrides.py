"""Other terms of a quiz for a person: who has some, and the form that grants them."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Block, Enrolment
from courses.overrides.access import enrolments_to_override, override_place_for, quiz_to_override
from courses.overrides.acts import give_override, withdraw_override
from courses.overrides.pages import (
    FROM_PERSON,
    OverrideForm,
    OverridePage,
    override_page,
    person_lines,
    title_of,
)
from courses.views import PersonRequest
from lms.kit.refusals import Conflict

ROWS_PER_PAGE = 50


@require_safe
def overrides(request: PersonRequest, course: str, lesson: str, quiz: str) -> HttpResponse:
    """The actor's people on the course; `q` looks for a name."""
    home, block = quiz_to_override(request.user, course, lesson, quiz)
    enrolments, sought = enrolments_to_override(request.user, home, block), request.GET.get("q", "").strip()
    if sought:
        enrolments = enrolments.filter(user__name__icontains=sought)
    page = Paginator(enrolments, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    keep = f"{urlencode({'q': sought})}&" if sought else ""
    lines = person_lines(list(page.object_list), block)
    context = {"page": page, "lines": lines, "title": title_of(block), "course": home, "place": block}
    return render(request, "courses/overrides.html", {**context, "sought": sought, "keep": keep})


@require_http_methods(["GET", "HEAD", "POST"])
def override(
    request: PersonRequest, course: str, lesson: str, quiz: str, public_id: uuid.UUID
) -> HttpResponse:
    enrolment, block = override_place_for(request.user, course, lesson, quiz, public_id)
    page = override_page(enrolment, block)
    form = OverrideForm(page.quiz, page.override, request.POST if request.method == "POST" else None)
    if form.is_bound and _granted(request, page, form):
        told = _("These terms hold for %(name)s from now on.")
        messages.success(request, told % {"name": enrolment.user.name})
        return _back(request, enrolment, block)
    status = 422 if form.is_bound else 200
    context = {"page": page, "form": form, "from_person": FROM_PERSON if _came_from_person(request) else ""}
    return render(request, "courses/override.html", context, status=status)


@require_POST
def withdraw(
    request: PersonRequest, course: str, lesson: str, quiz: str, public_id: uuid.UUID
) -> HttpResponse:
    enrolment, block = override_place_for(request.user, course, lesson, quiz, public_id)
    withdraw_override(by=request.user, enrolment=enrolment, block=block)
    told = _("The quiz's own terms hold for %(name)s again.")
    messages.success(request, told % {"name": enrolment.user.name})
    return _back(request, enrolment, block)


def _came_from_person(request: PersonRequest) -> bool:
    return FROM_PERSON in request.META["QUERY_STRING"].split("&")


def _back(request: PersonRequest, enrolment: Enrolment, block: Block) -> HttpResponse:
    """To the page that led here."""
    if _came_from_person(request):
        return redirect("reporting:person", enrolment.user.public_id)
    return redirect("courses:overrides", enrolment.course.key, block.lesson.key, block.key)


def _granted(request: PersonRequest, page: OverridePage, form: OverrideForm) -> bool:
    """What the rules refuse is said at the form, so that nothing has to be filled in again."""
    if not form.is_valid():
        return False
    try:
        give_override(by=request.user, enrolment=page.enrolment, block=page.block, granted=form.granted)
    except Conflict as refused:
        form.add_error(None, str(refused))
    return form.is_valid()
