"""A path for those who learn on it, and its people for those who lead them."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import actions
from courses.finding.catalogue import ALL
from courses.models import BlockKind, Path
from courses.paths.access import (
    check_assigns_paths,
    path_enrolment_for,
    path_enrolment_of,
    path_for,
    people_on,
)
from courses.paths.assign_form import AssignForm
from courses.paths.pages import path_page
from courses.paths.progress import read_progress
from courses.views import PersonRequest

ROWS_PER_PAGE = 50


@require_safe
def all_paths(request: PersonRequest) -> HttpResponse:
    """Who shortens the address of a path finds the others."""
    return redirect(f"{reverse('courses:catalogue')}?paths={ALL}#paths")


@require_POST
def take_placement(request: PersonRequest, path: str) -> HttpResponse:
    """One press from the offer to the questions: on the path, on the course of the test, at the quiz."""
    test = actions.begin_placement(user=request.user, path=path_for(request.user, path))
    lesson = reverse("courses:lesson", args=[test.course, test.lesson])
    return redirect(f"{lesson}#{BlockKind.QUIZ}-{test.quiz}")


@require_safe
def path(request: PersonRequest, path: str) -> HttpResponse:
    page = path_page(request.user, path)
    leads = not check_assigns_paths.refusal(request.user)
    return render(request, "courses/path.html", {"page": page, "leads": leads})


@require_POST
def join(request: PersonRequest, path: str) -> HttpResponse:
    home = path_for(request.user, path)
    actions.assign_path(by=request.user, user=request.user, path=home)
    return redirect("courses:path", path)


@require_POST
def leave(request: PersonRequest, path: str) -> HttpResponse:
    home = path_for(request.user, path)
    enrolment = path_enrolment_of(request.user, home)
    if enrolment is not None:
        actions.withdraw_path(by=request.user, enrolment=enrolment)
        messages.success(request, _("You are off the path. Everything you did in its courses stays."))
    return redirect("courses:path", path)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PersonRequest, path: str) -> HttpResponse:
    home = path_for(request.user, path)
    check_assigns_paths(request.user)
    form = AssignForm(request.user, home, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        _assign(request, home, form)
        return redirect("courses:path_people", path)
    page = Paginator(people_on(request.user, home), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"path": home, "page": page, "rows": read_progress(list(page.object_list)), "form": form}
    return render(request, "courses/path_people.html", context, status=422 if form.is_bound else 200)


def _assign(request: PersonRequest, home: Path, form: AssignForm) -> None:
    """Everybody who was named; what is said counts those who were not on it before."""
    told = {"path": home, "due_on": form.cleaned_data["due_on"]}
    people = form.cleaned_data["everybody"]
    new = sum(actions.assign_path(by=request.user, user=user, **told)[1] for user in people)
    text = ngettext("%(count)d person is on the path now.", "%(count)d people are on the path now.", new)
    messages.success(request, text % {"count": new} if new else _("They were on the path already."))


@require_POST
def withdraw(request: PersonRequest, path: str, public_id: uuid.UUID) -> HttpResponse:
    enrolment = path_enrolment_for(request.user, path_for(request.user, path), public_id)
    actions.withdraw_path(by=request.user, enrolment=enrolment)
    text = _("%(name)s is off the path. Everything they did in its courses stays.")
    messages.success(request, text % {"name": enrolment.user.name})
    return redirect("courses:path_people", path)
