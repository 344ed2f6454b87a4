"""What a learner sees: catalogue, course, lesson, certificate."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.access import (
    certificate_for,
    course_for,
    enrolment_of,
    enrolments_of,
    lesson_of,
    published_courses,
    published_revision,
    revision_of,
    started_enrolment_of,
)
from courses.pages import course_page, lesson_page
from courses.views import PersonRequest

COURSES_PER_PAGE = 24


@require_safe
def catalogue(request: PersonRequest) -> HttpResponse:
    page = Paginator(published_courses().order_by("key"), COURSES_PER_PAGE).get_page(request.GET.get("page"))
    mine = {e.course_id: e for e in enrolments_of(request.user).filter(course__in=list(page.object_list))}
    rows = [(course, mine.get(course.pk)) for course in page.object_list]
    return render(request, "courses/catalogue.html", {"page": page, "rows": rows})


@require_safe
def course(request: PersonRequest, course: str) -> HttpResponse:
    """The course as the reader started it, or as it is published now."""
    enrolment = enrolment_of(request.user, course)
    revision = enrolment.revision if enrolment else None
    page = course_page(revision or published_revision(request.user, course), enrolment)
    return render(request, "courses/course.html", {"page": page})


@require_POST
def enrol(request: PersonRequest, course: str) -> HttpResponse:
    """Start: enrol, bind to what is published, open the first lesson with something to do."""
    home = course_for(request.user, course)
    enrolment = actions.enrol(by=request.user, user=request.user, course=home)
    enrolment = actions.start(enrolment=enrolment)
    page = course_page(revision_of(enrolment), enrolment)
    return redirect(page.next_href or page.course_href)


@require_safe
def lesson(request: PersonRequest, course: str, lesson: str) -> HttpResponse:
    """A lesson of a started course; others are led to the course page, where they can start."""
    enrolment = started_enrolment_of(request.user, course)
    if enrolment is None:
        return redirect("courses:course", course_for(request.user, course).key)
    again = request.GET.get("again", "")
    page = lesson_page(request.user, revision_of(enrolment), lesson, enrolment, again=again)
    if page.has_due:
        actions.close_due_attempts(of=enrolment)
        enrolment = started_enrolment_of(request.user, course) or enrolment
        page = lesson_page(request.user, revision_of(enrolment), lesson, enrolment, again=again)
    card = page.quiz_card(again) if request.htmx else None
    if card is not None:
        return render(request, "courses/quiz.html", {"page": page, "quiz": card, "is_fresh": True})
    return render(request, "courses/lesson.html", {"page": page})


@require_POST
def mark_read(request: PersonRequest, course: str, lesson: str) -> HttpResponse:
    enrolment, place = lesson_of(request.user, course, lesson)
    enrolment = actions.mark_read(enrolment=enrolment, lesson=place)
    page = course_page(revision_of(enrolment), enrolment)
    return redirect(page.next_href or page.course_href)


@require_safe
def certificate(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    completion = certificate_for(request.user, public_id)
    context = {"completion": completion, "percent": round(100 * completion.score)}
    return render(request, "courses/certificate.html", context)
