"""A file that somebody removed while another had it open: where it was, and how it comes back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from courses.drafts.files import FilePage
from courses.drafts.naming import name_of_file
from courses.drafts.pages import DraftPage
from courses.drafts.removed import last_texts
from courses.models import DraftFile
from courses.views import PersonRequest
from lms.kit.templatetags.texts import moment

GONE = gettext_noop(
    "%(who)s removed “%(title)s” on %(day)s. It stands under “Removed” here and can be brought back; "
    "what you typed since waits in this browser until then."
)


def where_it_was(request: PersonRequest, file: DraftFile) -> HttpResponse:
    """Its lesson, or the draft where that is gone too."""
    title = name_of_file(file.path, last_texts(file.draft).get(file.path, "")) or file.path
    who = file.by.name if file.by else _("the site")
    messages.warning(request, _(GONE) % {"title": title, "who": who, "day": moment(file.at)})
    back = FilePage(file, DraftPage(file.draft, get_language() or "")).back
    return redirect(f"{back}#removed")
