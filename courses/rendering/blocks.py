"""The stored content of each block of a lesson, by its kind."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from courses.content.schema import LabBlock, LessonSource, TextBlock
from courses.rendering import Rendering, texts
from courses.rendering.asides import acknowledge_content, resources_content, reveal_content
from courses.rendering.media import file_content, image_content, video_content
from courses.rendering.quizzes import check_content, quiz_content
from courses.rendering.replays import replay_content
from courses.rendering.widgets import widget_content

Content = dict[str, Any]


def _lab_content(block: LabBlock, rendering: Rendering) -> Content:
    lab = block.lab.model_dump(mode="json")
    named = {
        "title": texts(block.lab.title, rendering.languages),
        "summary": texts(block.lab.summary, rendering.languages),
    }
    return {**lab, **named}


OF_KIND: Mapping[str, Callable[[Any, Rendering], Content]] = {
    "lab": _lab_content,
    "quiz": quiz_content,
    "check": check_content,
    "replay": replay_content,
    "image": image_content,
    "video": video_content,
    "file": file_content,
    "reveal": reveal_content,
    "acknowledge": acknowledge_content,
    "resources": resources_content,
    "widget": widget_content,
}


def contents_of(lesson: LessonSource, rendering: Rendering) -> Iterator[Content]:
    lifts = {language: _heading_lift(lesson, language, rendering) for language in rendering.languages}
    for block in lesson.blocks:
        if isinstance(block, TextBlock):
            yield {"pages": {code: _text_page(block, code, lift, rendering) for code, lift in lifts.items()}}
        else:
            yield content_of(block, rendering)


def content_of(block: Any, rendering: Rendering) -> Content:
    """What is stored of a block that is no text; texts share their headings with the others of their lesson."""
    return OF_KIND[block.kind](block, rendering)


def _heading_lift(lesson: LessonSource, language: str, rendering: Rendering) -> int:
    """How far headings move so that the highest one of a lesson's texts stands right below its title."""
    blocks = [block for block in lesson.blocks if isinstance(block, TextBlock)]
    pages = [rendering.text(block.text, language, shift=0)[0] for block in blocks]
    return 2 - min((heading.level for page in pages for heading in page.headings), default=2)


def _text_page(block: TextBlock, language: str, lift: int, rendering: Rendering) -> Content:
    drawn, lang = rendering.text(block.text, language, prefix=block.key, shift=lift)
    return {"lang": lang, "html": drawn.html, "terms": list(drawn.terms)}
