"""The one way to write the audit trail: in the same transaction as the act."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import structlog
from django.db.models import Model

from people.models import AuditEvent, User


class Did(StrEnum):
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped and kept"
    ASKED_FOR_GRADING = "asked for grading"
    IMPORTED = "imported"
    PUBLISHED = "published"
    REGRADED = "regraded"
    TOOK_BACK_REGRADE = "took back a regrade"
    MARKED_ANSWER = "marked answer"
    CHANGED_MARK = "changed mark"
    ASKED_FOR_ANOTHER_LOOK = "asked for another look"
    DECIDED_ANOTHER_LOOK = "decided another look"
    RAN_PROMPT_AGAIN = "ran a prompt again"
    TRIED_PROMPT = "tried a prompt"
    ASKED_TO_MEASURE = "asked to measure"
    ENROLLED = "enrolled"
    COMPLETED = "completed"
    TAKES_AGAIN = "takes again"
    PLACED = "placed"
    ASSIGNED_PATH = "assigned path"
    CHANGED_DUE_DATE = "changed due date"
    WITHDREW_PATH = "withdrew path"
    ISSUED_CERTIFICATE = "issued certificate"
    REISSUED_CERTIFICATE = "re-issued certificate"
    REVOKED_CERTIFICATE = "revoked certificate"
    ACKNOWLEDGED = "acknowledged"
    GRANTED_TERMS = "granted quiz terms"
    WITHDREW_TERMS = "withdrew quiz terms"
    ISSUED_TOKEN = "issued token"  # noqa: S105 - the name of an act
    REVOKED_TOKEN = "revoked token"  # noqa: S105
    DOWNLOADED = "downloaded"
    SET_QUOTA = "set quota"
    REMOVED_QUOTA = "removed quota"
    OPENED_DRAFT = "opened draft"
    BROUGHT_IN = "brought in"
    CHANGED_COURSE_FILE = "changed course file"
    GAVE_COURSE_ROLE = "gave course role"
    TOOK_COURSE_ROLE = "took course role"
    SET_COURSE_RULES = "set course rules"
    SCHEDULED = "scheduled publication"
    UNSCHEDULED = "cancelled scheduled publication"
    DUPLICATED = "duplicated course"
    ARCHIVED = "archived"
    UNARCHIVED = "took out of the archive"
    SETTLED_COMMENT = "settled comment"
    REOPENED_COMMENT = "reopened comment"
    ASKED_FOR_REVIEW = "asked for review"
    REVIEWED = "reviewed"
    DRAINED = "drained"
    SETTLED_REMARK = "settled remark"
    REOPENED_REMARK = "reopened remark"
    UNDRAINED = "let take runs again"


def record(*, by: User | None, did: Did, to: Model, **detail: Any) -> None:
    """Append one act. `to` is named by its public id where it has one."""
    _event(by, did, to, detail).save(force_insert=True)


def record_many(*, by: User | None, did: Did, to: Iterable[tuple[Model, dict[str, Any]]]) -> None:
    """Append the same act on many objects, each with its detail, at the price of one."""
    AuditEvent.objects.bulk_create(_event(by, did, one, detail) for one, detail in to)


def record_theirs(*, did: Did, to: Iterable[tuple[User, Model, dict[str, Any]]]) -> None:
    """The same where each is the act of a person of its own."""
    AuditEvent.objects.bulk_create(_event(by, did, one, detail) for by, one, detail in to)


def _event(by: User | None, did: Did, to: Model, detail: dict[str, Any]) -> AuditEvent:
    identity = getattr(to, "public_id", None) or getattr(to, "key", None) or to.pk
    return AuditEvent(
        actor=by,
        did=did,
        kind=to._meta.label_lower,
        object_id=str(identity),
        detail=detail,
        source=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )
