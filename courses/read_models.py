"""The flat rows lessons are read from. What costs time (Markdown, formulas, diagrams) is paid at import.

A quiz block's `pages` hold, by language, all that its page may ever show; what is shown before an answer and
what only after it is decided in `courses.quiz_drawing`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from courses.content.drawing import pools_of, with_candidates
from courses.content.markdown import Rendered, render, render_inline
from courses.content.questions import BaseQuestion
from courses.content.schema import (
    BankSource,
    CourseSource,
    LabBlock,
    LessonSource,
    LocalizedText,
    QuizBlock,
    QuizSource,
    TextBlock,
)
from courses.models import Block, Lesson, PartKind, Revision

Part = tuple[str, str, str]

DRAWN = 2
"""Raised whenever what is written here changes; `redraw` brings older revisions up to date."""


def parts_of(course: CourseSource) -> list[Part]:
    """What must be done, in order: every quiz and lab, or the reading of a lesson that has neither."""
    return [part for lesson in course.lessons for part in _lesson_parts(lesson)]


def redraw(revision: Revision) -> None:
    """Write the pages of a revision anew, from its source: its content stays, only how it is drawn changes."""
    course = CourseSource.model_validate(revision.source)
    languages, banks = languages_of(course), banks_of(course)
    for source in course.lessons:
        blocks = Block.objects.filter(lesson__revision=revision, lesson__key=source.key)
        for block, content in zip(source.blocks, _block_contents(source, languages, banks), strict=True):
            blocks.filter(kind=block.kind, key=block.key).update(content=content)
    Revision.objects.filter(pk=revision.pk).update(drawn=DRAWN)


def write_lessons(revision: Revision, course: CourseSource) -> None:
    languages, banks = languages_of(course), banks_of(course)
    for position, source in enumerate(course.lessons):
        lesson = Lesson.objects.create(
            revision=revision,
            key=source.key,
            position=position,
            title=texts(source.title, languages),
            summary=texts(source.summary, languages),
            minutes=source.minutes,
        )
        contents = _block_contents(source, languages, banks)
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


def quiz_of(block: Block) -> QuizSource:
    """The quiz with its answers, for grading."""
    return QuizSource.model_validate(block.content["quiz"], context={"stored": True})


def languages_of(course: CourseSource) -> list[str]:
    """The course's languages, its source first, then those of the interface."""
    return list(dict.fromkeys([*course.languages, *dict(settings.LANGUAGES)]))


def banks_of(course: CourseSource) -> dict[str, BankSource]:
    return {bank.key: bank for bank in course.banks}


def texts(text: LocalizedText, languages: Iterable[str]) -> dict[str, str]:
    """One text per language, the source standing in where a translation is missing."""
    return {language: text.in_language(language)[0] for language in languages}


def _lesson_parts(lesson: LessonSource) -> Iterator[Part]:
    work = [block for block in lesson.blocks if not isinstance(block, TextBlock)]
    if not work:
        yield (lesson.key, PartKind.READ.value, lesson.key)
    for block in work:
        yield (lesson.key, block.kind, block.key)


def _block_contents(
    lesson: LessonSource, languages: list[str], banks: Mapping[str, BankSource]
) -> Iterator[dict[str, Any]]:
    lifts = {language: _heading_lift(lesson, language) for language in languages}
    for block in lesson.blocks:
        if isinstance(block, TextBlock):
            yield {"pages": {code: _text_page(block, code, lifts[code]) for code in languages}}
        elif isinstance(block, QuizBlock):
            yield _quiz_content(block, languages, banks)
        else:
            yield _lab_content(block, languages)


def _rendered(text: str, language: str, **options: Any) -> Rendered:
    with translation.override(language):
        return render(text, translate=gettext, **options)


def _heading_lift(lesson: LessonSource, language: str) -> int:
    """How far headings move so that the highest one of a lesson's texts stands right below its title."""
    blocks = [block for block in lesson.blocks if isinstance(block, TextBlock)]
    pages = [_rendered(block.text.in_language(language)[0], language, shift=0) for block in blocks]
    return 2 - min((heading.level for page in pages for heading in page.headings), default=2)


def _text_page(block: TextBlock, language: str, lift: int) -> dict[str, str]:
    text, is_fallback = block.text.in_language(language)
    told = block.text.source if is_fallback else language
    return {"lang": told, "html": _rendered(text, told, prefix=block.key, shift=lift).html}


def _quiz_content(block: QuizBlock, languages: list[str], banks: Mapping[str, BankSource]) -> dict[str, Any]:
    """Everything that the quiz may ask; `pools` say how many of what is drawn."""
    quiz = with_candidates(block.quiz, banks)
    pools = [{"count": pool.count, "keys": list(pool.keys)} for pool in pools_of(block.quiz, banks)]
    pages = {code: _quiz_page(quiz, block.key, code) for code in languages}
    return {"quiz": quiz.model_dump(mode="json"), "pools": pools, "pages": pages}


def _quiz_page(quiz: QuizSource, key: str, language: str) -> dict[str, Any]:
    return {
        "title": quiz.title.in_language(language)[0],
        "questions": [_question_page(q, f"{key}-{q.key}", language) for q in quiz.questions],
    }


def _question_page(question: BaseQuestion, prefix: str, language: str) -> dict[str, Any]:
    public = question.public(language, render_inline)
    said = {key: question.feedback_text(key, language) for key in question.feedback_keys()}
    lang = question.prompt.source if public.pop("is_fallback") else language
    return public | {
        "lang": lang,
        "prompt": _rendered(public["prompt"], lang, prefix=prefix, shift=3).html,
        "feedback": {k: _rendered(t, lang, prefix=f"{prefix}-f", shift=3).html for k, t in said.items()},
        "solution": question.solution(language, render_inline),
    }


def _lab_content(block: LabBlock, languages: list[str]) -> dict[str, Any]:
    lab = block.lab.model_dump(mode="json")
    named = {"title": texts(block.lab.title, languages), "summary": texts(block.lab.summary, languages)}
    return {**lab, **named}
