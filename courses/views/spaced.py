"""The review of missed questions: a short form, and what was right."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.answers import LONGEST_FORM, QuizForm
from courses.spaced import answer_review, read_review
from courses.views import PersonRequest
from lms.kit.refusals import Conflict
from lms.kit.words import cleans_words


@cleans_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def spaced_review(request: PersonRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "courses/spaced.html", {"left": read_review(request.user)})
    if len(request.body) > LONGEST_FORM:
        raise Conflict(_("These answers are too long to be kept. Shorten them."))
    asked = {name: str(request.POST[name]) for name in request.POST if name.startswith("asked.")}
    marked, left = answer_review(user=request.user, form=QuizForm.of(request.POST), asked=asked)
    problems = any(item.card.problem for item in left)
    if not marked and not problems:
        return redirect("courses:spaced_review")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(request, "courses/spaced.html", {"marked": marked, "left": left}, status=status)
