"""How long a lesson takes, estimated from what it holds, beside what its file says.

English is read at about 238 words a minute (Brysbaert, How many words do we read per minute?, 2019), Chinese at about 260
characters by words (the same) and at 300 to 400 by other counts; whoever learns is slower than whoever reads a story.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from courses.content.blocks import (
    AcknowledgeBlock,
    CheckBlock,
    FileBlock,
    ReplayBlock,
    ResourcesBlock,
    RevealBlock,
    VideoBlock,
)
from courses.content.localized import LocalizedText
from courses.content.markdown.plain import plain
from courses.content.problems import Problem, Tongue
from courses.content.problems import gettext_noop as _
from courses.content.remarks import warning_at
from courses.content.schema import (
    Block,
    CourseSource,
    LabBlock,
    LessonSource,
    QuizBlock,
    TextBlock,
    WidgetBlock,
)

WORDS, CHARACTERS = 220, 350
"""Read in a minute."""
A_QUESTION, A_VIDEO, A_TRIAL = 0.75, 2.0, 2.0
"""Minutes; a trial is a widget, a replay or a lab."""
OPEN_ENDED = (LabBlock, FileBlock, ResourcesBlock, VideoBlock, ReplayBlock)
"""What may take much longer than anybody can count."""
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"\w+(?:['’.-]\w+)*")

TOO_SHORT = _(
    "“minutes” says %(said)d, but this takes about %(needed)d in %(language)s (words: %(words)d, Chinese characters: "
    "%(characters)d, questions: %(questions)d, videos and things to try: %(others)d). Write %(needed)d or divide it."
)
TOO_LONG = _(
    "“minutes” says %(said)d, but this takes about %(needed)d in %(language)s (words: %(words)d, Chinese characters: "
    "%(characters)d, questions: %(questions)d, videos and things to try: %(others)d). Write about %(needed)d."
)
NOT_THE_SUM = _("“minutes” says %(said)d, but the lessons take %(sum)d together. Write %(sum)d.")


@dataclass
class Counted:
    """What a lesson holds in one language."""

    words: int = 0
    characters: int = 0
    questions: int = 0
    videos: int = 0
    trials: int = 0

    @property
    def minutes(self) -> int:
        reading = self.words / WORDS + self.characters / CHARACTERS
        doing = self.questions * A_QUESTION + self.videos * A_VIDEO + self.trials * A_TRIAL
        return max(1, math.ceil(reading + doing))

    def read(self, text: str) -> None:
        self.characters += len(HAN.findall(text))
        self.words += len(WORD.findall(HAN.sub(" ", text)))


def time_remarks(course: CourseSource, folder: Path) -> Iterator[Problem]:
    """Warnings where the time said is clearly not the time needed; nobody takes a shared course."""
    if course.shared:
        return
    for lesson in course.lessons:
        yield from _of_lesson(course, lesson, folder)
    together = sum(lesson.minutes for lesson in course.lessons)
    if is_too_short(course.minutes, together) or course.minutes > 2 * together + 5:
        told = {"said": course.minutes, "sum": together}
        yield warning_at(folder, "course.yaml", ("minutes",), NOT_THE_SUM, **told)


def counted(lesson: LessonSource, language: str) -> Counted:
    found = Counted()
    for block in lesson.blocks:
        _count(block, language, found)
    return found


def is_too_short(said: int, needed: int) -> bool:
    return needed > 1.25 * said + 2


def _of_lesson(course: CourseSource, lesson: LessonSource, folder: Path) -> Iterator[Problem]:
    is_open = any(isinstance(block, OPEN_ENDED) for block in lesson.blocks)
    for language in course.languages:
        if not any(_is_written(block, language) for block in lesson.blocks):
            continue
        found = counted(lesson, language)
        needed, said = found.minutes, lesson.minutes
        is_too_long = not is_open and said > 2 * needed + 5
        if is_too_short(said, needed) or is_too_long:
            told = {"said": said, "needed": needed, "words": found.words, "characters": found.characters}
            told |= {"questions": found.questions, "others": found.videos + found.trials}
            template, path = TOO_LONG if is_too_long else TOO_SHORT, f"lessons/{lesson.key}/lesson.yaml"
            yield warning_at(folder, path, ("minutes",), template, language=Tongue(language), **told)


def _is_written(block: Block, language: str) -> bool:
    """Whether its text is there in this language; of lessons without a text the source says enough."""
    return isinstance(block, TextBlock) and not block.text.in_language(language)[1]


def _count(block: Block, language: str, found: Counted) -> None:
    match block:
        case TextBlock():
            _read(found, language, block.text)
        case QuizBlock():
            found.questions += len(block.quiz.questions) + sum(draw.count for draw in block.quiz.draw)
        case CheckBlock():
            found.questions += 1
        case VideoBlock():
            found.videos += 1
        case RevealBlock():
            _read(found, language, block.reveal.prompt, block.reveal.answer)
        case AcknowledgeBlock():
            _read(found, language, block.acknowledge.statement)
        case WidgetBlock() | LabBlock() | ReplayBlock():
            found.trials += 1


def _read(found: Counted, language: str, *texts: LocalizedText) -> None:
    for text in texts:
        found.read(plain(text.in_language(language)[0]).text)
