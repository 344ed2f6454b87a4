"""What readers leave at a place and what authors make of it. Saying the same again changes nothing."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from courses.access import NotePlace, revision_of
from courses.models import Bookmark, Clarity
from people.audit import Did, record
from people.models import User


@transaction.atomic
def keep_place(*, by: User, place: NotePlace, is_kept: bool) -> None:
    """Set or take away a bookmark; `is_kept` says how it shall be, so that a second click undoes nothing."""
    here = _here(by, place)
    if is_kept:
        Bookmark.objects.get_or_create(**here)
    else:
        Bookmark.objects.filter(**here).delete()


@transaction.atomic
def say_clear(
    *, by: User, place: NotePlace, is_clear: bool, remark: str | None = None, is_signed: bool = False
) -> Clarity:
    """The person's word on this place from now on. Without a `remark` the one they made before stays.

    What says something new is open again for the author.
    """
    told: dict[str, Any] = {"is_clear": is_clear}
    if remark is not None:
        told |= {"remark": remark, "is_signed": bool(remark) and is_signed}
    revision = revision_of(place.enrolment)
    said, is_new = Clarity.objects.select_for_update().get_or_create(
        **_here(by, place), defaults={**told, "revision": revision}
    )
    if not is_new and any(getattr(said, name) != value for name, value in told.items()):
        told |= {"revision": revision, "given_at": Now(), "settled_at": None, "settled_by": None}
        Clarity.objects.filter(pk=said.pk).update(**told)
    said.refresh_from_db()
    return said


@transaction.atomic
def settle_remark(*, by: User, said: Clarity, is_settled: bool) -> None:
    """An author has dealt with a remark, or takes that back."""
    settled = (
        {"settled_at": Now(), "settled_by": by} if is_settled else {"settled_at": None, "settled_by": None}
    )
    here = Clarity.objects.filter(pk=said.pk, settled_at__isnull=is_settled)
    if here.update(**settled):
        record(by=by, did=Did.SETTLED_REMARK if is_settled else Did.REOPENED_REMARK, to=said)


def _here(user: User, place: NotePlace) -> dict[str, Any]:
    course, lesson_key = place.enrolment.course, place.lesson.key
    return {"user": user, "course": course, "lesson_key": lesson_key, "block_key": place.block_key}
