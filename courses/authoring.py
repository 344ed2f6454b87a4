"""What authors do: a folder becomes a draft revision, a draft becomes what new learners get."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from courses.assets import keep_files
from courses.content.archive import unpack_course
from courses.content.assets import AssetFile
from courses.content.problems import Problem, gettext_noop
from courses.content.reader import Reading, read_course
from courses.content.schema import CourseSource
from courses.labs import lab_registry
from courses.models import Course, Revision
from courses.read_models import DRAWN, parts_of, redraw, write_assets, write_lessons
from courses.rendering import languages_of, texts
from lms.kit.refusals import Conflict, Rule
from people.access import check_is_author
from people.audit import Did, record
from people.models import User

# Keys that stand for something else in our addresses.
TAKEN_BY_COURSES = {"upload", "revisions"}
TAKEN_BY_LESSONS = {"enrol", "glossary", "publish"}


def import_course(*, by: User | None, folder: Path) -> Revision | list[Problem]:
    """A draft revision of the course in `folder`, or everything that keeps it from being one."""
    reading = read_checked(folder)
    if reading.course is None:
        return list(reading.problems)
    return write_draft(by=by, course=reading.course, files=reading.files)


def read_checked(folder: Path) -> Reading:
    """The course with its warnings; without a course, its errors. Labs are checked by whoever runs them."""
    hosts = settings.EMBED_HOSTS
    reading = read_course(folder, lab_checks=lab_registry().problems, embed_hosts=hosts)
    if reading.course is None:
        return reading
    taken = _taken_names(reading.course)
    return Reading(None, (*reading.problems, *taken)) if taken else reading


@transaction.atomic
def write_draft(*, by: User | None, course: CourseSource, files: Sequence[AssetFile] = ()) -> Revision:
    """Rows for an immutable revision, unless its content is there already.

    An author who brings back older content gets a new draft, which can be published; the site itself, which
    ships the same courses at every start, gets the revision it made before. Files that were lost are there again.
    """
    if by is not None:
        check_is_author(by)
    keep_files(files)
    Course.objects.get_or_create(key=course.key)
    home = Course.objects.select_for_update().get(key=course.key)
    earlier = home.revisions.defer("source").order_by("-number")
    newest = earlier.first()
    same = newest if by else earlier.filter(digest=course.digest).first()
    if same is not None and same.digest == course.digest:
        return same
    languages = languages_of(course)
    revision = Revision.objects.create(
        course=home,
        number=newest.number + 1 if newest else 1,
        digest=course.digest,
        title=texts(course.title, languages),
        summary=texts(course.summary, languages),
        minutes=course.minutes,
        languages=list(course.languages),
        drawn=DRAWN,
        parts=parts_of(course),
        source=course.model_dump(mode="json"),
        created_by=by,
    )
    write_lessons(revision, course)
    write_assets(revision, course)
    record(by=by, did=Did.IMPORTED, to=revision, course=home.key, number=revision.number)
    revision.refresh_from_db()
    return revision


@Rule
def check_can_publish(revision: Revision) -> None:
    course = revision.course
    if course.published_id == revision.pk:
        raise Conflict(_("Revision %(number)d is already published.") % {"number": revision.number})
    newest = course.revisions.aggregate(newest=Max("number"))["newest"]
    if revision.number != newest:
        told = {"number": revision.number, "newest": newest}
        raise Conflict(
            _("Revision %(newest)d is newer than %(number)d. Publish that one, or import this content again.")
            % told
        )


@transaction.atomic
def publish_revision(*, by: User | None, revision: Revision) -> Revision:
    """New learners get this revision from now on; whoever has started stays on theirs."""
    if by is not None:
        check_is_author(by)
    course = Course.objects.select_for_update().get(pk=revision.course_id)
    revision.course = course
    check_can_publish(revision)
    Revision.objects.filter(pk=revision.pk).update(published_at=Now(), published_by=by)
    earlier = course.published_id
    course.published_id = revision.pk
    course.save(update_fields=["published", "updated_at"])
    record(by=by, did=Did.PUBLISHED, to=revision, course=course.key, number=revision.number, earlier=earlier)
    revision.refresh_from_db()
    return revision


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
