"""The editor: the structure of a draft, its texts with what they will look like, and the way to a revision."""

from functools import partial
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.access import authored_course_for, draft_file_for, draft_for
from courses.changes.pages import ComparePage, differences_of, history_of, sittings_of
from courses.content.whole import whole
from courses.drafts import apart, drafting
from courses.drafts.access import kept_file_for
from courses.drafts.begun import begin_course
from courses.drafts.carrying import download_draft
from courses.drafts.changing import change_part
from courses.drafts.checking import Check
from courses.drafts.file_forms import as_written, posted_in, text_of
from courses.drafts.files import FilePage
from courses.drafts.forms import NewCourseForm, StructureForm
from courses.drafts.notes import Notes, notes_at, notes_in_place
from courses.drafts.pages import DraftPage, languages_of_draft
from courses.drafts.previews import Trying, draft_preview
from courses.drafts.removed import RemovedPage
from courses.drafts.sides import Sides
from courses.drafts.undoing import undos_of
from courses.lab_remarks import with_remarks
from courses.models import DraftFile, Revision
from courses.roles.standing import Ability, standing_of
from courses.sharing.forms import is_linked_form, own_text
from courses.teamwork.comments import open_comments
from courses.teamwork.pages import Talk
from courses.teamwork.places import Place
from courses.views import PersonRequest
from courses.views.authoring import desk_context
from courses.views.draft_answers import not_the_writer, settle_earlier, told_of
from courses.views.draft_words import show_clashes
from courses.views.removed_files import where_it_was
from people.access import check_is_author


@require_POST
def new_course(request: PersonRequest) -> HttpResponse:
    """A course that exists as a draft only, until it is published."""
    check_is_author(request.user)
    form = NewCourseForm(request.POST)
    if not form.is_valid():
        return render(request, "courses/authoring.html", {**desk_context(request), "new": form}, status=422)
    made = begin_course(by=request.user, **form.cleaned_data)
    return redirect("courses:draft", made.course.key)


@require_POST
def open_draft(request: PersonRequest, course: str) -> HttpResponse:
    drafting.open_draft(by=request.user, course=authored_course_for(request.user, course))
    return redirect("courses:draft", course)


@require_safe
def draft(request: PersonRequest, course: str) -> HttpResponse:
    """The structure: course, lessons, blocks. `check` reads the whole and says what is to be mended."""
    here = draft_for(request.user, course)
    page = DraftPage(here, request.GET.get("language", get_language() or ""))
    context: dict[str, object] = {
        "page": page,
        "check": _check(request, page) if "check" in request.GET else None,
    }
    standing = standing_of(request.user, here.course)
    show = request.GET.get("show", "")
    context |= {"lessons": page.lessons_with(show), "show": show, "standing": standing}
    context |= {"talk": Talk(page, Place(), standing), "counts": open_comments(here.course)}
    context["removed"] = RemovedPage(page, name=request.GET.get("removed", ""))
    waiting = apart.open_conflicts(here, request.user, standing)
    context["apart"] = [(save, apart.named_in(page, save.file.path)) for save in waiting]
    return render(request, "courses/draft.html", context)


def _check(request: PersonRequest, page: DraftPage) -> Check:
    reading = with_remarks(drafting.check_finished(page.draft), page.draft)
    return Check(reading, page, apart.remarks_for(request.user, page.draft))


@require_POST
def restructure(request: PersonRequest, course: str) -> HttpResponse:
    """One change of the structure; what it asks for is in the form."""
    here = draft_for(request.user, course)
    form = StructureForm(request.POST)
    if form.is_valid():
        changed = drafting.restructure(by=request.user, draft=here, change=form.change_in(here))
        if form.clashes:
            return show_clashes(request, here, form)
        if form.describes:
            messages.success(request, _("Saved."))
        return redirect(form.on(course, changed))
    messages.error(request, form.refusal)
    return redirect(form.back(course))


@require_safe
def draft_file(request: PersonRequest, course: str) -> HttpResponse:
    """A file in its form or as its source; one that was removed leads to where it was."""
    if not request.GET.get("path"):
        return redirect("courses:draft", draft_for(request.user, course).course.key)
    file = kept_file_for(request.user, course, request.GET["path"])
    if file.text is None:
        return where_it_was(request, file)
    return render(request, "courses/draft_file.html", _file_context(request, file))


def _file_context(request: PersonRequest, file: DraftFile) -> dict[str, object]:
    draft = DraftPage(file.draft, get_language() or "")
    standing, shown = standing_of(request.user, file.draft.course), request.GET
    place = {"line": shown.get("line", ""), "at": shown.get("at", "")}
    page = FilePage(file, draft, standing=standing, **place, as_source="source" in shown)
    page.undos = undos_of(file, shown.get("undo", ""), lambda: page.choices)
    context: dict[str, object] = {"page": page, "standing": standing}
    context["talk"] = Talk.about_file(file.path, draft, standing)
    context["aside"] = aside = drafting.set_aside_of(request.user, file, standing)
    context["sides"] = aside and Sides(aside)
    context["notes"] = _said_at_line(page) if page.line else {}
    look = partial(draft_preview, file, file.text or "", actor=request.user, trying=Trying.of(shown))
    return {**context, "preview": look(in_form=bool(page.nodes))}


def _said_at_line(page: FilePage) -> Notes:
    """What the check says of the line that it led to."""
    draft, path = page.draft.draft, page.file.path
    found = [one for one in with_remarks(drafting.check_finished(draft), draft).problems if one.path == path]
    if page.at:
        return notes_in_place(found, page.at, page.field, page.file.text or "")
    return notes_at(found, page.line, page.field)


