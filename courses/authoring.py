"""How content comes in: a folder becomes a draft revision."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from courses.assets import keep_files
from courses.content.archive import unpack_course
from courses.content.assets import AssetFile, KnownFile
from courses.content.changes import parts_of
from courses.content.links import CoursePlaces
from courses.content.problems import Problem, gettext_noop, in_order
from courses.content.reader import Reading, read_course
from courses.content.reading_time import time_remarks
from courses.content.schema import CourseSource
from courses.labs import lab_registry
from courses.models import Course, Revision
from courses.needs import needs_of_newest
from courses.read_models import DRAWN, redraw, tags_of, titles_of, write_assets, write_lessons
from courses.rendering import languages_of
from courses.roles.people import make_author
from courses.roles.standing import Ability, check_may
from courses.sharing.shelf import Shelf
from courses.sharing.uses import write_shared_parts
from courses.site_pages import site_pages
from courses.unreachable import unreachable
from people.access import check_is_author
from people.audit import Did, record
from people.models import User

# Keys that stand for something else in our addresses.
TAKEN_BY_COURSES = {"import", "new", "paths", "upload", "revisions"}
TAKEN_BY_LESSONS = {"enrol", "glossary", "publish"}


def import_course(*, by: User | None, folder: Path) -> Revision | list[Problem]:
    """A draft revision of the course in `folder`, or everything that keeps it from being one."""
    reading = read_checked(folder)
    if reading.course is None:
        return list(reading.problems)
    return write_draft(by=by, course=reading.course, files=reading.files)


def read_checked(
    folder: Path, known: Iterable[KnownFile] = (), places: CoursePlaces | None = None
) -> Reading:
    """The course with its warnings; without a course, its errors. Labs are checked by whoever runs them."""
    hosts = settings.EMBED_HOSTS
    told: dict[str, Any] = {"embed_hosts": hosts, "library": Shelf(), "others": needs_of_newest()}
    told |= {"site": site_pages(), "places": places}
    reading = read_course(folder, lab_checks=lab_registry().problems, known=known, **told)
    if reading.course is None:
        return reading
    taken = _taken_names(reading.course)
    if taken:
        return Reading(None, (*reading.problems, *taken))
    more = (*unreachable(reading.course, folder), *time_remarks(reading.course, folder))
    return replace(reading, problems=in_order((*reading.problems, *more))) if more else reading


@transaction.atomic
def write_draft(*, by: User | None, course: CourseSource, files: Sequence[AssetFile] = ()) -> Revision:
    """Rows for an immutable revision, unless its content is there already.

    An author who brings back older content gets a new draft, which can be published; the site itself, which
    ships the same courses at every start, gets the revision it made before. Files that were lost are there again.
    """
    home = _home(course.key, by)
    keep_files(files)
    earlier = home.revisions.defer("source").order_by("-number")
    newest = earlier.first()
    same = newest if by else earlier.filter(digest=course.digest).first()
    if same is not None and same.digest == course.digest:
        return same
    number = newest.number + 1 if newest else 1
    revision = Revision.objects.create(course=home, number=number, created_by=by, **_columns(course))
    write_lessons(revision, course)
    write_assets(revision, course)
    write_shared_parts(revision, course)
    record(by=by, did=Did.IMPORTED, to=revision, course=home.key, number=revision.number)
    revision.refresh_from_db()
    return revision


def _home(key: str, by: User | None) -> Course:
    """The course of this key, locked. An author who begins one has it; what the site ships is open to all authors."""
    if by is not None and not Course.objects.filter(key=key).exists():
        check_is_author(by)
    _course, is_new = Course.objects.get_or_create(key=key, defaults={"open_to_authors": by is None})
    home = Course.objects.select_for_update().get(key=key)
    if by is not None and is_new:
        make_author(home, by)
    elif by is not None:
        check_may(by, home, Ability.WRITE)
    return home


def _columns(course: CourseSource) -> dict[str, Any]:
    """What lists and pages read of a revision, without its source."""
    return {
        "digest": course.digest,
        **titles_of(course, languages_of(course)),
        "minutes": course.minutes,
        "languages": list(course.languages),
        "tags": tags_of(course),
        "drawn": DRAWN,
        "certified": course.certificate.given,
        "certificate_months": course.certificate.valid_months,
        "needs": [[need.course, need.level] for need in course.needs],
        "parts": parts_of(course),
        "shared": course.shared,
        "source": course.model_dump(mode="json"),
    }


def redraw_older() -> int:
    """Bring the pages of all revisions up to date that an earlier version of the site wrote; how many there were."""
    older = list(Revision.objects.filter(drawn__lt=DRAWN).order_by("pk").values_list("pk", flat=True))
    for pk in older:
        with transaction.atomic():
            redraw(Revision.objects.get(pk=pk))
    return len(older)


def read_upload(archive: IO[bytes]) -> Reading:
    """The course inside an uploaded zip. It is unpacked where nothing stays, whatever it holds."""
    with tempfile.TemporaryDirectory(prefix="lc-upload-") as place:
        found = unpack_course(archive, Path(place))
        return read_checked(found) if isinstance(found, Path) else Reading(None, tuple(found))


def _taken_names(course: CourseSource) -> list[Problem]:
    template = gettext_noop("The key “%(key)s” is taken by the site itself. Choose another one.")
    problems = [
        Problem(f"lessons/{lesson.key}/lesson.yaml", 1, template, params={"key": lesson.key})
        for lesson in course.lessons
        if lesson.key in TAKEN_BY_LESSONS
    ]
    if course.key in TAKEN_BY_COURSES:
        problems.append(Problem("course.yaml", 1, template, params={"key": course.key}))
    return problems
