"""How far a person is in a course: one line per lesson, and the one thing to do next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from courses.models import Block, BlockKind, Enrolment, Lesson, PartDone, PartKind, QuizAttempt, Revision
from courses.states import AttemptState
from lms.kit.prepared import Prepared, Slot

PartName = tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """One lesson in the outline; `parts` are what must be done in it, `waiting` those handed in without a result yet."""

    lesson: Lesson
    number: int
    parts: int
    done: int
    waiting: int = 0

    @property
    def is_done(self) -> bool:
        return self.done >= self.parts

    @property
    def is_begun(self) -> bool:
        return 0 < self.done < self.parts

    @property
    def waits(self) -> bool:
        """Whether it is not done, and nothing can be done about it."""
        return not self.is_done and self.done + self.waiting >= self.parts


@dataclass(frozen=True)
class Outline:
    lines: Sequence[Line]
    done_parts: Collection[PartName]

    @property
    def next(self) -> Line | None:
        """The first lesson with something left to do, else the first that waits for a result."""
        return _first(line for line in self.lines if not line.is_done)

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
        """The next lesson behind this one with something left to do, else the first one before it."""
        others = [
            other for other in self.lines if other is not line and not other.is_done and not other.waits
        ]
        return _first(other for other in others if other.number > line.number) or _first(others)

    def following(self, line: Line) -> Line | None:
        return next((other for other in self.lines if other.number == line.number + 1), None)


def _first(lines: Iterable[Line]) -> Line | None:
    return min(lines, key=lambda line: (line.waits, line.number), default=None)


DONE = Prepared(
    lambda: PartDone.objects.filter(enrolment=Slot("enrolment"), cycle=Slot("cycle")).values_list(
        "lesson_key", "kind", "key"
    )
)
WAITING = Prepared(
    lambda: QuizAttempt.objects.filter(
        enrolment=Slot("enrolment"), cycle=Slot("cycle"), state=AttemptState.SUBMITTED
    ).values_list("lesson_key", "quiz_key")
)
LESSONS = Prepared(lambda: Lesson.objects.filter(revision=Slot("revision")))


def outline_of(revision: Revision, enrolment: Enrolment | None) -> Outline:
    """Two queries, whatever the length of the course; one more where something may wait for its marks."""
    done: set[PartName] = set()
    waiting: set[PartName] = set()
    if enrolment is not None:
        here = {"enrolment": enrolment.pk, "cycle": enrolment.cycle}
        done = set(DONE.all(**here))
        handed_in = WAITING.all(**here) if enrolment.may_wait else []
        waiting = {(lesson, PartKind.QUIZ.value, quiz) for lesson, quiz in handed_in} - done
    by_lesson: dict[str, list[PartName]] = {}
    for lesson_key, kind, key in revision.parts:
        by_lesson.setdefault(lesson_key, []).append((lesson_key, kind, key))
    lines = []
    for number, lesson in enumerate(LESSONS.all(revision=revision.pk), start=1):
        parts = by_lesson.get(lesson.key, [])
        counts = (len(parts), len(done.intersection(parts)), len(waiting.intersection(parts)))
        lines.append(Line(lesson, number, *counts))
    return Outline(lines, done)


def confirmed_in(
    enrolment: Enrolment | None, blocks: Sequence[Block], lesson_key: str
) -> dict[str, datetime]:
    """When what is to be confirmed here was, by its key."""
    if enrolment is None or not any(block.kind == BlockKind.ACKNOWLEDGE for block in blocks):
        return {}
    parts = PartDone.objects.current(enrolment).filter(lesson_key=lesson_key, kind=PartKind.ACKNOWLEDGE)
    return dict(parts.values_list("key", "done_at"))
