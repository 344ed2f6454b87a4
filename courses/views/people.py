"""The people of a course: who may do what on it, and the forms by which its authors say so."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.access import authored_course_for
from courses.models import Course
from courses.people_pages import PeoplePage, RoleForm
from courses.roles.people import give_role, invited_person, members_of, set_rules, take_role
from courses.roles.standing import Ability, standing_of
from courses.views import PersonRequest
from people.models import User


@require_safe
def people(request: PersonRequest, course: str) -> HttpResponse:
    home = authored_course_for(request.user, course)
    page = PeoplePage(home, standing_of(request.user, home), request.GET.get("q", ""))
    return render(request, "courses/people.html", {"page": page})


@require_POST
def give(request: PersonRequest, course: str, public_id: uuid.UUID) -> HttpResponse:
    """Invite somebody, or change what they may do."""
    home = authored_course_for(request.user, course, Ability.INVITE)
    return _given(request, home, invited_person(public_id))


def _given(request: PersonRequest, home: Course, person: User) -> HttpResponse:
    form = RoleForm(home, request.POST)
    if form.is_valid():
        member = give_role(by=request.user, course=home, person=person, **form.cleaned_data)
        told = _("%(name)s is %(role)s of this course from now on.")
        messages.success(request, told % {"name": person, "role": member.get_role_display()})
    else:
        messages.error(request, _("Choose a role, and for a translator the languages."))
    return redirect("courses:people", home.key)


@require_POST
def take(request: PersonRequest, course: str, public_id: uuid.UUID) -> HttpResponse:
    home = authored_course_for(request.user, course, Ability.INVITE)
    member = get_object_or_404(members_of(home), user__public_id=public_id)
    take_role(by=request.user, member=member)
    messages.success(request, _("%(name)s has no role on this course any more.") % {"name": member.user})
    is_own = member.user_id == request.user.pk and not standing_of(request.user, home).role
    return redirect("courses:authoring") if is_own else redirect("courses:people", course)


@require_POST
def rules(request: PersonRequest, course: str) -> HttpResponse:
    """Whose course it is, and whether it needs an approval."""
    home = authored_course_for(request.user, course, Ability.INVITE)
    told = {name: name in request.POST for name in ("open_to_authors", "needs_approval")}
    set_rules(by=request.user, course=home, **told)
    messages.success(request, _("Saved."))
    return redirect("courses:people", course)
