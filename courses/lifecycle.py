"""A course as a whole: a copy of it to go on from, the archive, and the way out of it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.authoring import TAKEN_BY_COURSES
from courses.content.assets import AssetSource
from courses.content.drafts.keys import key_for
from courses.content.drafts.structure import BadStructure, Changed, renamed_course
from courses.drafts.begun import begin_draft
from courses.drafts.drafting import texts_of, write_files
from courses.drafts.material import take_over, written_in
from courses.models import Course, Draft, DraftAsset
from courses.roles.standing import Ability, check_may
from lms.kit.refusals import Conflict
from people.access import check_is_author
from people.audit import Did, record
from people.models import User


@transaction.atomic
def duplicate_course(*, by: User, course: Course, title: str) -> Draft:
    """A course of its own, with the content of the draft as it is now and nothing of any people.

    It has a key of its own and belongs to whoever made it. Its title is there in the source language only.
    """
    check_may(by, course, Ability.WRITE)
    check_is_author(by)
    texts, assets = _content(course)
    taken = {*Course.objects.values_list("key", flat=True), *TAKEN_BY_COURSES}
    key = key_for(title, taken, otherwise=course.key)
    try:
        copied: Changed = {**texts, **renamed_course(texts, key, title)}
    except BadStructure as bad:
        raise Conflict(_(bad.template) % bad.params) from None
    draft = begin_draft(by=by, key=key)
    write_files(draft, copied, by=by)
    take_over(draft, assets)
    record(by=by, did=Did.DUPLICATED, to=draft.course, of=course.key)
    return draft


def _content(course: Course) -> tuple[dict[str, str], Iterable[AssetSource | DraftAsset]]:
    """Of its draft as it is now; a course that nobody edits is no course in the editor after this either."""
    here, newest = Draft.objects.filter(course=course).first(), course.revisions.order_by("-number").first()
    if here is not None:
        return texts_of(here), here.assets.present()
    return written_in(newest) if newest else ({}, ())


@transaction.atomic
def archive_course(*, by: User, course: Course) -> None:
    """Nobody new can be enrolled and it leaves the catalogue; people on it go on, and all records stay."""
    here = Course.objects.select_for_update().get(pk=course.pk)
    check_may(by, here, Ability.PUBLISH)
    if here.archived_at is not None:
        return
    Course.objects.filter(pk=here.pk).update(archived_at=Now(), updated_at=Now())
    here.scheduled.all().cancel(_("The course was archived."))
    record(by=by, did=Did.ARCHIVED, to=here)


@transaction.atomic
def unarchive_course(*, by: User, course: Course) -> None:
    here = Course.objects.select_for_update().get(pk=course.pk)
    check_may(by, here, Ability.PUBLISH)
    if here.archived_at is None:
        return
    Course.objects.filter(pk=here.pk).update(archived_at=None, updated_at=Now())
    record(by=by, did=Did.UNARCHIVED, to=here)
