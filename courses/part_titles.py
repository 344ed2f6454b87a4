"""What the parts of a course are called in the reader's language, in all its revisions."""

from typing import Any

from django.db.models import QuerySet

from courses.content.changes import Part
from courses.models import Block, BlockKind, Lesson, PartKind
from lms.kit.templatetags.texts import in_language


class Titles:
    """What lessons and their blocks are called, also those that only earlier revisions have; a key where nothing is."""

    def __init__(self, course: int) -> None:
        lessons = Lesson.objects.filter(revision__course=course).order_by("revision__number")
        self._lessons = {key: str(in_language(title)) for key, title in lessons.values_list("key", "title")}
        self._blocks = {
            (lesson, key): str(in_language(title))
            for lesson, key, *titles in self._work(course)
            for title in titles
            if title
        }

    @staticmethod
    def _work(course: int) -> QuerySet[Block, tuple[Any, ...]]:
        """Lesson, key, and where the title of a quiz and that of other work stand."""
        work = Block.objects.filter(
            lesson__revision__course=course,
            kind__in=(BlockKind.QUIZ, BlockKind.LAB, BlockKind.ACKNOWLEDGE),
        ).order_by("lesson__revision__number")
        return work.values_list("lesson__key", "key", "content__quiz__title__texts", "content__title")

    def part(self, part: Part) -> str:
        """The lesson, and in it the work."""
        lesson, kind, key = part
        title = self._lessons.get(lesson, lesson)
        return title if kind == PartKind.READ else f"{title} · {self._blocks.get((lesson, key), key)}"
