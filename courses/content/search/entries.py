"""What of a course can be found: its title, its lessons, and each block by what a reader sees before any answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from courses.content.localized import LocalizedText
from courses.content.markdown.plain import plain
from courses.content.schema import Block, CourseSource, LabBlock, LessonSource, QuizBlock, TextBlock


class Kind(StrEnum):
    """What an entry leads to."""

    COURSE = "course"
    LESSON = "lesson"
    TEXT = "text"
    QUIZ = "quiz"
    LAB = "lab"


@dataclass(frozen=True)
class Entry:
    """One place in one language. `title` counts most, then `headings`, then `text`."""

    kind: Kind
    language: str
    lesson_key: str = ""
    key: str = ""
    title: str = ""
    headings: str = ""
    text: str = ""


def entries_of(course: CourseSource) -> Iterator[Entry]:
    """In each language for which there is a text of its own: a stand-in would only be found twice."""
    for language in course.languages:
        if title := _own(course.title, language):
            yield Entry(Kind.COURSE, language, title=title, text=_own(course.summary, language))
        for lesson in course.lessons:
            yield from _lesson(lesson, language)


def _lesson(lesson: LessonSource, language: str) -> Iterator[Entry]:
    if title := _own(lesson.title, language):
        summary = _own(lesson.summary, language)
        yield Entry(Kind.LESSON, language, lesson.key, title=title, text=summary)
    for block in lesson.blocks:
        entry = _block(block, lesson.key, language)
        if entry is not None and (entry.title or entry.text):
            yield entry


def _block(block: Block, lesson_key: str, language: str) -> Entry | None:
    """Of a quiz the title only: a question that was not asked yet must not be read here."""
    match block:
        case TextBlock():
            page = plain(_own(block.text, language))
            headings = "\n".join(page.headings)
            return Entry(Kind.TEXT, language, lesson_key, block.key, headings=headings, text=page.text)
        case QuizBlock():
            return Entry(Kind.QUIZ, language, lesson_key, block.key, title=_own(block.quiz.title, language))
        case LabBlock():
            title, summary = _own(block.lab.title, language), _own(block.lab.summary, language)
            return Entry(Kind.LAB, language, lesson_key, block.key, title=title, text=summary)
    return None


def _own(text: LocalizedText, language: str) -> str:
    words, is_fallback = text.in_language(language)
    return "" if is_fallback else words
