"""What the parts of a course are called in the reader's language, in all its revisions."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import CharField, F, Func, JSONField, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Left
from django.utils.text import Truncator
from django.utils.translation import get_language

from courses.content.changes import Part
from courses.models import Block, BlockKind, Lesson, PartKind, Revision
from lms.kit.markup import words_in
from lms.kit.templatetags.texts import Said, in_language, said

HEADING = re.compile(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]>", re.DOTALL)
LONGEST_PART = 80
BEGINNING = 600  # letters of HTML in which a block says what it is
WORK = (BlockKind.QUIZ, BlockKind.LAB, BlockKind.ACKNOWLEDGE)


class Titles:
    """What lessons and their blocks are called, also those that only earlier revisions have; a key where nothing is."""

    def __init__(self, course: int) -> None:
        lessons = Lesson.objects.filter(revision__course=course).order_by("revision__number")
        self._lessons = {key: said(title) for key, title in lessons.values_list("key", "title")}
        work = _work(Q(lesson__revision__course=course))
        self._blocks = {(lesson, key): title for _revision, lesson, key, title in work}

    def lesson(self, key: str) -> str:
        return self._lessons.get(key, key)

    def part(self, part: Part) -> str:
        """The lesson, and in it the work."""
        lesson, kind, key = part
        title = self.lesson(lesson)
        return title if kind == PartKind.READ else f"{title} · {self._blocks.get((lesson, key), key)}"


class PastTitles:
    """What lessons and their texts, which an edition no longer has, are called in the newest published one that has them.

    `places`: a course, the key of a lesson, and that of a text in it or nothing. No query without any, else two.
    """

    def __init__(self, places: Collection[tuple[int, str, str]]) -> None:
        self._lessons: dict[tuple[int, str], Said] = {}
        self._texts: dict[tuple[int, str, str], Said] = {}
        if not places:
            return
        courses, lessons, texts = ({place[n] for place in places} for n in range(3))
        there = Q(revision__course__in=courses, revision__published_at__isnull=False, key__in=lessons)
        named = ("revision__course", "key")
        found = Lesson.objects.filter(there).order_by(*named, "-revision__number").distinct(*named)
        self._lessons = {
            (course, key): said(title) for course, key, title in found.values_list(*named, "title")
        }
        held = Q(lesson__in=Lesson.objects.filter(there), kind=BlockKind.TEXT, key__in=texts - {""})
        at = ("lesson__revision__course", "lesson__key", "key")
        blocks = Block.objects.filter(held).order_by(*at, "-lesson__revision__number").distinct(*at)
        for course, lesson, key, pages in blocks.values_list(*at, "content__pages"):
            self._texts[course, lesson, key] = _headed(in_language(pages))

    def lesson(self, course: int, key: str) -> Said:
        return self._lessons.get((course, key), Said(key))

    def text(self, course: int, lesson: str, key: str) -> Said:
        return self._texts.get((course, lesson, key), Said(key))


def titles_of_work(revisions: Collection[int]) -> dict[tuple[int, str, str], str]:
    """What each quiz, lab and confirmation of these revisions is called, by revision, lesson and key; one query."""
    work = _work(Q(lesson__revision__in=revisions))
    return {(revision, lesson, key): title for revision, lesson, key, title in work}


def titles_of_texts(lessons: Iterable[Lesson], keys: Any) -> dict[tuple[int, str], Said]:
    """What the texts called `keys` are headed by, by lesson and key; without a heading, how they begin; one query."""
    texts = Block.objects.filter(lesson__in=lessons, kind=BlockKind.TEXT, key__in=keys)
    return {(text.lesson_id, text.key): _headed(in_language(text.content["pages"])) for text in texts}


def _headed(page: Mapping[str, str]) -> Said:
    return Said(_heading_in(page["html"]), page["lang"])


def _heading_in(html: str) -> str:
    heading = HEADING.search(html)
    return Truncator(words_in(heading[1] if heading else html)).chars(LONGEST_PART)


def names_of(blocks: QuerySet[Block], *place: str) -> Iterator[tuple[Any, ...]]:
    """What each of these is called, behind the fields of its `place`: by its title, else by how it begins."""
    drawn = Coalesce(_drawn_in(get_language() or ""), _drawn_in("*"), output_field=TextField())
    begins = Left(drawn, BEGINNING)
    named = ("content__quiz__title__texts", "content__title", "begins")
    for *where, quiz, other, html in blocks.annotate(begins=begins).values_list(*place, *named):
        yield (*where, str(said(quiz or other)) if quiz or other else _heading_in(html or ""))


def names_of_banks(revisions: QuerySet[Revision], *place: str) -> Iterator[tuple[Any, ...]]:
    """The key and the title of each bank of these, behind the fields of its `place`."""
    for *where, keys, titles in revisions.values_list(*place, _of_banks("key"), _of_banks("title.texts")):
        yield from ((*where, key, str(said(title))) for key, title in zip(keys, titles, strict=True))


def _of_banks(field: str) -> Func:
    told = F("source"), Value(f"$.banks[*].{field}", CharField())
    return Func(*told, function="jsonb_path_query_array", output_field=JSONField())


def _drawn_in(language: str) -> Func:
    """The HTML of a block in a language; * is whichever comes first."""
    path = f"$.pages.{language if language == '*' else json.dumps(language)}.html"
    template = "(%(function)s(%(expressions)s) #>> '{}')"
    told = F("content"), Value(path, CharField())
    return Func(*told, function="jsonb_path_query_first", template=template, output_field=TextField())


def _work(of: Q) -> Iterator[tuple[int, str, str, str]]:
    """The title of a quiz stands elsewhere than that of other work."""
    work = Block.objects.filter(of, kind__in=WORK).order_by("lesson__revision__number")
    place = ("lesson__revision", "lesson__key", "key")
    for *named, quiz, other in work.values_list(*place, "content__quiz__title__texts", "content__title"):
        if title := quiz or other:
            yield (*named, said(title))
