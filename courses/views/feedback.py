"""What readers said about a course, for its authors."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.access import authored_course_for, remark_for
from courses.feedback import feedback_page
from courses.roles.standing import Ability
from courses.views import PersonRequest


@require_safe
def feedback(request: PersonRequest, course: str) -> HttpResponse:
    home = authored_course_for(request.user, course, Ability.LOOK_BACK)
    only_open = request.GET.get("show") != "all"
    told = feedback_page(home, only_open=only_open, number=request.GET.get("page"))
    return render(request, "courses/feedback.html", {"feedback": told, "page": told.page, "keep": told.keep})


@require_POST
def settle(request: PersonRequest, course: str, public_id: uuid.UUID) -> HttpResponse:
    said = remark_for(request.user, course, public_id)
    actions.settle_remark(by=request.user, said=said, is_settled=request.POST.get("settled") != "0")
    shown = "?show=all" if request.POST.get("show") == "all" else ""
    return redirect(f"{reverse('courses:feedback', args=[course])}{shown}#remarks")
