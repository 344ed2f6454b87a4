"""One's own earlier tries at a quiz."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses import actions
from courses.access import quiz_of_attempt
from courses.attempt_access import ended_attempts_of
from courses.reviews import ReviewPage
from courses.views import PersonRequest


@require_safe
def attempt(request: PersonRequest, course: str, lesson: str, quiz: str, number: int) -> HttpResponse:
    """A try as it was. Marks that became due are made before. `appeal`: the question that the reader wants looked at."""
    named = (request.user, course, lesson, quiz, number)
    enrolment, chosen, tries = ended_attempts_of(*named)
    if any(one.marks_are_due for one in tries):
        actions.close_due_attempts(of=enrolment)
        enrolment, chosen, tries = ended_attempts_of(*named)
    page = ReviewPage(quiz_of_attempt(chosen), chosen, tries)
    context = {"page": page, "quiz": page.quiz, "course": enrolment.course, "lesson": lesson}
    context["appeal_at"] = request.GET.get("appeal", "")
    return render(request, "courses/review.html", context)
