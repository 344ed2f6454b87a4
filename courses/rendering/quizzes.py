"""Quizzes, and checks, which are quizzes of one question."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from courses.content.blocks import CheckBlock
from courses.content.drawing import pools_of, with_candidates
from courses.content.localized import LocalizedText
from courses.content.markdown import Rendered, render, render_inline
from courses.content.questions import BaseQuestion
from courses.content.schema import QuizBlock, QuizSource
from courses.rendering import Rendering

Content = dict[str, Any]


def quiz_content(block: QuizBlock, rendering: Rendering) -> Content:
    """Everything that the quiz may ask; `pools` say how many of what is drawn."""
    quiz = with_candidates(block.quiz, rendering.banks)
    pools = [{"count": pool.count, "keys": list(pool.keys)} for pool in pools_of(block.quiz, rendering.banks)]
    return quiz_pages(quiz, block.key, rendering) | {"pools": pools}


def check_content(block: CheckBlock, rendering: Rendering) -> Content:
    source = block.check.question.prompt.source
    title = block.check.title or LocalizedText(source=source, texts=_own_title(source, rendering))
    quiz = QuizSource.model_validate({"title": title, "pass": 1, "questions": (block.check.question,)})
    return quiz_pages(quiz, block.key, rendering) | {"pools": []}


def _own_title(source: str, rendering: Rendering) -> dict[str, str]:
    titles = {}
    for language in dict.fromkeys([source, *rendering.languages]):
        with translation.override(language):
            titles[language] = gettext("Check yourself")
    return titles


def quiz_pages(quiz: QuizSource, key: str, rendering: Rendering) -> Content:
    """What is stored of a quiz: itself, and what its page may ever show, by language."""
    pages = {code: _quiz_page(quiz, key, code, rendering) for code in rendering.languages}
    return {"quiz": quiz.model_dump(mode="json"), "pages": pages}


def _quiz_page(quiz: QuizSource, key: str, language: str, rendering: Rendering) -> Content:
    drawn = [question_page(q, f"{key}-{q.key}", language, rendering) for q in quiz.questions]
    terms = dict.fromkeys(term for page in drawn for term in page.pop("terms"))
    return {"title": quiz.title.in_language(language)[0], "questions": drawn, "terms": list(terms)}


def question_page(question: BaseQuestion, prefix: str, language: str, rendering: Rendering) -> Content:
    """A question as its page shows it, in one language; `prefix` keeps the ids of several apart."""
    public = question.public(language, render_inline)
    lang = question.prompt.source if public.pop("is_fallback") else language
    prompt = _said(public["prompt"], lang, prefix, rendering)
    said = {key: question.feedback_text(key, language) for key in question.feedback_keys()}
    feedback = {key: _said(text, lang, f"{prefix}-f", rendering) for key, text in said.items()}
    return public | {
        "lang": lang,
        "prompt": prompt.html,
        "feedback": {key: drawn.html for key, drawn in feedback.items()},
        "solution": question.solution(language, render_inline),
        "terms": [term for drawn in (prompt, *feedback.values()) for term in drawn.terms],
    }


def _said(text: str, lang: str, prefix: str, rendering: Rendering) -> Rendered:
    with translation.override(lang):
        return render(text, prefix=prefix, shift=3, translate=gettext, references=rendering.references)
