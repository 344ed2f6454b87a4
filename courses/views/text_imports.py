"""Markdown from elsewhere: sent or pasted, looked at, and made a lesson, blocks or a text of a draft."""

import uuid
from typing import TypedDict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses.access import draft_for
from courses.content.folder import MAX_FILE_BYTES
from courses.content.whole import whole
from courses.drafts.pages import DraftPage
from courses.intake.forms import TextForm, asked_in
from courses.intake.joining_texts import Made, add_text
from courses.intake.keeping import intake_for
from courses.intake.text_pages import TextPage, languages_for
from courses.intake.texts import bring_in_text
from courses.models import Draft, Intake, IntakeKind
from courses.roles.standing import Ability, standing_of
from courses.views import PersonRequest
from courses.views.uploads import ROOM_FOR_THE_FORM
from lms.kit.refusals import Conflict
from lms.kit.words import reads_form


class Wanted(TypedDict):
    target: str
    title: str
    base: int


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def import_text(request: PersonRequest, course: str) -> HttpResponse:
    """Judges the announced size first: checking the CSRF token would already read the whole body."""
    draft = draft_for(request.user, course, Ability.TRANSLATE)
    if request.method != "POST":
        return _form(request, draft)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_FILE_BYTES + ROOM_FOR_THE_FORM:
        refusal = _("This file is larger than %(most)d KiB.") % {"most": MAX_FILE_BYTES // 1024}
        return _form(request, draft, refusal=refusal, status=413)
    return _import(request, draft)


@reads_form
def _import(request: PersonRequest, draft: Draft) -> HttpResponse:
    page = DraftPage(draft, get_language() or "")
    languages = languages_for(page, standing_of(request.user, draft.course))
    form = TextForm(request.POST, request.FILES, languages=languages)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return _form(request, draft, form=form, refusal=str(first), status=422)
    told = {name: form.cleaned_data[name] for name in ("text", "language", "in_one")}
    name = form.cleaned_data["name"] or _("Pasted text")
    intake = bring_in_text(
        by=request.user, draft=draft, name=name, target=asked_in(request.GET)["target"], **told
    )
    return redirect("courses:imported_text", draft.course.key, intake.public_id)


def _form(
    request: PersonRequest,
    draft: Draft,
    *,
    form: TextForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    page = DraftPage(draft, get_language() or "")
    languages = languages_for(page, standing_of(request.user, draft.course))
    form = form or TextForm(languages=languages, initial={"language": request.GET.get("language")})
    context = {"page": page, "form": form, "refusal": refusal}
    return render(request, "courses/import_text.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def imported_text(request: PersonRequest, course: str, public_id: uuid.UUID) -> HttpResponse:
    """What was read; posting brings it into the draft."""
    draft = draft_for(request.user, course, Ability.TRANSLATE)
    intake = intake_for(request.user, public_id, IntakeKind.TEXT, draft.course)
    page = TextPage(intake, DraftPage(draft, get_language() or ""), standing_of(request.user, draft.course))
    if request.method != "POST":
        return render(request, "courses/imported_text.html", {"page": page})
    try:
        made = add_text(by=request.user, intake=intake, draft=draft, **_wanted(request, intake))
    except Conflict as refusal:
        context = {"page": page, "refusal": str(refusal)}
        return render(request, "courses/imported_text.html", context, status=422)
    return _after(request, course, made)


def _wanted(request: PersonRequest, intake: Intake) -> Wanted:
    """A text is named with the version that the page has shown, as in `3 text:lessons/…`."""
    sent = asked_in(request.POST)
    version, _space, target = sent["target"].rpartition(" ")
    base = whole(version) or 0
    return {"target": target, "title": sent["title"] or intake.name, "base": base}


def _after(request: PersonRequest, course: str, made: Made) -> HttpResponse:
    """On to what was made, or to both versions where somebody else has written there meanwhile."""
    if made.saved and made.saved.set_aside:
        return redirect("courses:draft_merge", course, made.saved.set_aside.pk)
    if made.saved:
        messages.success(request, _("The text is in. History brings back what was here before."))
        return redirect(f"{reverse('courses:draft_file', args=[course])}?path={made.path}")
    messages.success(request, _("The text is in. Check says what is still to be mended."))
    return redirect("courses:draft_lesson", course, made.lesson)
