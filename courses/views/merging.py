"""Two versions of a file brought together by whoever wrote one of them: place by place, or in its source."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from courses.access import set_aside_for
from courses.content.drafts.merging import has_marks, marked
from courses.content.whole import whole
from courses.drafts import drafting
from courses.drafts.file_forms import as_written
from courses.drafts.files import FilePage
from courses.drafts.merging import Apart
from courses.drafts.pages import DraftPage, languages_of_draft
from courses.drafts.sides import Sides
from courses.models import DraftSave
from courses.views import PersonRequest
from courses.views.drafts import after_save


@require_safe
def merge(request: PersonRequest, course: str, save: int) -> HttpResponse:
    """What was set aside beside what is saved, to be brought together by its author."""
    return _merge(request, set_aside_for(request.user, course, save))


def _merge(request: PersonRequest, aside: DraftSave, **sent: object) -> HttpResponse:
    """`unsettled` is a text that was sent while it still held marks: it stays as it was typed."""
    page = FilePage(aside.file, DraftPage(aside.file.draft, get_language() or ""))
    plain = as_written(aside.file.path, aside.text or "", page.draft.languages)
    sides = Sides(aside)
    context = {"page": page, "aside": aside, "sides": sides, **sent}
    context.setdefault("apart", Apart(aside, page.draft.languages))
    context["text"] = sent.get("unsettled") or marked(
        drafting.merge_of(aside, plain), theirs=sides.other, mine=sides.mine
    )
    return render(request, "courses/draft_merge.html", context, status=422 if sent else 200)


@require_POST
def settle_merge(request: PersonRequest, course: str, save: int) -> HttpResponse:
    """Save what was brought together; a whole text, on the version that was on show."""
    aside = set_aside_for(request.user, course, save)
    if {"choose", "drop"} & set(request.POST):
        return _choose(request, course, aside)
    base = whole(request.POST.get("base", "")) or 0
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if has_marks(text):
        return _merge(request, aside, unsettled=text)
    return _settled(request, course, aside, text, base)


def _choose(request: PersonRequest, course: str, aside: DraftSave) -> HttpResponse:
    """By the choices of the page, as far as its places still say what they said; `drop` keeps what is saved at all.

    What only one of the two changed comes in whatever is chosen.
    """
    drops, posted = "drop" in request.POST, request.POST.items()
    given = {name[7:]: str(said) for name, said in posted if name.startswith("choice-") and not drops}
    apart = Apart(aside, languages_of_draft(aside.file.draft), given)
    is_newer = not set(apart.keys) <= set(request.POST.getlist("place"))
    if is_newer or not (drops or apart.is_decided):
        return _merge(request, aside, apart=apart, is_newer=is_newer)
    return _settled(request, course, aside, apart.text, aside.file.version)


def _settled(request: PersonRequest, course: str, aside: DraftSave, text: str, base: int) -> HttpResponse:
    """Where it could not be saved either, because of what somebody saved just now, nothing is settled by it."""
    saved = drafting.save_file(by=request.user, file=aside.file, text=text, base=base)
    if saved.set_aside != aside:
        drafting.settle(by=request.user, save=aside)
    return after_save(request, course, saved)
