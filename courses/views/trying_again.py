"""The address of a lesson in which a quiz is tried again, and its own once that try is handed in."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse
from django_htmx.http import replace_url

from courses.views import PersonRequest

AGAIN = "again"


def at_its_own_address(request: PersonRequest, answer: HttpResponse, quiz: str) -> HttpResponse:
    """Take `?again=` out of the page's address: loading it once more shows how the quiz stands, not another try."""
    here = urlsplit(request.htmx.current_url_abs_path or "") if request.htmx else None
    asked = parse_qsl(here.query) if here else []
    if here is None or (AGAIN, quiz) not in asked:
        return answer
    rest = urlencode([pair for pair in asked if pair != (AGAIN, quiz)])
    return replace_url(answer, here._replace(query=rest).geturl())
