"""A course as a whole: what is scheduled for it, a copy of it, its archive."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access import authored_course_for
from courses.drafts.forms import TitleForm
from courses.lifecycle import archive_course, duplicate_course, unarchive_course
from courses.publishing.schedule_form import MomentForm
from courses.publishing.scheduling import cancel_scheduled, reschedule, scheduled_for
from courses.roles.standing import Ability
from courses.views import PersonRequest
from courses.views.authoring import course_as_authored


@require_POST
def scheduled(request: PersonRequest, course: str, public_id: uuid.UUID) -> HttpResponse:
    """Another moment, or none."""
    one = scheduled_for(request.user, course, public_id)
    if "cancel" in request.POST:
        cancel_scheduled(by=request.user, scheduled=one)
        messages.success(request, _("Nothing will be published by itself."))
        return redirect("courses:authoring_course", course)
    form = MomentForm(request.POST)
    if not form.is_valid():
        return course_as_authored(request, one.course, form)
    reschedule(by=request.user, scheduled=one, **form.when_told)
    messages.success(request, _("Saved."))
    return redirect("courses:authoring_course", course)


@require_POST
def duplicate(request: PersonRequest, course: str) -> HttpResponse:
    home = authored_course_for(request.user, course, Ability.WRITE)
    form = TitleForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.refusal)
        return redirect("courses:authoring_course", course)
    made = duplicate_course(by=request.user, course=home, title=form.cleaned_data["title"])
    return redirect("courses:draft", made.course.key)


@require_POST
def archive(request: PersonRequest, course: str) -> HttpResponse:
    """Into the archive, or with `out` out of it."""
    home = authored_course_for(request.user, course, Ability.PUBLISH)
    if "out" in request.POST:
        unarchive_course(by=request.user, course=home)
        messages.success(request, _("The course is offered again."))
    else:
        archive_course(by=request.user, course=home)
        messages.success(request, _("The course is archived. People on it can finish it."))
    return redirect("courses:authoring_course", course)
