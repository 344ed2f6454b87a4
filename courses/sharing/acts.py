"""What authors do to links: take another version, make a part their own, add one."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from courses.content.drafts.structure import Changed, Files, add_linked
from courses.content.sharing import Json, Link, reference
from courses.content.sharing.changing import NoLink, copy_of, link_in, made_own, relinked
from courses.drafts.drafting import restructure
from courses.drafts.pages import languages_of_draft
from courses.models import Draft
from courses.sharing.shelf import Shelf
from lms.kit.refusals import Conflict, Rule
from people.models import User


@Rule
def check_has_part(shelf: Shelf, link: Link, version: int) -> None:
    if shelf.part(link.shared, version, link.kind, link.part) is None:
        told = {"version": version, "shared": link.shared, "part": link.part}
        raise Conflict(_("Version %(version)d of “%(shared)s” has no part “%(part)s” of this kind.") % told)


@Rule
def check_is_as_shown(draft: Draft, path: str, base: int) -> None:
    """The files are locked, so this is what will be written over."""
    if not draft.files.filter(path=path, version=base).exists():
        raise Conflict(
            _(
                "Somebody changed this file while you looked at it, so none of its words were dropped. Look again."
            )
        )


def take_version(
    *, by: User, draft: Draft, path: str, version: int, dropped: Collection[str] = (), base: int = 0
) -> None:
    """Link a file to another version of the part that it is linked to; what it says itself stays.

    Except what is `dropped`, by place: then the file is still the version `base` that its author looked at.
    """

    def change(files: Files) -> Changed:
        check_has_part(Shelf(), linked(files, path), version)
        if dropped:
            check_is_as_shown(draft, path, base)
        return relinked(files, path, version, dropped)

    restructure(by=by, draft=draft, change=change)


def make_own(*, by: User, draft: Draft, path: str) -> None:
    """Put what a file is linked to into the file itself: nothing that is published elsewhere changes it any more."""

    def change(files: Files) -> Changed:
        return made_own(files, path, original_of(files, linked(files, path)), languages_of_draft(draft))

    restructure(by=by, draft=draft, change=change)


@transaction.atomic
def add_part(*, by: User, draft: Draft, lesson: str, link: Link) -> None:
    """A part of a shared course at the end of a lesson; without a lesson, a bank."""
    check_has_part(Shelf(), link, link.version)

    def change(files: Files) -> Changed:
        named = reference(link.shared, link.version, link.part)
        return add_linked(files, lesson, link.kind, link.part, named)

    restructure(by=by, draft=draft, change=change)


def linked(files: Files, path: str) -> Link:
    link = link_in(path, files.get(path, ""))
    if link is None:
        raise Conflict(_(NoLink.template))
    return link


def original_of(files: Files, link: Link) -> Json:
    """What a link leads to: the copy that came with the course, else the part on this site."""
    found = copy_of(files, link) or Shelf().part(link.shared, link.version, link.kind, link.part)
    if found is None:
        told = {"reference": link.reference}
        raise Conflict(_("What this is linked to (%(reference)s) is not there.") % told)
    return found
