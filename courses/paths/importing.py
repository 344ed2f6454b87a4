"""How a path comes in: its file becomes a version; publishing moves one pointer, and people along if wished."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.content.drafts.keys import key_for
from courses.content.paths import Known, PathReading, PathSource, read_path
from courses.locks import move_along
from courses.models import ASKING, Block, Course, Path, PathPublication, PathVersion
from courses.needs import needs_of_published
from courses.paths.known import placement_of
from courses.paths.placing_again import begin
from courses.rendering import texts
from lms.kit.refusals import Conflict, Rule
from people.access import check_is_author
from people.audit import Did, record
from people.models import User


def read_checked(raw: bytes, name: str) -> PathReading:
    """The path in a file, checked against the courses that are published here."""
    return read_path(raw, name, known_here())


def known_here() -> Known:
    """What this site has, for the checks of a path."""
    archived = Course.objects.filter(
        published__isnull=False, published__shared=False, archived_at__isnull=False
    )
    return Known(needs_of_published(), _questions, set(archived.values_list("key", flat=True)))


@transaction.atomic
def write_version(*, by: User | None, source: PathSource) -> PathVersion:
    """A row for an immutable version, unless the newest one has the same content."""
    if by is not None:
        check_is_author(by)
    Path.objects.get_or_create(key=source.key)
    path = Path.objects.select_for_update().get(key=source.key)
    newest = path.versions.order_by("-number").first()
    if newest is not None and newest.digest == source.digest:
        return newest
    languages = list(dict.fromkeys([*source.languages, *dict(settings.LANGUAGES)]))
    version = PathVersion.objects.create(
        path=path,
        number=newest.number + 1 if newest else 1,
        digest=source.digest,
        title=texts(source.title, languages),
        summary=texts(source.summary, languages),
        source=source.model_dump(mode="json"),
        created_by=by,
    )
    record(by=by, did=Did.IMPORTED, to=version, path=path.key, number=version.number)
    version.refresh_from_db()
    return version


class Overtaken(Conflict):
    """Somebody else has written a version since; nothing was written on top of it."""

    def __init__(self, newest: PathVersion) -> None:
        super().__init__(_("Somebody else saved version %(number)d meanwhile.") % {"number": newest.number})
        self.newest = newest


@transaction.atomic
def write_next(*, by: User, source: PathSource, after: int) -> PathVersion:
    """A version that follows number `after`; raises `Overtaken` where another one does already. Sent twice it is one."""
    check_is_author(by)
    path = Path.objects.select_for_update().get(key=source.key)
    newest = path.versions.select_related("created_by").order_by("-number").first()
    if newest is not None and newest.number != after and newest.digest != source.digest:
        raise Overtaken(newest)
    return write_version(by=by, source=source)


@transaction.atomic
def begin_path(*, by: User, source: PathSource) -> PathVersion:
    """The first version of a path, under a free key that its title gives. Sent twice it is one path."""
    check_is_author(by)
    title, taken = source.title.texts[source.title.source], list[str]()
    while True:
        named = source.model_copy(update={"key": key_for(title, taken, otherwise="path")})
        path, is_new = Path.objects.get_or_create(key=named.key)
        newest = path.versions.order_by("-number").first()
        if is_new or (newest is not None and newest.digest == named.digest):
            return write_version(by=by, source=named)
        taken.append(named.key)


@Rule
def check_can_publish_path(version: PathVersion) -> None:
    if version.path.published_id == version.pk:
        raise Conflict(_("Version %(number)d is already published.") % {"number": version.number})
    newest = version.path.versions.aggregate(newest=Max("number"))["newest"]
    if version.number != newest:
        told = {"number": version.number, "newest": newest}
        raise Conflict(
            _("Version %(newest)d is newer than %(number)d. Publish that one, or import this file again.")
            % told
        )


@transaction.atomic
def publish_path(*, by: User | None, version: PathVersion, moves: bool = False) -> PathPublication:
    """Whoever comes to the path from now on gets this version; with `moves`, so do those who are on it.

    Nothing that anybody did is lost by that: it belongs to the courses. Due dates stay as they were given.
    Their earlier tries at its placement test are looked at behind it (`placing_again`).
    """
    if by is not None:
        check_is_author(by)
    path = Path.objects.select_for_update().get(pk=version.path_id)
    version.path = path
    check_can_publish_path(version)
    earlier, path.published_id = path.published_id, version.pk
    path.save(update_fields=["published"])
    moved = move_along(path.pk, version.pk) if moves else 0
    told: dict[str, Any] = {"path": path.key, "number": version.number, "moved": moved}
    record(by=by, did=Did.PUBLISHED, to=version, **told)
    placed_at = None if moved and placement_of(version) else Now()
    log = {"path": path, "version": version, "earlier_id": earlier, "moved": moved, "by": by}
    publication = PathPublication.objects.create(**log, placed_at=placed_at)
    if placed_at is None:
        transaction.on_commit(partial(begin, publication.pk), robust=True)
    return publication


def source_of(version: PathVersion) -> PathSource:
    """The path as it was read; what is stored was checked then."""
    return PathSource.model_validate(version.source, context={"stored": True})


def _questions(course: str, lesson: str, quiz: str) -> set[str] | None:
    """The keys of what a published quiz may ask."""
    blocks = Block.objects.filter(lesson__revision__course__key=course, lesson__key=lesson, key=quiz)
    published = blocks.filter(
        lesson__revision__course__published=F("lesson__revision"), kind__in=ASKING
    ).first()
    if published is None:
        return None
    return {question["key"] for question in published.content["quiz"]["questions"]}
