"""Order by chance that stays: the same attempt shows the same order, and nobody can foresee another's."""

from collections.abc import Iterable
from hashlib import sha256

from django.utils.crypto import salted_hmac

from courses.models import Enrolment


def seed_of(enrolment: Enrolment, lesson_key: str, quiz_key: str, number: int) -> str:
    """The seed of an attempt, known before it begins so that its page can be shown then; secret to the site."""
    named = f"{enrolment.public_id}/{lesson_key}/{quiz_key}/{number}"
    return salted_hmac("courses.attempts.seed", named, algorithm="sha256").hexdigest()[:32]


def order(keys: Iterable[str], seed: str) -> list[str]:
    """The keys by the digest of seed and key: any order is as likely as any other (SHA-256 as a random oracle)."""
    return sorted(keys, key=lambda key: sha256(f"{seed}/{key}".encode()).digest())
