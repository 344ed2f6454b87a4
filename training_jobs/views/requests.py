"""The request as these views get it: a person is signed in, and htmx has been asked about."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from people.models import User


class MemberRequest(HttpRequest):
    user: User
    htmx: HtmxDetails
