"""Signing in with e-mail and password. Accounts come from administrators and HR, never from the sign-in page."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils.translation import get_language

from lms.kit.prepared import Prepared, Slot
from people.models import User

ACTIVE = Prepared(lambda: User.objects.filter(pk=Slot("pk"), is_active=True))


class PersonBackend(AuthenticationBackend):
    """allauth's backend, limited to people: systems act through tokens only."""

    def get_user(self, user_id: Any) -> User | None:
        return ACTIVE.one(pk=user_id)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Keep what they read in for what is written for them elsewhere: by a worker, or on the page of somebody else."""
        super().login(request, user)
        User.objects.filter(pk=user.pk).update(read_in=get_language() or "")
