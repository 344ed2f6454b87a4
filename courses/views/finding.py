"""The catalogue and its search: a page, or for htmx what was found."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from courses.finding.catalogue import Wanted, read_catalogue
from courses.views import PersonRequest
from lms.kit.htmx import render_fragment


@require_safe
def catalogue(request: PersonRequest) -> HttpResponse:
    found = read_catalogue(request.user, Wanted.of(request.GET), request.GET.get("page"))
    context = {"catalogue": found, "page": found.page}
    response = render_fragment(request, "courses/catalogue.html", "found", context)
    return replace_url(response, f"{request.path}?{found.wanted.address()}")
