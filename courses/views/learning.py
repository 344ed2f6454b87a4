"""What a learner sees: course and lesson."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.access import (
    course_for,
    enrolment_of,
    lesson_of,
    published_revision,
    revision_of,
    started_enrolment_of,
)
from courses.cards.late import told_late
from courses.certificates.held import held_of
from courses.finding.paths import paths_with
from courses.left_behind import left_behind
from courses.models import Enrolment
from courses.needs import before_starting
from courses.pages import LessonPage, course_page, lesson_page
from courses.views import PersonRequest
from courses.views.trying_again import at_its_own_address
from people.models import User


@require_safe
def course(request: PersonRequest, course: str) -> HttpResponse:
    """The course as the reader started it, or as it is published now."""
    enrolment = enrolment_of(request.user, course)
    revision = enrolment.revision if enrolment else None
    page = course_page(revision or published_revision(request.user, course), enrolment)
    context: dict[str, Any] = {} if page.is_started else before_starting(request.user, page.revision)
    context |= {"paths": paths_with(request.user, course), "held": held_of(enrolment)}
    context["left"] = left_behind(enrolment) if enrolment else []
    return render(request, "courses/course.html", {"page": page, **context})


@require_POST
def enrol(request: PersonRequest, course: str) -> HttpResponse:
    """Start: enrol, bind to what is published, open the first lesson with something to do."""
    home = course_for(request.user, course)
    enrolment = actions.enrol(by=request.user, user=request.user, course=home)
    enrolment = actions.start(enrolment=enrolment)
    page = course_page(revision_of(enrolment), enrolment)
    return redirect(page.next_href or page.course_href)


@require_POST
def take_again(request: PersonRequest, course: str) -> HttpResponse:
    """A new pass through the course for a new certificate; its first lesson."""
    enrolment = started_enrolment_of(request.user, course)
    if enrolment is None:
        raise Http404
    enrolment = actions.take_again(by=request.user, enrolment=enrolment)
    page = course_page(revision_of(enrolment), enrolment)
    return redirect(page.next_href or page.course_href)


@require_safe
def lesson(request: PersonRequest, course: str, lesson: str) -> HttpResponse:
    """A lesson of a started course; others are led to the course page, where they can start."""
    enrolment = started_enrolment_of(request.user, course)
    if enrolment is None:
        return redirect("courses:course", course_for(request.user, course).key)
    page = _present_page(request.user, enrolment, lesson, request.GET.get("again", ""))
    return _drawn(request, page)


def _present_page(user: User, enrolment: Enrolment, lesson: str, again: str) -> LessonPage:
    """The lesson after attempts whose time is over have been marked."""
    page = lesson_page(user, revision_of(enrolment), lesson, enrolment, again=again)
    if not page.has_due:
        return page
    actions.close_due_attempts(of=enrolment)
    newly = started_enrolment_of(user, enrolment.course.key) or enrolment
    return lesson_page(user, revision_of(newly), lesson, newly, again=again)


def _drawn(request: PersonRequest, page: LessonPage) -> HttpResponse:
    """The quiz that htmx asks for: `again` to try it once more, `show` as it stands, `late` when it takes no answers."""
    asked = request.GET.get("show") or request.GET.get("again", "")
    card = page.quiz_card(asked) if request.htmx else None
    if card is None:
        return render(request, "courses/lesson.html", {"page": page, "fresh": asked})
    shown = told_late(card) if "late" in request.GET else card
    answer = render(request, "courses/quiz.html", {"page": page, "quiz": shown, "fresh": asked})
    return at_its_own_address(request, answer, asked) if "show" in request.GET else answer


@require_POST
def mark_read(request: PersonRequest, course: str, lesson: str) -> HttpResponse:
    enrolment, place = lesson_of(request.user, course, lesson)
    enrolment = actions.mark_read(enrolment=enrolment, lesson=place)
    page = course_page(revision_of(enrolment), enrolment)
    return redirect(page.next_href or page.course_href)
