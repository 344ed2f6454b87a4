"""What the page of a file is told after a save, and what it says when it saves."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.content.whole import OF_AN_ID, whole
from courses.drafts import drafting
from courses.drafts.file_forms import posted_in
from courses.drafts.files import FilePage
from courses.drafts.pages import DraftPage
from courses.drafts.undoing import undos_of
from courses.models import DraftFile
from courses.sharing.forms import is_linked_form
from courses.views import PersonRequest
from courses.views.whose import is_of_another
from lms.kit.refusals import Conflict
from people.models import User


def told_of(
    request: PersonRequest, saved: drafting.SavedFile, place: str = "", undo: str | None = None
) -> HttpResponse:
    """JSON for the page: the text where it differs from what was sent, and the form that shows it.

    `place` is where a change of the form that was asked for is to be seen. `undo` is what can be brought back; unless it is
    said, what the page offers already.
    """
    course, file = saved.file.draft.course.key, saved.file
    told = {"version": file.version, "at": file.at, "by_others": saved.by_others}
    if saved.set_aside:
        merging = reverse("courses:draft_merge", args=[course, saved.set_aside.pk])
        told |= {"merge": merging, "aside": saved.set_aside.pk}
        return JsonResponse(told, status=HTTPStatus.CONFLICT)
    offered = request.POST.get("undo", "") if undo is None else undo
    if saved.was_merged or place or "show" in request.POST:
        fields = _fields(request, file, offered) if "is_form" in request.POST else ""
        told |= {"text": file.text, "fields": fields, "place": place}
    return JsonResponse(told)


def _fields(request: PersonRequest, file: DraftFile, undo: str) -> str:
    """The fields of a form as they are drawn now; empty where the file has none of its own."""
    page = FilePage(file, DraftPage(file.draft, get_language() or ""))
    if not page.nodes or is_linked_form(posted_in(request.POST)):
        return ""
    page.undos = undos_of(file, undo, lambda: page.choices)
    return render_to_string("courses/draft_fields.html", {"page": page}, request)


def not_the_writer(request: PersonRequest) -> HttpResponse | None:
    """A page that somebody else opened in this browser saves nothing for whoever has signed in since."""
    if not is_of_another(request):
        return None
    reason = _("%(name)s is signed in here now. What you wrote is saved when you have signed in again.")
    if request.accepts("text/html"):
        raise Conflict(reason % {"name": request.user.name})
    return JsonResponse({"reason": reason % {"name": request.user.name}}, status=HTTPStatus.UNAUTHORIZED)


def settle_earlier(by: User, saved: drafting.SavedFile, posted: QueryDict) -> None:
    """What the same page had set aside before is in what it sent now."""
    earlier = whole(posted.get("aside", ""), OF_AN_ID)
    if earlier is not None and not (saved.set_aside and saved.set_aside.pk == earlier):
        for save in saved.file.saves.filter(pk=earlier):
            drafting.settle(by=by, save=save)
