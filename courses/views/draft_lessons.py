"""A lesson of a draft: its blocks, and the forms that add one."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses.access import draft_for
from courses.content.whole import whole
from courses.drafts.kinds import kinds_to_begin
from courses.drafts.lesson_previews import lesson_preview
from courses.drafts.pages import DraftPage
from courses.drafts.removed import RemovedPage
from courses.labs import lab_registry
from courses.models import Draft
from courses.roles.standing import standing_of
from courses.teamwork.comments import open_comments
from courses.teamwork.pages import Talk
from courses.teamwork.places import Place
from courses.views import PersonRequest


@require_safe
def draft_lesson(request: PersonRequest, course: str, lesson: str) -> HttpResponse:
    return show_lesson(request, draft_for(request.user, course), lesson)


@require_safe
def draft_lesson_preview(request: PersonRequest, course: str, lesson: str) -> HttpResponse:
    """The whole lesson as a learner would see it; what is typed into its questions is marked and not kept."""
    page = DraftPage(draft_for(request.user, course), request.GET.get("language", get_language() or ""))
    line = page.lesson(lesson)
    if line is None:
        return told_by_the_draft(page)
    shown = lesson_preview(page, line, actor=request.user, sent=request.GET)
    return render(
        request, "courses/draft_lesson_preview.html", {"page": page, "lesson": line, "shown": shown}
    )


def told_by_the_draft(page: DraftPage) -> HttpResponse:
    """For who asks for a part that course.yaml does not name: while that cannot be read, the draft says so."""
    if page.is_readable:
        raise Http404
    return redirect("courses:draft", page.course.key)


def show_lesson(
    request: PersonRequest,
    draft: Draft,
    lesson: str,
    *,
    refusal: str = "",
    typed: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """`refusal` is why a file became no block, `typed` the title that it was given."""
    page = DraftPage(draft, request.GET.get("language", get_language() or ""))
    line = page.lesson(lesson)
    if line is None:
        return told_by_the_draft(page)
    context = {"page": page, "lesson": line, "words": page.lesson_words(lesson)}
    standing = standing_of(request.user, draft.course)
    context |= {"standing": standing, "talk": Talk(page, Place(lesson), standing)}
    context |= {"counts": open_comments(draft.course), "refusal": refusal, "typed": typed}
    context["removed"] = RemovedPage(page, lesson=lesson, name=request.GET.get("removed", ""))
    last = line.blocks[-1].place + 1 if line.blocks else 0
    after = whole(request.GET.get("after", ""))
    context["after"] = last if after is None else after
    context |= {"kinds": kinds_to_begin(), "runs": lab_registry().recorded_runs(request.user)}
    return render(request, "courses/draft_lesson.html", context, status=status)
