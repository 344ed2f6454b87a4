"""What differs between two states of a course, by its parts: whoever did one needs to know if it is still the same."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from courses.content.drawing import with_candidates
from courses.content.schema import WORK, CourseSource, LessonSource, QuizBlock

Part = tuple[str, str, str]
"""Lesson key, kind of part (read, or that of its block), key."""


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class PartChange:
    """`also_text`: the texts of its lesson differ, whatever became of the part itself.

    `asks_the_same`: a quiz that changed, but not in what it asks: in its keys, marks, feedback or terms.
    `is_translated`: it says in the languages that it had what it said before, and says it in others now.
    """

    part: Part
    change: Change
    also_text: bool = False
    asks_the_same: bool = False
    is_translated: bool = False


@dataclass(frozen=True)
class TextChange:
    """Of a block that is only read: it is no part, so that nobody has it done."""

    lesson: str
    key: str
    kind: str
    change: Change

    @property
    def place(self) -> tuple[str, str]:
        return (self.lesson, self.key)


def parts_of(course: CourseSource) -> list[Part]:
    """What must be done, in order: every quiz and lab, or the reading of a lesson that has neither."""
    return [part for lesson in course.lessons for part in _parts_in(lesson)]


def prints_of(course: CourseSource) -> dict[Part, str]:
    """One digest per part, of all that a learner meets in it: equal digests, the same thing to do.

    A quiz includes the bank questions that it may draw; a reading is all texts of its lesson.
    """
    return {part: digest for lesson in course.lessons for part, digest in _prints_in(lesson, course)}


def changes_between(old: CourseSource, new: CourseSource) -> list[PartChange]:
    """Every part of either state: those of `new` in its order, then what was removed."""
    before, after = prints_of(old), prints_of(new)
    texts, alike, translated = _changed_texts(old, new), _asking_the_same(old, new), _translated(old, new)
    now = []
    for part in parts_of(new):
        change = _change(part, before, after)
        is_translated = change == Change.CHANGED and part in translated
        asks_the_same = change == Change.CHANGED and part in alike and not is_translated
        now.append(PartChange(part, change, part[0] in texts, asks_the_same, is_translated))
    return [*now, *(PartChange(part, Change.REMOVED) for part in parts_of(old) if part not in after)]


def texts_between(old: CourseSource, new: CourseSource) -> list[TextChange]:
    """What differs of what is read beside work. Where there is nothing but reading, that is a part, which tells it."""
    before, after = _texts_beside_work(old), _texts_beside_work(new)
    all_before, all_after = _texts_in(old.lessons), _texts_in(new.lessons)
    told = [
        TextChange(*place, kind, Change.CHANGED if place in all_before else Change.ADDED)
        for place, (kind, digest) in after.items()
        if all_before.get(place) != (kind, digest)
    ]
    gone = [
        TextChange(*place, kind, Change.REMOVED)
        for place, (kind, _digest) in before.items()
        if place not in all_after
    ]
    return [*told, *gone]


def still_counts(
    part: Part, *, done_on: Mapping[Part, str], now: Mapping[Part, str], again: Collection[Part]
) -> bool:
    """Whether a part that was done on the prints `done_on` counts on the prints `now`.

    It does unless it changed and its author asks (`again`) that it be done once more.
    """
    return part in now and (part not in again or done_on.get(part) == now[part])


def _change(part: Part, before: Mapping[Part, str], after: Mapping[Part, str]) -> Change:
    if part not in before:
        return Change.ADDED
    return Change.SAME if before[part] == after[part] else Change.CHANGED


def _parts_in(lesson: LessonSource) -> Iterator[Part]:
    work = [block for block in lesson.blocks if isinstance(block, WORK)]
    if not work:
        yield (lesson.key, "read", lesson.key)
    for block in work:
        yield (lesson.key, block.kind, block.key)


def _prints_in(lesson: LessonSource, course: CourseSource) -> Iterator[tuple[Part, str]]:
    banks = {bank.key: bank for bank in course.banks}
    for block in lesson.blocks:
        if isinstance(block, QuizBlock):
            asked = f"{block.quiz.digest} {with_candidates(block.quiz, banks).digest}"
            yield (lesson.key, "quiz", block.key), _print(asked)
        elif isinstance(block, WORK):
            yield (lesson.key, block.kind, block.key), block.digest
    yield (lesson.key, "read", lesson.key), _print_of_texts(lesson)


Texts = dict[tuple[str, str], tuple[str, str]]
"""Kind and digest, by the keys of lesson and block."""


def _texts_beside_work(course: CourseSource) -> Texts:
    return _texts_in(one for one in course.lessons if any(isinstance(block, WORK) for block in one.blocks))


def _texts_in(lessons: Iterable[LessonSource]) -> Texts:
    return {
        (lesson.key, block.key): (block.kind, block.digest)
        for lesson in lessons
        for block in lesson.blocks
        if not isinstance(block, WORK)
    }


def _asking_the_same(old: CourseSource, new: CourseSource) -> set[Part]:
    before, after = _asked(old), _asked(new)
    return {part for part, asked in after.items() if before.get(part) == asked}


def _asked(course: CourseSource) -> dict[Part, list[object]]:
    """Of each quiz what a learner is shown before any answer, and how many questions are drawn from where."""
    banks = {bank.key: bank for bank in course.banks}
    return {
        (lesson.key, "quiz", block.key): [
            block.quiz.draw,
            *(
                question.public(language)
                for question in with_candidates(block.quiz, banks).questions
                for language in course.languages
            ),
        ]
        for lesson in course.lessons
        for block in lesson.blocks
        if isinstance(block, QuizBlock)
    }


def _translated(old: CourseSource, new: CourseSource) -> set[Part]:
    before, after = _contents(old), _contents(new)
    return {part for part, content in after.items() if part in before and _says_more(before[part], content)}


def _contents(course: CourseSource) -> dict[Part, object]:
    """Of each part all that its print is made of, as JSON."""
    banks = {bank.key: bank for bank in course.banks}
    found: dict[Part, object] = {}
    for lesson in course.lessons:
        texts = [block for block in lesson.blocks if not isinstance(block, WORK)]
        found[(lesson.key, "read", lesson.key)] = [block.model_dump(mode="json") for block in texts]
        for block in lesson.blocks:
            if isinstance(block, QuizBlock):
                drawn = [block.quiz, with_candidates(block.quiz, banks)]
                found[(lesson.key, "quiz", block.key)] = [quiz.model_dump(mode="json") for quiz in drawn]
            elif isinstance(block, WORK):
                found[(lesson.key, block.kind, block.key)] = block.model_dump(mode="json")
    return found


def _says_more(old: object, new: object) -> bool:
    """Whether nothing differs but that texts stand in further languages."""
    if isinstance(old, dict) and isinstance(new, dict):
        if old.keys() == new.keys() == {"source", "texts"}:
            return bool(old["source"] == new["source"] and old["texts"].items() <= new["texts"].items())
        return old.keys() == new.keys() and all(_says_more(old[name], new[name]) for name in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_says_more, old, new))
    return old == new


def _print_of_texts(lesson: LessonSource) -> str:
    digests = [block.digest for block in lesson.blocks if not isinstance(block, WORK)]
    return _print(" ".join(digests))


def _print(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _changed_texts(old: CourseSource, new: CourseSource) -> set[str]:
    before = {lesson.key: _print_of_texts(lesson) for lesson in old.lessons}
    return {lesson.key for lesson in new.lessons if before.get(lesson.key) != _print_of_texts(lesson)}
