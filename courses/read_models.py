"""The flat rows lessons are read from. What costs time (Markdown, formulas, diagrams) is paid at import.

A quiz block's `pages` hold, by language, all that its page may ever show; what is shown before an answer and
what only after it is decided in `courses.quiz_cards`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify
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
    WidgetBlock,
)
from courses.models import Block, Lesson, Revision

DRAWN = 2
"""Raised whenever what is written here changes; `redraw` brings older revisions up to date."""


def redraw(revision: Revision) -> None:
    """Write the pages of a revision anew, from its source: its content stays, only how it is drawn changes."""
    course = source_of(revision)
    languages, banks = languages_of(course), banks_of(course)
    for source in course.lessons:
        blocks = Block.objects.filter(lesson__revision=revision, lesson__key=source.key)
        for block, content in zip(source.blocks, _block_contents(source, languages, banks), strict=True):
            blocks.filter(kind=block.kind, key=block.key).update(content=content)
    Revision.objects.filter(pk=revision.pk).update(drawn=DRAWN)


def source_of(revision: Revision) -> CourseSource:
    """The whole course as it was read; what is stored was checked then."""
    return CourseSource.model_validate(revision.source, context={"stored": True})


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
            Block(lesson=lesson, position=place, kind=block.kind, key=block.key, content=content)
            for place, (block, content) in enumerate(zip(source.blocks, contents, strict=True))
        )


def quiz_of(block: Block) -> QuizSource:
    """The quiz with its answers, for grading."""
    return QuizSource.model_validate(block.content["quiz"], context={"stored": True})


def drawn_text(text: str, language: str) -> Rendered:
    """A text alone, as an author sees it while writing."""
    return _rendered(text, language, prefix="preview", shift=1)


def drawn_quiz(block: QuizBlock, course: CourseSource) -> dict[str, Any]:
    """What would be stored of a quiz of a course that is being written."""
    return _quiz_content(block, languages_of(course), banks_of(course))


def languages_of(course: CourseSource) -> list[str]:
    """The course's languages, its source first, then those of the interface."""
    return list(dict.fromkeys([*course.languages, *dict(settings.LANGUAGES)]))


def banks_of(course: CourseSource) -> dict[str, BankSource]:
    return {bank.key: bank for bank in course.banks}


def texts(text: LocalizedText, languages: Iterable[str]) -> dict[str, str]:
    """One text per language, the source standing in where a translation is missing."""
    return {language: text.in_language(language)[0] for language in languages}


def tags_of(course: CourseSource) -> list[dict[str, Any]]:
    """Topics with a key for addresses, which is made of the source language and stays when translations come."""
    languages = languages_of(course)
    by_key = {slugify(tag.texts[tag.source], allow_unicode=True): tag for tag in course.tags}
    return [{"key": key, "title": texts(tag, languages)} for key, tag in by_key.items() if key]


def _block_contents(
    lesson: LessonSource, languages: list[str], banks: Mapping[str, BankSource]
) -> Iterator[dict[str, Any]]:
    lifts = {language: _heading_lift(lesson, language) for language in languages}
    for block in lesson.blocks:
        if isinstance(block, TextBlock):
            yield {"pages": {code: _text_page(block, code, lifts[code]) for code in languages}}
        elif isinstance(block, QuizBlock):
            yield _quiz_content(block, languages, banks)
        elif isinstance(block, WidgetBlock):
            yield {"pages": {code: _widget_page(block, code) for code in languages}}
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


def _widget_page(block: WidgetBlock, language: str) -> dict[str, Any]:
    """`settings` is what its module gets; `table` what stands there without one."""
    widget = block.widget
    title, is_fallback = widget.title.in_language(language)
    caption = widget.caption.in_language(language)[0] if widget.caption else ""
    with translation.override(language):
        table, words = widget.table(language, gettext), widget.words(gettext)
    return {
        "widget": widget.widget,
        "lang": widget.title.source if is_fallback else language,
        "title": title,
        "caption": _rendered(caption, language, prefix=f"{block.key}-caption", shift=3).html,
        "table": asdict(table),
        "settings": {**widget.data(language), "words": words},
    }


def _quiz_content(block: QuizBlock, languages: list[str], banks: Mapping[str, BankSource]) -> dict[str, Any]:
    """Everything that the quiz may ask; `pools` say how many of what is drawn."""
    quiz = with_candidates(block.quiz, banks)
    pools = [{"count": pool.count, "keys": list(pool.keys)} for pool in pools_of(block.quiz, banks)]
    pages = {code: _quiz_page(quiz, block.key, code) for code in languages}
    return {"quiz": quiz.model_dump(mode="json"), "pools": pools, "pages": pages}


def _quiz_page(quiz: QuizSource, key: str, language: str) -> dict[str, Any]:
    return {
        "title": quiz.title.in_language(language)[0],
        "questions": [question_page(q, f"{key}-{q.key}", language) for q in quiz.questions],
    }


def question_page(question: BaseQuestion, prefix: str, language: str) -> dict[str, Any]:
    """A question as its page shows it, in one language; `prefix` keeps the ids of several apart."""
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
