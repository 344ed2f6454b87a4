"""Whose page it was that sent a form: another person may have signed in since, in the same browser."""

from django.utils.translation import gettext as _

from courses.views import PersonRequest
from lms.kit.refusals import Conflict


def is_of_another(request: PersonRequest) -> bool:
    """Whether the page says that somebody else opened it; one that says nothing is taken for one's own."""
    return request.POST.get("writer", "") not in ("", str(request.user.public_id))


def answers_stay(request: PersonRequest) -> str:
    """What the page of a quiz says to answers that are not saved for whoever is signed in now; empty for one's own."""
    if not is_of_another(request):
        return ""
    told = _(
        "%(name)s is signed in here now. Your answers are kept in this browser and saved when you have signed in again."
    )
    return told % {"name": request.user.name}


def check_is_own(request: PersonRequest) -> None:
    """Refuse what was sent from a page that is not of the person who is signed in: nothing of it is theirs."""
    if is_of_another(request):
        told = _(
            "%(name)s is signed in here now, so nothing was sent for you. Sign in again, then press the button once more."
        )
        raise Conflict(told % {"name": request.user.name})
