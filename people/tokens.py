"""Bearer tokens: shown once, kept as a digest, limited by scope and by what their person may do."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from lms.kit.refusals import Denied
from people.audit import Did, record
from people.models import AccessToken, Role, User


class Scope(StrEnum):
    USERS_READ = "users:read"
    COURSES_READ = "courses:read"
    ENROLMENTS_READ = "enrolments:read"
    ENROLMENTS_WRITE = "enrolments:write"
    COMPLETIONS_READ = "completions:read"
    EXPERIMENTS_WRITE = "experiments:write"
    RUNS_READ = "runs:read"
    RUNS_WRITE = "runs:write"


OWN_WORK = frozenset({Scope.COURSES_READ, Scope.EXPERIMENTS_WRITE, Scope.RUNS_READ, Scope.RUNS_WRITE})
HR_WORK = frozenset(
    {
        Scope.USERS_READ,
        Scope.COURSES_READ,
        Scope.ENROLMENTS_READ,
        Scope.ENROLMENTS_WRITE,
        Scope.COMPLETIONS_READ,
    }
)


def scopes_open_to(user: User) -> frozenset[Scope]:
    """Everybody may script their own experiments; company records are for HR systems and administrators."""
    return OWN_WORK | HR_WORK if {Role.HR, Role.ADMIN} & set(user.roles) else OWN_WORK


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *, by: User | None, user: User, scopes: set[Scope], label: str = "", expires_at: datetime | None = None
) -> str:
    """A new token's secret, which nobody can read again."""
    refused = scopes - scopes_open_to(user)
    if refused:
        raise Denied(
            _("%(person)s may not hold the scope %(scopes)s.")
            % {"person": user.email, "scopes": ", ".join(sorted(refused))}
        )
    secret = f"lc_{secrets.token_urlsafe(32)}"
    token = AccessToken.objects.create(
        user=user,
        label=label,
        prefix=secret[:8],
        digest=digest_of(secret),
        scopes=sorted(scopes),
        expires_at=expires_at,
    )
    record(by=by, did=Did.ISSUED_TOKEN, to=token, scopes=sorted(scopes))
    return secret


def token_for(secret: str) -> AccessToken | None:
    """The live token of an active person behind a secret, by the database's clock."""
    return (
        AccessToken.objects.select_related("user")
        .filter(digest=digest_of(secret), revoked_at__isnull=True, user__is_active=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))
        .first()
    )


def bearer_secret(header: str) -> str | None:
    """The secret of an `Authorization: Bearer …` header value, None for any other."""
    kind, _space, secret = header.strip().partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip() else None
