"""The flat rows lessons are read from. What costs time (Markdown, formulas, diagrams) is paid at import.

A quiz block's `pages` hold, by language, all that its page may ever show; what is shown before an answer and
what only after it is decided in `courses.quiz_cards`.
"""

from collections.abc import Iterator

from courses.content.schema import WORK, CourseSource, LessonSource, QuizSource
from courses.models import Asset, Block, Lesson, PartKind, Revision, Term
from courses.rendering import Rendering, texts
from courses.rendering.blocks import contents_of
from courses.rendering.glossary import term_pages

Part = tuple[str, str, str]

DRAWN = 3
"""Raised whenever what is written here changes; `redraw` brings older revisions up to date."""


def parts_of(course: CourseSource) -> list[Part]:
    """What must be done, in order: every quiz, lab and confirmation, or the reading of a lesson that has none."""
    return [part for lesson in course.lessons for part in _lesson_parts(lesson)]


def redraw(revision: Revision) -> None:
    """Write the pages of a revision anew, from its source: its content stays, only how it is drawn changes."""
    course = CourseSource.model_validate(revision.source)
    rendering = Rendering.of(course)
    for source in course.lessons:
        blocks = Block.objects.filter(lesson__revision=revision, lesson__key=source.key)
        for block, content in zip(source.blocks, contents_of(source, rendering), strict=True):
            blocks.filter(kind=block.kind, key=block.key).update(content=content)
    revision.terms.all().delete()
    _write_terms(revision, course, rendering)
    Revision.objects.filter(pk=revision.pk).update(drawn=DRAWN)


def write_lessons(revision: Revision, course: CourseSource) -> None:
    rendering = Rendering.of(course)
    for position, source in enumerate(course.lessons):
        lesson = Lesson.objects.create(
            revision=revision,
            key=source.key,
            position=position,
            title=texts(source.title, rendering.languages),
            summary=texts(source.summary, rendering.languages),
            minutes=source.minutes,
        )
        contents = contents_of(source, rendering)
        Block.objects.bulk_create(
            Block(lesson=lesson, position=place, kind=block.kind, key=block.key, content=content)
            for place, (block, content) in enumerate(zip(source.blocks, contents, strict=True))
        )
    _write_terms(revision, course, rendering)


def quiz_of(block: Block) -> QuizSource:
    """The quiz with its answers, for grading."""
    return QuizSource.model_validate(block.content["quiz"], context={"stored": True})


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


def _lesson_parts(lesson: LessonSource) -> Iterator[Part]:
    work = [block for block in lesson.blocks if isinstance(block, WORK)]
    if not work:
        yield (lesson.key, PartKind.READ.value, lesson.key)
    for block in work:
        yield (lesson.key, block.kind, block.key)
