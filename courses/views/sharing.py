"""Links to parts of shared courses, in the editor."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.access import draft_file_for, draft_for
from courses.content.whole import whole
from courses.drafts.drafting import texts_of
from courses.drafts.files import FilePage
from courses.drafts.pages import DraftPage
from courses.sharing import acts
from courses.sharing.newer import comparison_of
from courses.sharing.pages import names_of_offered, offered
from courses.views import PersonRequest
from lms.kit.refusals import Conflict


@require_safe
def linked_file(request: PersonRequest, course: str) -> HttpResponse:
    """What the newest version of a linked part changes, and which of the file's own words that touches."""
    if not request.GET.get("path"):
        return redirect("courses:draft", draft_for(request.user, course).course.key)
    file = draft_file_for(request.user, course, request.GET.get("path", ""))
    page = FilePage(file, DraftPage(file.draft, get_language() or ""))
    comparison = comparison_of(file, texts_of(file.draft), page.draft.languages)
    if comparison is None:
        raise Http404
    return render(request, "courses/linked_file.html", {"page": page, "comparison": comparison})


@require_POST
def take_version(request: PersonRequest, course: str) -> HttpResponse:
    file = draft_file_for(request.user, course, request.POST.get("path", ""))
    version, base = (whole(request.POST.get(name, "")) or 0 for name in ("version", "base"))
    acts.take_version(
        by=request.user,
        draft=file.draft,
        path=file.path,
        version=version,
        dropped=request.POST.getlist("drop"),
        base=base,
    )
    messages.success(request, _("This is linked to version %(version)d now.") % {"version": version})
    return redirect(f"{reverse('courses:draft_file', args=[course])}?path={file.path}")


@require_POST
def make_own(request: PersonRequest, course: str) -> HttpResponse:
    file = draft_file_for(request.user, course, request.POST.get("path", ""))
    page = FilePage(file, DraftPage(file.draft, get_language() or ""))
    acts.make_own(by=request.user, draft=file.draft, path=file.path)
    messages.success(
        request, _("This is the course's own now. What changes in the shared course changes nothing here.")
    )
    return redirect(page.back)


@require_POST
def add_part(request: PersonRequest, course: str) -> HttpResponse:
    """A part at the end of a lesson; without a lesson, a bank."""
    here = draft_for(request.user, course)
    lesson, link = request.POST.get("lesson", ""), offered(request.POST.get("part", ""))
    if link is None:
        raise Conflict(_("Choose the part that you want to link."))
    acts.add_part(by=request.user, draft=here, lesson=lesson, link=link)
    told = _("“%(part)s” is linked to version %(version)d of “%(title)s” now.")
    messages.success(request, told % names_of_offered(link, course))
    return redirect("courses:draft_lesson", course, lesson) if lesson else redirect("courses:draft", course)
