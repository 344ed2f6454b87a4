"""The description of the API, its page, and the answer for every path that is not there."""

from typing import Any

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView


class Schema(SpectacularAPIView):
    """OpenAPI 3.1; open to everybody, as it holds no data."""


class Docs(SpectacularSwaggerSplitView):
    """The same as a page. Its set-up script is a request of its own, as the content policy wants it."""

    url_name = "hr_api:schema"
    template_name = "hr_api/docs.html"


class NothingHere(APIView):
    """A problem document instead of a page, for programs."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound
