"""Translating a course text by text, the source beside it."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.access import draft_for
from courses.content.drafts.translations import Unit
from courses.drafts.pages import DraftPage
from courses.models import Draft
from courses.roles.standing import Ability, standing_of
from courses.translations.acts import Overtaken, confirm_translation, write_translation
from courses.translations.mistakes import mistakes_in
from courses.translations.pages import TranslationPage, name_of
from courses.views import PersonRequest


def _shown(draft: Draft) -> DraftPage:
    return DraftPage(draft, get_language() or "")


def _page(request: PersonRequest, shown: DraftPage, language: str) -> TranslationPage:
    asked = request.POST if request.method == "POST" else request.GET
    told = {"show": asked.get("show", ""), "at": asked.get("at", ""), "within": asked.get("in", "")}
    return TranslationPage(shown, language, standing_of(request.user, shown.course), **told)


@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: PersonRequest, course: str, language: str) -> HttpResponse:
    """Posting saves the text on show, or says that it is still right, and goes on to the next."""
    wanted = Ability.TRANSLATE if request.method == "POST" else Ability.READ
    shown = _shown(draft_for(request.user, course, wanted))
    if not shown.is_readable:
        return redirect("courses:draft", course)  # it says so, and how to mend it
    page = _page(request, shown, language)
    if request.method != "POST":
        return render(request, "courses/translate.html", {"page": page})
    if page.unit is None or name_of(page.unit) != request.POST.get("at"):
        raise Http404
    return _save(request, page, page.unit)


def _save(request: PersonRequest, page: TranslationPage, unit: Unit) -> HttpResponse:
    said, draft = request.POST.get("said", "").replace("\r\n", "\n"), page.draft.draft
    try:
        if (request.POST.get("seen"), request.POST.get("source")) != (page.print, page.print_of_source):
            raise Overtaken
        if "right" in request.POST:
            confirm_translation(by=request.user, draft=draft, unit=unit)
        else:
            write_translation(by=request.user, draft=draft, unit=unit, said=said)
    except Overtaken:  # both are shown, and nothing is written over
        now = _page(request, _shown(draft), page.language)
        if not _says_already(request, now, said):
            return _once_more(request, now, said)
    _tell(request, page, mistakes_in(draft, unit, said))
    return redirect(page.after(unit))


def _says_already(request: PersonRequest, page: TranslationPage, said: str) -> bool:
    """Whether the text says by now what is sent, and stands on the same source: a button was pressed twice."""
    is_same = page.unit is not None and page.unit.said.strip() == said.strip()
    return is_same and "right" not in request.POST and request.POST.get("source") == page.print_of_source


def _once_more(request: PersonRequest, page: TranslationPage, said: str) -> HttpResponse:
    by_others = page.print != request.POST.get("seen")
    told = {"page": page, "typed": said, "overtaken": "text" if by_others else "source"}
    return render(request, "courses/translate.html", told, status=409)


def _tell(request: PersonRequest, page: TranslationPage, mistakes: Sequence[str]) -> None:
    """That it is saved, and what is to be mended in it, with the way back."""
    if not mistakes or page.line is None:
        messages.success(request, _("Saved."))
        return
    words, way = (
        _("Saved, with something to mend:"),
        format_html('<a href="{}">{}</a>', page.line.href, page.line.title),
    )
    messages.warning(request, format_html("{} {} {}", words, " · ".join(mistakes), way))
