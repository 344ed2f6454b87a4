"""Bearer tokens: printed once, limited by scope and person."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from people.models import AccessToken, User
from people.tokens import Scope, issue_token, token_for

pytestmark = pytest.mark.django_db


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("token", *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_command_prints_a_token_that_is_stored_as_a_digest_only(company):
    secret = printed(company.ling.email, "--scope", "runs:read", "experiments:write")
    token = token_for(secret)
    assert token is not None
    assert token.scopes == ["experiments:write", "runs:read"]
    assert secret not in str(AccessToken.objects.values())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody@example.org", "--scope", "runs:read"], "No active person"),
        (["ling@example.org", "--scope", "runs:everything"], "Unknown scope"),
        (["ling@example.org", "--scope", "users:read"], "may not hold"),
    ],
)
def test_the_command_says_why_it_refuses(company, arguments, words):
    with pytest.raises(CommandError, match=words):
        printed(*arguments)


def test_a_token_ends_when_it_expires_is_revoked_or_its_person_leaves(company):
    def fresh() -> str:
        return issue_token(by=None, user=company.ling, scopes={Scope.RUNS_READ})

    past = timezone.now() - timedelta(seconds=1)
    expired = issue_token(by=None, user=company.ling, scopes={Scope.RUNS_READ}, expires_at=past)
    revoked, orphaned = fresh(), fresh()
    AccessToken.objects.filter(prefix=revoked[:8], digest__isnull=False).update(revoked_at=timezone.now())
    User.objects.filter(pk=company.ling.pk).update(is_active=False)
    assert [token_for(secret) for secret in (expired, revoked, orphaned, "lc_made-up")] == [None] * 4
