"""What a reader has left at the places of a lesson, and the list of what they marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from courses.access import enrolments_of
from courses.models import Bookmark, Clarity, Enrolment, Lesson, Revision
from courses.part_titles import PastTitles, titles_of_texts
from lms.kit.prepared import Prepared, Slot
from lms.kit.templatetags.texts import Said, said
from people.models import User


@dataclass(frozen=True)
class Note:
    """One place of a lesson (`block_key` is empty for the lesson itself) with what the reader left there."""

    course_key: str
    lesson_key: str
    block_key: str = ""
    is_kept: bool = False
    said: Clarity | None = None

    @property
    def anchor(self) -> str:
        return f"text-{self.block_key}" if self.block_key else "lesson"

    @property
    def lesson_href(self) -> str:
        return reverse("courses:lesson", args=[self.course_key, self.lesson_key])

    @property
    def href(self) -> str:
        return f"{self.lesson_href}#{self.anchor}" if self.block_key else self.lesson_href

    @property
    def asks_why(self) -> bool:
        """Whether the field for a sentence stands open."""
        return self.said is not None and not self.said.is_clear


class LessonNotes:
    """The notes of one reader at one lesson."""

    def __init__(
        self, course_key: str, lesson_key: str, kept: Iterable[str], said: Mapping[str, Clarity]
    ) -> None:
        self.course_key, self.lesson_key = course_key, lesson_key
        self.kept, self.said = set(kept), said

    def at(self, block_key: str = "") -> Note:
        here = self.course_key, self.lesson_key, block_key
        return Note(*here, block_key in self.kept, self.said.get(block_key))

    @property
    def of_lesson(self) -> Note:
        return self.at()


HERE = {"user": Slot("user"), "course": Slot("course"), "lesson_key": Slot("lesson")}
KEPT = Prepared(lambda: Bookmark.objects.filter(**HERE).values_list("block_key", flat=True))
SAID = Prepared(lambda: Clarity.objects.filter(**HERE))


def notes_of(enrolment: Enrolment, lesson_key: str) -> LessonNotes:
    """Two queries, whatever the length of the lesson."""
    here = {"user": enrolment.user_id, "course": enrolment.course_id, "lesson": lesson_key}
    said = {one.block_key: one for one in SAID.all(**here)}
    return LessonNotes(enrolment.course.key, lesson_key, KEPT.all(**here), said)


@dataclass(frozen=True)
class Kept:
    """A bookmark in words. `part` is what the part of the lesson is headed by, or how it begins.

    Whether the reader's edition of the course still has the lesson, and the part: where not, they are called as before.
    """

    note: Note
    bookmark: Bookmark
    course_title: str
    title: str
    part: str = ""
    has_lesson: bool = True
    has_part: bool = True


def kept_by(user: User, bookmarks: Sequence[Bookmark]) -> list[Kept]:
    """Three queries for all of `bookmarks` (which come from `bookmarks_of`), and two where something of them is gone."""
    courses = {bookmark.course_id for bookmark in bookmarks}
    revisions = {
        one.course_id: one.revision
        for one in enrolments_of(user).filter(course__in=courses)
        if one.revision is not None
    }
    keys = {bookmark.lesson_key for bookmark in bookmarks}
    here = Q(revision__in=[revision.pk for revision in revisions.values()], key__in=keys)
    lessons = {(lesson.revision_id, lesson.key): lesson for lesson in Lesson.objects.filter(here)}
    parts = titles_of_texts(
        lessons.values(), {bookmark.block_key for bookmark in bookmarks if bookmark.block_key}
    )
    held = [(one, lessons.get((_edition(one, revisions), one.lesson_key))) for one in bookmarks]
    gone = PastTitles([_place(one) for one, lesson in held if not _is_there(one, lesson, parts)])
    return [_kept(one, revisions.get(one.course_id), lesson, parts, gone) for one, lesson in held]


def _edition(bookmark: Bookmark, revisions: Mapping[int, Revision]) -> int:
    revision = revisions.get(bookmark.course_id)
    return revision.pk if revision else 0


def _place(bookmark: Bookmark) -> tuple[int, str, str]:
    return bookmark.course_id, bookmark.lesson_key, bookmark.block_key


def _is_there(bookmark: Bookmark, lesson: Lesson | None, parts: Mapping[tuple[int, str], Said]) -> bool:
    """The lesson in the reader's edition, and in it the part."""
    return lesson is not None and (not bookmark.block_key or (lesson.pk, bookmark.block_key) in parts)


def _kept(
    bookmark: Bookmark,
    revision: Revision | None,
    lesson: Lesson | None,
    parts: Mapping[tuple[int, str], Said],
    gone: PastTitles,
) -> Kept:
    course, key, block = _place(bookmark)
    title = said(lesson.title) if lesson else gone.lesson(course, key)
    part = parts.get((lesson.pk, block)) if lesson else None
    if block and not part:
        part = gone.text(course, key, block)
    return Kept(
        Note(bookmark.course.key, key, block, is_kept=True),
        bookmark,
        said(revision.title) if revision else bookmark.course.key,
        title,
        part or "",
        has_lesson=lesson is not None,
        has_part=_is_there(bookmark, lesson, parts),
    )
