"""What the parts of a course are called in the reader's language, in all its revisions."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.text import Truncator

from courses.content.changes import Part
from courses.models import Block, BlockKind, Lesson, PartKind
from lms.kit.markup import words_in
from lms.kit.templatetags.texts import Said, in_language, said

HEADING = re.compile(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]>", re.DOTALL)
LONGEST_PART = 80
WORK = (BlockKind.QUIZ, BlockKind.LAB, BlockKind.ACKNOWLEDGE)


class Titles:
    """What lessons and their blocks are called, also those that only earlier revisions have; a key where nothing is."""

    def __init__(self, course: int) -> None:
        lessons = Lesson.objects.filter(revision__course=course).order_by("revision__number")
        self._lessons = {key: said(title) for key, title in lessons.values_list("key", "title")}
        work = _work(Q(lesson__revision__course=course))
        self._blocks = {(lesson, key): title for _revision, lesson, key, title in work}

    def part(self, part: Part) -> str:
        """The lesson, and in it the work."""
        lesson, kind, key = part
        title = self._lessons.get(lesson, lesson)
        return title if kind == PartKind.READ else f"{title} · {self._blocks.get((lesson, key), key)}"


def titles_of_work(revisions: Collection[int]) -> dict[tuple[int, str, str], str]:
    """What each quiz, lab and confirmation of these revisions is called, by revision, lesson and key; one query."""
    work = _work(Q(lesson__revision__in=revisions))
    return {(revision, lesson, key): title for revision, lesson, key, title in work}


def titles_of_texts(lessons: Iterable[Lesson], keys: Any) -> dict[tuple[int, str], Said]:
    """What the texts called `keys` are headed by, by lesson and key; without a heading, how they begin; one query."""
    texts = Block.objects.filter(lesson__in=lessons, kind=BlockKind.TEXT, key__in=keys)
    return {(text.lesson_id, text.key): _headed(in_language(text.content["pages"])) for text in texts}


def _headed(page: Mapping[str, str]) -> Said:
    heading = HEADING.search(page["html"])
    words = words_in(heading[1] if heading else page["html"])
    return Said(Truncator(words).chars(LONGEST_PART), page["lang"])


def _work(of: Q) -> Iterator[tuple[int, str, str, str]]:
    """The title of a quiz stands elsewhere than that of other work."""
    work = Block.objects.filter(of, kind__in=WORK).order_by("lesson__revision__number")
    place = ("lesson__revision", "lesson__key", "key")
    for *named, quiz, other in work.values_list(*place, "content__quiz__title__texts", "content__title"):
        if title := quiz or other:
            yield (*named, said(title))
