"""What of a course can be found: its title, its lessons, and each block by what a reader sees before any answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from courses.content.blocks import (
    AcknowledgeBlock,
    FileBlock,
    ImageBlock,
    ReplayBlock,
    ResourcesBlock,
    RevealBlock,
    VideoBlock,
)
from courses.content.localized import LocalizedText
from courses.content.markdown.plain import plain
from courses.content.schema import (
    Block,
    CourseSource,
    LabBlock,
    LessonSource,
    QuizBlock,
    TextBlock,
    WidgetBlock,
)


class Kind(StrEnum):
    """What an entry leads to."""

    COURSE = "course"
    LESSON = "lesson"
    TEXT = "text"
    QUIZ = "quiz"
    LAB = "lab"
    TERM = "term"
    WIDGET = "widget"
    IMAGE = "image"
    VIDEO = "video"
    FILE = "file"
    REVEAL = "reveal"
    REPLAY = "replay"
    ACKNOWLEDGE = "acknowledge"
    RESOURCES = "resources"


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
        for term in course.glossary.terms if course.glossary else ():
            if title := _own(term.term, language):
                said = "\n".join([*term.aliases.get(language, ()), _plain(term.definition, language)])
                yield Entry(Kind.TERM, language, key=term.key, title=title, text=said)


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
    called, texts = _aside(block)
    if called is None and not texts:
        return None
    said = "\n".join(text for text in (_plain(one, language) for one in texts) if text)
    named = _own(called, language) if called else ""
    return Entry(Kind(block.kind), language, lesson_key, block.key, title=named, text=said)


def _aside(block: Block) -> tuple[LocalizedText | None, list[LocalizedText | None]]:
    """Title and texts of a block beside the texts; of what is thought about first, the question only."""
    match block:
        case WidgetBlock():
            return block.widget.title, [block.widget.caption]
        case ImageBlock():
            return None, [block.image.caption, block.image.alt]
        case VideoBlock():
            return block.video.title, [block.video.transcript]
        case FileBlock():
            return block.file.title, [block.file.about]
        case ReplayBlock():
            return block.replay.title, [block.replay.about]
        case RevealBlock():
            return None, [block.reveal.prompt]
        case AcknowledgeBlock():
            return block.acknowledge.title, [block.acknowledge.statement]
        case ResourcesBlock():
            listed = block.resources.items
            return block.resources.title, [text for one in listed for text in (one.title, one.why)]
    return None, []


def _plain(text: LocalizedText | None, language: str) -> str:
    return plain(_own(text, language)).text if text else ""


def _own(text: LocalizedText, language: str) -> str:
    words, is_fallback = text.in_language(language)
    return "" if is_fallback else words
