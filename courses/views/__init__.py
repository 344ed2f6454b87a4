"""Pages of courses. Each view opens one door of `courses.access`, asks one action, and renders."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from people.models import User


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in; the middleware lets no other through."""

    user: User
    htmx: HtmxDetails
