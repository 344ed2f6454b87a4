"""What authors see: their courses, a draft as a learner would see it, and the button that publishes it."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.access import authored_course_for, revision_for
from courses.changes.links import changes_since_published
from courses.desk import (
    course_rows,
    courses_to_author,
    labs_of,
    people_beside,
    publications_of,
    quizzes_of,
    revisions_of,
    title_of,
)
from courses.exporting import download_course
from courses.hand_marking.access import check_marks
from courses.hand_marking.queue import count_waiting
from courses.models import Course, Revision
from courses.pages import course_page, lesson_page
from courses.publishing.acts import Plan, check_can_publish
from courses.publishing.form import PublishForm
from courses.publishing.schedule_form import MomentForm, WhenForm, ended_cards, waiting_card
from courses.publishing.scheduling import schedule_publication
from courses.regrades.outdated import outdated
from courses.roles.standing import Ability, check_may, check_works_on_courses, standing_of, writes_courses
from courses.teamwork.comments import open_comments
from courses.teamwork.pages import ReviewState
from courses.teamwork.reviews import approvals_of, check_is_approved
from courses.teamwork.waiting import waiting_for
from courses.views import PersonRequest
from people.models import User

ROWS_PER_PAGE = 50


def desk_context(request: PersonRequest) -> dict[str, object]:
    page = Paginator(courses_to_author(request.user), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows, marks = course_rows(list(page.object_list)), not check_marks.refusal(request.user)
    to_mark = count_waiting(request.user) if marks else 0
    return {
        "page": page,
        "rows": rows,
        "marks": marks,
        "to_mark": to_mark,
        "waiting": waiting_for(request.user),
        "writes": writes_courses(request.user),
    }


@require_safe
def authoring(request: PersonRequest) -> HttpResponse:
    check_works_on_courses(request.user)
    return render(request, "courses/authoring.html", desk_context(request))


@require_safe
def authoring_course(request: PersonRequest, course: str) -> HttpResponse:
    return course_as_authored(request, authored_course_for(request.user, course))


def course_as_authored(
    request: PersonRequest, home: Course, moment: MomentForm | None = None
) -> HttpResponse:
    """`moment` is a form that could not be taken: it stays as it was filled in."""
    page = Paginator(revisions_of(home), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    standing = standing_of(request.user, home)
    context: dict[str, object] = {"course": home, "page": page, "standing": standing, "title": title_of(home)}
    if standing.writes:
        offers = outdated(home.published) if home.published else []
        context |= {"quizzes": quizzes_of(home), "labs": labs_of(home), "offers": offers}
    context |= {"publications": publications_of(home), "schedule": waiting_card(home)}
    context |= {"ended": ended_cards(home), "moment": moment}
    return render(request, "courses/authoring_course.html", context, status=422 if moment else 200)


@require_safe
def preview(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """A revision as a learner would find it, with what publishing would do."""
    revision = revision_for(request.user, public_id)
    return _preview(request, revision)


def _preview(
    request: PersonRequest,
    revision: Revision,
    form: PublishForm | None = None,
    when: WhenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    refusal = _why_not(request.user, revision)
    context = {
        "page": course_page(revision, None, is_preview=True),
        "people": people_beside(revision),
        "review": ReviewState(revision.course, request.user),
        "approvals": approvals_of(revision),
        "open_comments": open_comments(revision.course).total,
        "publish_refusal": refusal,
        "form": form if refusal or form else PublishForm(revision),
        "when": when or WhenForm(),
        "schedule": waiting_card(revision.course),
        "standing": standing_of(request.user, revision.course),
        "changes_href": changes_since_published(revision.course, revision),
    }
    return render(request, "courses/preview.html", context, status=status)


def _why_not(actor: User, revision: Revision) -> str:
    """What keeps this person from publishing it."""
    refused = check_may.refusal(actor, revision.course, Ability.PUBLISH)
    return refused or check_can_publish.refusal(revision) or check_is_approved.refusal(revision)


@require_safe
def preview_lesson(request: PersonRequest, public_id: uuid.UUID, lesson: str) -> HttpResponse:
    revision = revision_for(request.user, public_id)
    page = lesson_page(request.user, revision, lesson, None)
    card = page.quiz_card(request.GET.get("again", "")) if request.htmx else None
    if card is not None:
        return render(request, "courses/quiz.html", {"page": page, "quiz": card, "fresh": card.block.key})
    return render(request, "courses/lesson.html", {"page": page})


@require_safe
def course_zip(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """A revision as its authors would keep it."""
    revision = revision_for(request.user, public_id, Ability.WRITE)
    content = download_course(by=request.user, revision=revision)
    response = HttpResponse(content, content_type="application/zip")
    name = f"{revision.course.key}-r{revision.number}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def publish(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    revision = revision_for(request.user, public_id, Ability.PUBLISH)
    if revision.course.published_id == revision.pk:  # pressed twice, or by two: it is as they wanted it
        return redirect("courses:authoring_course", revision.course.key)
    check_can_publish(revision)
    check_is_approved(revision)
    form, when = PublishForm(revision, request.POST), WhenForm(request.POST)
    if not (form.is_valid() and when.is_valid()):
        return _preview(request, revision, form, when, status=422)
    told = (_later if when.is_later else _now)(request.user, revision, form.plan(), when)
    messages.success(request, told % {"number": revision.number})
    return redirect("courses:authoring_course", revision.course.key)


def _now(by: User, revision: Revision, plan: Plan, _when: WhenForm) -> str:
    actions.publish_revision(by=by, revision=revision, plan=plan)
    actions.move_first(revision=revision)
    if revision.shared:
        return _("Revision %(number)d is published. Other courses link to its parts from now on.")
    return _("Revision %(number)d is published. Everybody who starts from now on gets it.")


def _later(by: User, revision: Revision, plan: Plan, when: WhenForm) -> str:
    schedule_publication(by=by, revision=revision, plan=plan, **when.when_told)
    return _("Revision %(number)d will be published at the moment you chose.")
