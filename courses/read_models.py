"""The flat rows lessons are read from. What costs time (Markdown, formulas, diagrams) is paid at import.

A quiz block's `pages` hold, by language, all that its page may ever show; what is shown before an answer and
what only after it is decided in `courses.cards.drawing`.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext
from pydantic_core import from_json, to_json

from courses.content.drawing import Pool
from courses.content.markdown import References, Rendered, render
from courses.content.schema import CourseSource, LessonSource, QuizBlock, QuizSource
from courses.models import Asset, Block, Lesson, Revision, Term
from courses.rendering import Rendering, languages_of, texts
from courses.rendering.blocks import contents_of
from courses.rendering.glossary import term_pages

DRAWN = 7
"""Raised whenever what is written here changes; `redraw` brings older revisions up to date."""


def redraw(revision: Revision) -> None:
    """Write the pages of a revision anew, from its source: its content stays, only how it is drawn changes."""
    course = source_of(revision)
    rendering = Rendering.of(course)
    for source in course.lessons:
        lessons = Lesson.objects.filter(revision=revision, key=source.key)
        lessons.update(**titles_of(source, rendering.languages))
        blocks = Block.objects.filter(lesson__revision=revision, lesson__key=source.key)
        for block, content in zip(source.blocks, contents_of(source, rendering), strict=True):
            blocks.filter(kind=block.kind, key=block.key).update(content=content)
    revision.terms.all().delete()
    _write_terms(revision, course, rendering)
    told = {**titles_of(course, rendering.languages), "tags": tags_of(course), "drawn": DRAWN}
    Revision.objects.filter(pk=revision.pk).update(**told)


def source_of(revision: Revision) -> CourseSource:
    """The whole course as it was read; what is stored was checked then."""
    return CourseSource.model_validate(revision.source, context={"stored": True})


def write_lessons(revision: Revision, course: CourseSource) -> None:
    rendering = Rendering.of(course)
    for position, source in enumerate(course.lessons):
        lesson = Lesson.objects.create(
            revision=revision,
            key=source.key,
            position=position,
            **titles_of(source, rendering.languages),
            minutes=source.minutes,
        )
        contents = contents_of(source, rendering)
        Block.objects.bulk_create(
            Block(
                lesson=lesson,
                position=place,
                kind=block.kind,
                key=block.key,
                opens_at=block.quiz.opens if isinstance(block, QuizBlock) else None,
                content=content,
            )
            for place, (block, content) in enumerate(zip(source.blocks, contents, strict=True))
        )
    _write_terms(revision, course, rendering)


def quiz_of(block: Block) -> QuizSource:
    """The quiz with its answers, for grading."""
    return _quiz_from(to_json(block.content["quiz"]))


@lru_cache(maxsize=64)
def _quiz_from(content: bytes) -> QuizSource:
    """Kept by what it says, so that no other content can ever be taken for it."""
    return QuizSource.model_validate(from_json(content), context={"stored": True})


def pools_of(block: Block) -> list[Pool]:
    """What is drawn of the quiz's questions, and how many of it."""
    return [Pool(pool["count"], tuple(pool["keys"])) for pool in block.content.get("pools", ())]


def drawn_text(text: str, language: str, references: References) -> Rendered:
    """A text alone, as an author sees it while writing."""
    references = replace(references, opens_pictures=True)
    with translation.override(language):
        return render(text, prefix="preview", shift=1, translate=gettext, references=references)


def write_assets(revision: Revision, course: CourseSource) -> None:
    Asset.objects.bulk_create(
        Asset(
            revision=revision,
            path=asset.path,
            sha256=asset.sha256,
            media_type=asset.media_type,
            size=asset.size,
        )
        for asset in course.assets
    )


def _write_terms(revision: Revision, course: CourseSource, rendering: Rendering) -> None:
    terms = course.glossary.terms if course.glossary else ()
    Term.objects.bulk_create(
        Term(revision=revision, key=term.key, position=place, pages=term_pages(term, rendering))
        for place, term in enumerate(terms)
    )


def titles_of(source: CourseSource | LessonSource, languages: Sequence[str]) -> dict[str, dict[str, str]]:
    return {"title": texts(source.title, languages), "summary": texts(source.summary, languages)}


def tags_of(course: CourseSource) -> list[dict[str, Any]]:
    """Topics with a key for addresses, which is made of the source language and stays when translations come."""
    languages = languages_of(course)
    by_key = {slugify(tag.texts[tag.source], allow_unicode=True): tag for tag in course.tags}
    return [{"key": key, "title": texts(tag, languages)} for key, tag in by_key.items() if key]
