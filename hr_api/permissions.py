"""What a token may do: exactly the scopes it names, as far as its person may still hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hr_api.problems import Problem
from people.models import AccessToken, User
from people.tokens import Scope, scopes_open_to

if TYPE_CHECKING:  # rest_framework.views reads its default permission classes while it is imported
    from rest_framework.views import APIView


class TokenRequest(Request):
    """What a view gets that only `HasScope` lets through."""

    user: User
    auth: AccessToken


class HasScope(BasePermission):
    """`view.required_scopes` names one scope per method. A view that names none opens for nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in view.allowed_methods or method == "OPTIONS":
            raise MethodNotAllowed(method)
        if not isinstance(request.auth, AccessToken):
            raise NotAuthenticated(_("Send “Authorization: Bearer …” with a token of this site."))
        needed: Scope | None = getattr(view, "required_scopes", {}).get(method)
        if needed is None:
            return False
        if needed not in request.auth.scopes:
            raise Problem(403, "missing-scope", _("This needs the scope %(scope)s.") % {"scope": needed})
        if needed not in scopes_open_to(request.auth.user):
            raise Problem(
                403, "missing-scope", _("Your role no longer allows the scope %(scope)s.") % {"scope": needed}
            )
        return True
