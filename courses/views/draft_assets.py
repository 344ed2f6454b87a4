"""Pictures and other files of a draft: sent, listed, replaced, renamed, removed and brought back."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import draft_for
from courses.content.drafts.structure import lesson_file
from courses.drafts.access import draft_asset_for
from courses.drafts.asset_forms import BlockUploadForm, ChangeForm, RunBlockForm, UploadForm
from courses.drafts.asset_pages import AssetsPage
from courses.drafts.blocks import add_file_block, add_run_block
from courses.drafts.pages import DraftPage
from courses.models import Draft, DraftAsset
from courses.rendering import address_of
from courses.roles.standing import Ability, standing_of
from courses.views import PersonRequest
from courses.views.draft_lessons import show_lesson
from courses.views.uploads import ROOM_FOR_THE_FORM, TOO_LARGE
from lms.kit.refusals import Conflict
from lms.kit.words import reads_form

HERE = "courses:draft_assets"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def draft_assets(request: PersonRequest, course: str) -> HttpResponse:
    """The list; posting adds to it. Judges the announced size first: the CSRF token lies behind the whole body."""
    if request.method != "POST":
        return _page(request, draft_for(request.user, course))
    draft = draft_for(request.user, course, Ability.WRITE)
    return _too_large(request, draft) or _add(request, draft)


@reads_form
def _add(request: PersonRequest, draft: Draft) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, draft, form.refusal)
    try:
        kept = form.keep(by=request.user, draft=draft)
    except Conflict as refusal:
        return _refused(request, draft, str(refusal))
    if not request.accepts("text/html"):
        return JsonResponse({"files": [_told(asset) for asset in kept]})
    for asset in kept:
        messages.success(request, _("“%(name)s” is one of the course’s files now.") % {"name": asset.name})
    return redirect(HERE, draft.course.key)


@csrf_exempt
@require_POST
def change_asset(request: PersonRequest, course: str) -> HttpResponse:
    draft = draft_for(request.user, course, Ability.WRITE)
    return _too_large(request, draft) or _change(request, draft)


@reads_form
def _change(request: PersonRequest, draft: Draft) -> HttpResponse:
    asset = draft_asset_for(request.user, draft.course.key, request.POST.get("path", ""))
    form = ChangeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, draft, form.refusal)
    try:
        messages.success(request, form.act(by=request.user, asset=asset))
    except Conflict as refusal:
        return _refused(request, draft, str(refusal))
    return redirect(f"{reverse(HERE, args=[draft.course.key])}#files-title")


@csrf_exempt
@require_POST
def add_block_of_file(request: PersonRequest, course: str) -> HttpResponse:
    """The lesson stands in the address too: where the body is not read, the refusal is told there as well."""
    draft = draft_for(request.user, course, Ability.WRITE)
    if told := _too_much(request):
        lesson, status = request.GET.get("lesson", ""), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return _no_block(request, draft, lesson, refusal=told, status=status)
    return _add_block(request, draft)


@reads_form
def _add_block(request: PersonRequest, draft: Draft) -> HttpResponse:
    """On to the form of the new block, which asks for what is still missing."""
    form = BlockUploadForm(request.POST, request.FILES)
    lesson, typed = request.POST.get("lesson", ""), request.POST.get("title", "")
    if not form.is_valid():
        return _no_block(request, draft, lesson, refusal=form.refusal, typed=typed)
    try:
        path = add_file_block(by=request.user, draft=draft, **form.cleaned_data)
    except Conflict as refusal:
        return _no_block(request, draft, lesson, refusal=str(refusal), typed=typed)
    return redirect(f"{reverse('courses:draft_file', args=[draft.course.key])}?path={path}")


def _no_block(
    request: PersonRequest,
    draft: Draft,
    lesson: str,
    *,
    refusal: str,
    typed: str = "",
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """Told at the form in its lesson, with the title as it was typed."""
    is_there = draft.files.present().filter(path=lesson_file(lesson)).exists()
    if not is_there or not request.accepts("text/html"):
        return _refused(request, draft, refusal, status=status)
    return show_lesson(request, draft, lesson, refusal=refusal, typed=typed, status=status)


@require_POST
def add_block_of_run(request: PersonRequest, course: str) -> HttpResponse:
    """On to the form of the new block, which asks the first question."""
    draft = draft_for(request.user, course, Ability.WRITE)
    form = RunBlockForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.refusal)
        return redirect("courses:draft", course)
    path = add_run_block(by=request.user, draft=draft, **form.cleaned_data)
    return redirect(f"{reverse('courses:draft_file', args=[course])}?path={path}")


def _too_much(request: PersonRequest) -> str:
    """Why a body is not read; empty for one that is."""
    most = settings.COURSE_UPLOAD_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) <= most + ROOM_FOR_THE_FORM:
        return ""
    return _(TOO_LARGE) % {"most": most // 1000}


def _too_large(request: PersonRequest, draft: Draft) -> HttpResponse | None:
    told = _too_much(request)
    return _refused(request, draft, told, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE) if told else None


def _refused(
    request: PersonRequest,
    draft: Draft,
    refusal: str,
    *,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    if not request.accepts("text/html"):
        return JsonResponse({"refusal": refusal}, status=status)
    return _page(request, draft, refusal=refusal, status=status)


def _page(
    request: PersonRequest, draft: Draft, *, refusal: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    page = DraftPage(draft, get_language() or "")
    context: dict[str, object] = {"page": page, "assets": AssetsPage(draft, page), "refusal": refusal}
    context["standing"] = standing_of(request.user, draft.course)
    return render(request, "courses/draft_assets.html", context, status=status)


def _told(asset: DraftAsset) -> dict[str, str]:
    """What a page needs to name the file and to show it."""
    return {"path": asset.path, "name": asset.name, "href": address_of(asset), "type": asset.media_type}
