"""Order by chance that stays: the same attempt shows the same order, and nobody can foresee another's."""

import uuid
from collections.abc import Iterable
from hashlib import sha256

from django.utils.crypto import salted_hmac


def seed_of(enrolment: uuid.UUID, lesson_key: str, quiz_key: str, number: int) -> str:
    """The seed of an attempt, known before it begins so that its page can be shown then; secret to the site."""
    return _named("courses.attempts.seed", enrolment, lesson_key, quiz_key, number)


def sitting_of(enrolment: uuid.UUID, lesson_key: str, quiz_key: str, number: int) -> str:
    """Names one person's attempt to their browser: what another one left there, or sends, is not taken for it."""
    return _named("courses.attempts.sitting", enrolment, lesson_key, quiz_key, number)


def order(keys: Iterable[str], seed: str) -> list[str]:
    """The keys by the digest of seed and key: any order is as likely as any other (SHA-256 as a random oracle)."""
    return sorted(keys, key=lambda key: sha256(f"{seed}/{key}".encode()).digest())


def _named(purpose: str, enrolment: uuid.UUID, lesson_key: str, quiz_key: str, number: int) -> str:
    told = f"{enrolment}/{lesson_key}/{quiz_key}/{number}"
    return salted_hmac(purpose, told, algorithm="sha256").hexdigest()[:32]
