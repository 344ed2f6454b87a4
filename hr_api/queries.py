"""What a query string may hold: each parameter once, and on a list none that it does not know."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from rest_framework.request import Request

from hr_api.problems import Flaw, invalid


def check_known(request: Request, known: Iterable[str]) -> None:
    """A list refuses what it does not know: without a misspelt filter it would answer with everybody."""
    names = list(known)
    text = _("There is no such parameter. These work: %(names)s.") % {"names": ", ".join(names)}
    strange = [Flaw(text, parameter=name) for name in sorted(set(request.query_params) - set(names))]
    if flaws := strange or _twice(request):
        raise invalid(*flaws)


def check_given_once(request: Request) -> None:
    if flaws := _twice(request):
        raise invalid(*flaws)


def _twice(request: Request) -> list[Flaw]:
    """Of two values one would be left out without a word."""
    names = sorted(name for name, values in request.query_params.lists() if len(values) > 1)
    return [
        Flaw(_("This parameter is given more than once. Give it once."), parameter=name) for name in names
    ]
