"""What nobody could ever reach or complete in a course, and needs that hold nobody up, though every file of it is right."""

from collections.abc import Iterator
from pathlib import Path

from courses.clock import database_now
from courses.content.needs import FILE
from courses.content.problems import Problem, gettext_noop
from courses.content.remarks import warning_at
from courses.content.schema import CourseSource, QuizBlock
from courses.models import Course

ARCHIVED = gettext_noop(
    "The course “%(key)s” is archived: nobody new can take it, so nobody has to do it before this one."
)
SHARED = gettext_noop(
    "“%(key)s” is a shared course, which nobody takes: so nobody has to do it before this one."
)
CLOSED = gettext_noop("This quiz closed on %(day)s: who begins now can never complete the lesson.")


def unreachable(course: CourseSource, folder: Path) -> Iterator[Problem]:
    """Warnings at their places: a course can be opened again, and other terms granted."""
    yield from _needs_in_vain(course, folder)
    yield from _behind_closed_quizzes(course, folder)


def _needs_in_vain(course: CourseSource, folder: Path) -> Iterator[Problem]:
    needed = {need.course: place for place, need in enumerate(course.needs) if need.level == "required"}
    if not needed:
        return
    published = Course.objects.filter(key__in=needed, published__isnull=False).select_related("published")
    for other in published.defer("published__source").order_by("key"):
        place = ("needs", needed[other.key], "course")
        if other.published and other.published.shared:
            yield warning_at(folder, FILE, place, SHARED, key=other.key)
        elif other.archived_at:
            yield warning_at(folder, FILE, place, ARCHIVED, key=other.key)


def _behind_closed_quizzes(course: CourseSource, folder: Path) -> Iterator[Problem]:
    closing = [
        (f"lessons/{lesson.key}/{block.key}.quiz.yaml", block.quiz.closes)
        for lesson in course.lessons
        for block in lesson.blocks
        if isinstance(block, QuizBlock) and block.quiz.closes
    ]
    now = database_now() if closing else None
    for path, closes in closing:
        if now and closes < now:
            day = closes.strftime("%Y-%m-%d %H:%M %z")
            yield warning_at(folder, path, ("closes",), CLOSED, day=day)
