"""Signing in with e-mail and password. Accounts come from administrators and HR, never from the sign-in page."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from people.models import User


class PersonBackend(AuthenticationBackend):
    """allauth's backend, limited to people: systems act through tokens only."""

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
