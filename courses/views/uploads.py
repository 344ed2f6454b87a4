"""A zip becomes a draft, or a list of what to mend. A body that is too large is not read at all."""

from collections.abc import Sequence
from typing import IO

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.authoring import read_upload
from courses.content.problems import Problem, gettext_noop
from courses.drafts.arrival_words import told_of, told_of_draft, told_of_remarks
from courses.drafts.arriving import bring_in
from courses.drafts.carrying import BroughtBack, bring_back_draft
from courses.roles.standing import check_works_on_courses
from courses.views import PersonRequest
from courses.views.authoring import desk_context
from courses.wording import problem_in_words
from lms.kit.words import reads_form

ROOM_FOR_THE_FORM = 10_000
TOO_LARGE = gettext_noop("The file is larger than %(most)d kB.")
MISSING = gettext_noop("Choose the zip file of a course first.")


@csrf_exempt
@require_POST
def upload(request: PersonRequest) -> HttpResponse:
    """Judges the announced size first: checking the CSRF token would already read the whole body."""
    check_works_on_courses(request.user)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.COURSE_UPLOAD_BYTES + ROOM_FOR_THE_FORM:
        most = settings.COURSE_UPLOAD_BYTES // 1000
        return _problems(request, [Problem("(zip)", 1, TOO_LARGE, params={"most": most})], status=413)
    return _upload(request)


@reads_form
def _upload(request: PersonRequest) -> HttpResponse:
    archive = request.FILES.get("archive")
    if archive is None or archive.file is None:
        return _problems(request, [Problem("(zip)", 1, MISSING)])
    if "draft" in request.POST:
        return _as_draft(request, archive.file)
    reading = read_upload(archive.file)
    if reading.course is None:
        return _problems(request, reading.problems)
    made = bring_in(by=request.user, reading=reading)
    for level, said in told_of(made):
        messages.add_message(request, level, said)
    for words in told_of_remarks(reading.problems):
        messages.warning(request, words)
    return redirect("courses:preview", made.revision.public_id)


def _as_draft(request: PersonRequest, archive: IO[bytes]) -> HttpResponse:
    back = bring_back_draft(by=request.user, archive=archive)
    if not isinstance(back, BroughtBack):
        return _problems(request, back)
    for level, said in told_of_draft(back):
        messages.add_message(request, level, said)
    return redirect("courses:draft", back.draft.course.key)


def _problems(request: PersonRequest, problems: Sequence[Problem], *, status: int = 422) -> HttpResponse:
    lines = [(problem, problem_in_words(problem)) for problem in problems]
    context = {**desk_context(request), "problems": lines}
    return render(request, "courses/authoring.html", context, status=status)
