"""A term with its definition, as cards and the glossary's page show it."""

from typing import Any

from courses.content.glossary import TermSource
from courses.content.markdown import render_inline
from courses.rendering import Rendering


def term_pages(term: TermSource, rendering: Rendering) -> dict[str, Any]:
    return {language: _page(term, language) for language in rendering.languages}


def _page(term: TermSource, language: str) -> dict[str, Any]:
    definition, is_fallback = term.definition.in_language(language)
    called, stands_in = term.term.in_language(language)
    return {
        "term": called,
        "term_lang": term.term.source if stands_in else language,
        "html": render_inline(definition),
        "lang": term.definition.source if is_fallback else language,
        "aliases": list(term.aliases.get(language, ())),
    }
