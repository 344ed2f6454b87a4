"""Who calls: a program with a bearer token. Session cookies mean nothing here, so pages cannot be abused."""

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from people.models import AccessToken, User
from people.tokens import bearer_secret, token_for


class BearerAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        secret = bearer_secret(header)
        token = token_for(secret) if secret else None
        if token is None:
            raise AuthenticationFailed(
                _("This token is unknown, expired or revoked, or its person has left. Ask for a new one.")
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """RFC 6750, section 3: an attempt that failed is told apart from none."""
        attempted = "Authorization" in request.headers
        return 'Bearer realm="Learning Curve"' + (', error="invalid_token"' if attempted else "")
