"""Questions of other systems: read, looked at, and added to a quiz or a bank of a draft, or taken away as a file."""

import uuid
from typing import TypedDict

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from courses.access import draft_for
from courses.content.exchange.gathering import LARGEST
from courses.content.exchange.quiz_file import MOST
from courses.drafts.pages import languages_of_draft
from courses.intake.forms import QuestionsForm, asked_in
from courses.intake.joining import add_questions
from courses.intake.keeping import intake_for
from courses.intake.pages import QuestionsPage, meant_for, told_of
from courses.intake.questions import ReadQuestions, bring_in
from courses.models import Draft, Intake, IntakeKind
from courses.roles.standing import Ability, check_works_on_courses
from courses.views import PersonRequest
from courses.views.uploads import ROOM_FOR_THE_FORM
from lms.kit.refusals import Conflict
from lms.kit.words import reads_form

Meant = tuple[Draft | None, str]


class Asked(TypedDict):
    target: str
    title: str
    keys: list[str]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def import_questions(request: PersonRequest) -> HttpResponse:
    """Judges the announced size first: checking the CSRF token would already read the whole body."""
    check_works_on_courses(request.user)
    asked = asked_in(request.GET)
    meant = meant_for(request.user, asked["course"], asked["path"])
    if request.method != "POST":
        spoken = languages_of_draft(meant[0])[0] if meant[0] else get_language()
        return _form(request, QuestionsForm(initial={"language": spoken}), meant)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + ROOM_FOR_THE_FORM:
        return _form(
            request, QuestionsForm(), meant, refusal=_("This file is larger than 4 MiB."), status=413
        )
    return _import(request, meant)


@reads_form
def _import(request: PersonRequest, meant: Meant) -> HttpResponse:
    form = QuestionsForm(request.POST, request.FILES)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return _form(request, form, meant, refusal=str(first), status=422)
    draft, target = meant
    course = draft.course if draft else None
    intake = bring_in(by=request.user, **form.cleaned_data, course=course, target=target)
    return redirect("courses:imported", intake.public_id)


def _form(
    request: PersonRequest, form: QuestionsForm, meant: Meant, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    draft, target = meant
    context = {"form": form, "refusal": refusal, "draft": draft, "target": target}
    return render(request, "courses/import.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def imported(request: PersonRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was read, with the quizzes of the `course` that was chosen; posting adds questions to one of them."""
    intake = intake_for(request.user, public_id, IntakeKind.QUESTIONS)
    if request.method == "POST":
        return _join(request, intake)
    return _result(request, intake, course_key=asked_in(request.GET)["course"])


def _join(request: PersonRequest, intake: Intake) -> HttpResponse:
    """On to the file that the chosen questions have joined."""
    sent = asked_in(request.POST)
    draft = draft_for(request.user, sent["course"], Ability.WRITE)
    keys = request.POST.getlist("question")
    asked: Asked = {"target": sent["target"], "title": sent["title"], "keys": keys}
    try:
        done = add_questions(by=request.user, intake=intake, draft=draft, **asked)
    except Conflict as refusal:
        return _result(request, intake, course_key=draft.course.key, refusal=str(refusal), **asked)
    messages.success(request, told_of(done))
    return redirect(f"{reverse('courses:draft_file', args=[draft.course.key])}?path={done.path}")


@require_safe
def imported_file(request: PersonRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """All questions as a file for the folder of a course."""
    read = ReadQuestions(intake_for(request.user, public_id, IntakeKind.QUESTIONS))
    text = read.file(kind) if kind in MOST else ""
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{read.file_name(kind)}"'
    return response


def _result(
    request: PersonRequest,
    intake: Intake,
    *,
    course_key: str,
    refusal: str = "",
    target: str = "",
    title: str = "",
    keys: list[str] | None = None,
) -> HttpResponse:
    """`target`, `title` and `keys` are what was chosen when it was refused."""
    page = QuestionsPage(intake, request.user, course_key=course_key, language=get_language() or "")
    page.target, page.title = target or page.target, title or page.title
    context = {"page": page, "refusal": refusal, "unchosen": _left_out(page, keys)}
    status = 422 if refusal else 200
    return render(request, "courses/imported.html", context, status=status)


def _left_out(page: QuestionsPage, keys: list[str] | None) -> set[str]:
    return set() if keys is None else {line.key for line in page.read.lines} - set(keys)
