"""How far a person is in a course: one line per lesson, and the one thing to do next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from courses.models import Block, BlockKind, Enrolment, Lesson, PartDone, PartKind, Revision
from lms.kit.prepared import Prepared, Slot

PartName = tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """One lesson in the outline; `parts` are what must be done in it."""

    lesson: Lesson
    number: int
    parts: int
    done: int

    @property
    def is_done(self) -> bool:
        return self.done >= self.parts

    @property
    def is_begun(self) -> bool:
        return 0 < self.done < self.parts


@dataclass(frozen=True)
class Outline:
    lines: Sequence[Line]
    done_parts: Collection[PartName]

    @property
    def next(self) -> Line | None:
        """The first lesson with something left to do."""
        return next((line for line in self.lines if not line.is_done), None)

    @property
    def percent(self) -> int:
        parts = sum(line.parts for line in self.lines)
        return 100 * sum(line.done for line in self.lines) // parts if parts else 0

    @property
    def lessons_done(self) -> int:
        return sum(line.is_done for line in self.lines)

    def line(self, lesson_key: str) -> Line:
        return next(line for line in self.lines if line.lesson.key == lesson_key)

    def after(self, line: Line) -> Line | None:
        """The next unfinished lesson behind this one, else the first unfinished one before it."""
        later = [other for other in self.lines if other.number > line.number and not other.is_done]
        left = later or [other for other in self.lines if other.number != line.number and not other.is_done]
        return left[0] if left else None

    def following(self, line: Line) -> Line | None:
        return next((other for other in self.lines if other.number == line.number + 1), None)


DONE = Prepared(
    lambda: PartDone.objects.filter(enrolment=Slot("enrolment"), cycle=Slot("cycle")).values_list(
        "lesson_key", "kind", "key"
    )
)
LESSONS = Prepared(lambda: Lesson.objects.filter(revision=Slot("revision")))


def outline_of(revision: Revision, enrolment: Enrolment | None) -> Outline:
    """Two queries, whatever the length of the course."""
    done: set[PartName] = set()
    if enrolment is not None:
        done = set(DONE.all(enrolment=enrolment.pk, cycle=enrolment.cycle))
    by_lesson: dict[str, list[PartName]] = {}
    for lesson_key, kind, key in revision.parts:
        by_lesson.setdefault(lesson_key, []).append((lesson_key, kind, key))
    lines = []
    for number, lesson in enumerate(LESSONS.all(revision=revision.pk), start=1):
        parts = by_lesson.get(lesson.key, [])
        lines.append(Line(lesson, number, len(parts), len(done.intersection(parts))))
    return Outline(lines, done)


def confirmed_in(
    enrolment: Enrolment | None, blocks: Sequence[Block], lesson_key: str
) -> dict[str, datetime]:
    """When what is to be confirmed here was, by its key."""
    if enrolment is None or not any(block.kind == BlockKind.ACKNOWLEDGE for block in blocks):
        return {}
    parts = PartDone.objects.current(enrolment).filter(lesson_key=lesson_key, kind=PartKind.ACKNOWLEDGE)
    return dict(parts.values_list("key", "done_at"))
