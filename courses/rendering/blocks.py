"""The stored content of each block of a lesson, by its kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from courses.content.markdown import Rendered
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
    texts_of = _text_contents([one for one in lesson.blocks if isinstance(one, TextBlock)], rendering)
    for block in lesson.blocks:
        yield texts_of[block.key] if isinstance(block, TextBlock) else content_of(block, rendering)


def content_of(block: Any, rendering: Rendering) -> Content:
    """What is stored of a block by itself; in a lesson its texts share their headings."""
    if isinstance(block, TextBlock):
        return _text_contents([block], rendering)[block.key]
    return OF_KIND[block.kind](block, rendering)


def _text_contents(blocks: Sequence[TextBlock], rendering: Rendering) -> dict[str, Content]:
    """By block."""
    drawn = {language: _text_pages(blocks, language, rendering) for language in rendering.languages}
    return {
        block.key: {"pages": {language: pages[block.key] for language, pages in drawn.items()}}
        for block in blocks
    }


def _text_pages(blocks: Sequence[TextBlock], language: str, rendering: Rendering) -> dict[str, Content]:
    """By block. Headings move so that the highest one of a lesson stands right below its title, mostly not at all."""

    def drawn(shift: int) -> dict[str, tuple[Rendered, str]]:
        return {
            block.key: rendering.text(block.text, language, prefix=block.key, shift=shift) for block in blocks
        }

    pages = drawn(shift=0)
    levels = [heading.level for page, _lang in pages.values() for heading in page.headings]
    if lift := 2 - min(levels, default=2):
        pages = drawn(shift=lift)
    return {
        key: {"lang": lang, "html": page.html, "terms": list(page.terms)}
        for key, (page, lang) in pages.items()
    }