@require_POST
def save_draft_file(request: PersonRequest, course: str) -> HttpResponse:
    """Answers a page with JSON, a plain form with the page of the file, or of the merge."""
    if refused := not_the_writer(request):
        return refused
    file = draft_file_for(request.user, course, request.POST.get("path", ""))
    base = whole(request.POST.get("base", "")) or 0
    text = _text(file, request.POST)
    plain = as_written(file.path, text, languages_of_draft(file.draft))
    save = partial(drafting.save_file, by=request.user, file=file, text=text, base=base, plain=plain)
    since = request.POST.get("since")
    saved = save() if since is None else save(since=_text(file, request.POST, since))
    settle_earlier(request.user, saved, request.POST)
    return after_save(request, course, saved) if request.accepts("text/html") else told_of(request, saved)


def _text(file: DraftFile, posted: QueryDict, said: str | None = None) -> str:
    """The text of a file as it was typed, or as the form of its file makes it; `said` is what a page had sent before."""
    if "is_form" not in posted:
        return (posted.get("text", "") if said is None else said).replace("\r\n", "\n")
    fields = posted_in(posted if said is None else QueryDict(f"form={quote(said)}"))
    if is_linked_form(fields):
        return own_text(file, fields)
    return text_of(file.path, file.text or "", fields, languages_of_draft(file.draft))


@require_POST
def change_file(request: PersonRequest, course: str) -> HttpResponse:
    """Add, move or remove one part of what a form shows, together with what was typed into it."""
    if refused := not_the_writer(request):
        return refused
    file = draft_file_for(request.user, course, request.POST.get("path", ""))
    base = whole(request.POST.get("base", "")) or 0
    made = change_part(by=request.user, file=file, base=base, sent=request.POST)
    if not request.accepts("text/html"):
        return told_of(request, made.saved, made.place, made.undo)
    if made.saved.set_aside:
        return redirect("courses:draft_merge", course, made.saved.set_aside.pk)
    shown = urlencode({"path": file.path} | ({"undo": made.undo} if made.undo else {}), safe="/")
    return redirect(f"{reverse('courses:draft_file', args=[course])}?{shown}#{made.place}")


def after_save(request: PersonRequest, course: str, saved: drafting.SavedFile) -> HttpResponse:
    if saved.set_aside:
        return redirect("courses:draft_merge", course, saved.set_aside.pk)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('courses:draft_file', args=[course])}?path={saved.file.path}")


@require_POST
def translate_file(request: PersonRequest, course: str) -> HttpResponse:
    """Begin a translation with the text of its source."""
    here = draft_for(request.user, course)
    path = request.POST.get("path", "")
    drafting.begin_translation(by=request.user, draft=here, path=path)
    return redirect(f"{reverse('courses:draft_file', args=[course])}?path={path}")


@require_POST
def preview_file(request: PersonRequest, course: str) -> HttpResponse:
    """What the text in the form would look like, and what is to be mended in it; nothing is saved."""
    file = draft_file_for(request.user, course, request.POST.get("path", ""))
    trying = Trying.of(QueryDict(request.POST.get("answers", "")))
    look = partial(draft_preview, file, _text(file, request.POST), actor=request.user, trying=trying)
    shown = look(in_form="is_form" in request.POST)
    return render(request, "courses/draft_preview.html", {"preview": shown, "path": file.path})


@require_POST
def finish_draft(request: PersonRequest, course: str) -> HttpResponse:
    """A revision of the draft as it is now, shown with what publishing it would do."""
    here = draft_for(request.user, course, Ability.WRITE)
    made = drafting.make_revision(by=request.user, draft=here)
    if isinstance(made, Revision):
        return redirect("courses:preview", made.public_id)
    return redirect(f"{reverse('courses:draft', args=[course])}?check=1#problems")


@require_safe
def draft_zip(request: PersonRequest, course: str) -> HttpResponse:
    """The draft as it is, whatever is to be mended in it."""
    here = draft_for(request.user, course, Ability.WRITE)
    response = HttpResponse(download_draft(by=request.user, draft=here), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{course}-draft.zip"'
    return response


@require_safe
def draft_history(request: PersonRequest, course: str) -> HttpResponse:
    """Everything that was ever saved in a file, with what each save changed; also of one that was removed."""
    file = kept_file_for(request.user, course, request.GET.get("path", ""))
    standing = standing_of(request.user, file.draft.course)
    page = FilePage(file, DraftPage(file.draft, get_language() or ""), standing=standing)
    chosen = tuple(whole(request.GET.get(name, "")) or 0 for name in ("from", "to"))
    between = differences_of(file, chosen[0], chosen[1], page.draft) if all(chosen) else None
    context = {"page": page, "saves": history_of(file, page.draft), "chosen": chosen, "between": between}
    return render(request, "courses/draft_history.html", context)


@require_safe
def changes(request: PersonRequest, course: str) -> HttpResponse:
    """Any two states of the course compared, and what was written lately."""
    draft = DraftPage(draft_for(request.user, course), get_language() or "")
    page = ComparePage(draft, request.GET.get("from", ""), request.GET.get("to", ""))
    return render(request, "courses/changes.html", {"page": page, "sittings": sittings_of(draft)})


@require_POST
def restore_save(request: PersonRequest, course: str) -> HttpResponse:
    """Bring back an earlier text, as a new version on top of all others."""
    file: DraftFile = kept_file_for(request.user, course, request.POST.get("path", ""))
    drafting.restore(by=request.user, file=file, version=whole(request.POST.get("version", "")) or 0)
    messages.success(request, _("This text is the newest version now; the others stay."))
    return redirect(f"{reverse('courses:draft_file', args=[course])}?path={file.path}")
