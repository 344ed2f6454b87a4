"""A file that somebody removed while another had it open: where it was, and how it comes back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.drafts.naming import name_of_file
from courses.drafts.pages import DraftPage
from courses.drafts.removed import last_texts
from courses.models import DraftFile
from courses.views import PersonRequest
from lms.kit.templatetags.texts import moment


def where_it_was(request: PersonRequest, file: DraftFile) -> HttpResponse:
    """Its lesson, or the draft where that is gone too."""
    course, path = file.draft.course.key, file.path
    told = {
        "title": name_of_file(path, last_texts(file.draft).get(path, "")) or path,
        "who": file.by.name if file.by else _("the site"),
        "day": moment(file.at),
    }
    messages.warning(
        request,
        _(
            "%(who)s removed “%(title)s” on %(day)s. It stands under “Removed” here and can be brought back; "
            "what you typed since waits in this browser until then."
        )
        % told,
    )
    lesson = path.split("/")[1] if path.startswith("lessons/") else ""
    page = DraftPage(file.draft, get_language() or "")
    is_there = bool(lesson and page.lesson(lesson))
    address = (
        reverse("courses:draft_lesson", args=[course, lesson])
        if is_there
        else reverse("courses:draft", args=[course])
    )
    return redirect(f"{address}#removed")
