"""What asks a reader to think, to confirm, or to read on elsewhere."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from courses.content.blocks import AcknowledgeBlock, Resource, ResourcesBlock, RevealBlock
from courses.content.localized import LocalizedText
from courses.content.markdown import render_inline
from courses.rendering import Rendering, texts

Content = dict[str, Any]
SHOW = gettext_noop("Show the answer")
CONFIRM = gettext_noop("I have read this and will follow it.")
TO_READ_ON = gettext_noop("To read on")
KINDS = {
    "article": _("Article"),
    "book": _("Book"),
    "course": _("Course"),
    "documentation": _("Documentation"),
    "faq": _("Questions and answers"),
    "paper": _("Paper"),
    "tool": _("Tool"),
    "video": _("Video"),
}
LEVELS = {
    "beginner": _("for beginners"),
    "intermediate": _("with some experience"),
    "advanced": _("for experts"),
}


def reveal_content(block: RevealBlock, rendering: Rendering) -> Content:
    def page(language: str) -> Content:
        prompt, lang = rendering.text(block.reveal.prompt, language, prefix=f"{block.key}_q", shift=3)
        answer, answer_lang = rendering.text(block.reveal.answer, language, prefix=f"{block.key}_a", shift=3)
        return {
            "lang": lang,
            "prompt": prompt.html,
            "answer": answer.html,
            "answer_lang": answer_lang,
            "show": _worded(block.reveal.show, language, SHOW),
            "terms": [*prompt.terms, *answer.terms],
        }

    return {"pages": {language: page(language) for language in rendering.languages}}


def acknowledge_content(block: AcknowledgeBlock, rendering: Rendering) -> Content:
    def page(language: str) -> Content:
        statement, lang = rendering.text(block.acknowledge.statement, language, prefix=block.key, shift=3)
        confirm = _worded(block.acknowledge.confirm, language, CONFIRM)
        return {"lang": lang, "html": statement.html, "confirm": confirm, "terms": list(statement.terms)}

    pages = {language: page(language) for language in rendering.languages}
    return {"title": texts(block.acknowledge.title, rendering.languages), "pages": pages}


def resources_content(block: ResourcesBlock, rendering: Rendering) -> Content:
    def page(language: str) -> Content:
        title = _worded(block.resources.title, language, TO_READ_ON)
        items = [_resource(item, language) for item in block.resources.items]
        return {"title": title, "items": items}

    return {"pages": {language: page(language) for language in rendering.languages}}


def _resource(item: Resource, language: str) -> Content:
    why, is_fallback = item.why.in_language(language)
    with translation.override(language):
        kind = str(KINDS[item.kind])
        level = str(LEVELS[item.level]) if item.level else ""
    return {
        "title": item.title.in_language(language)[0],
        "url": item.url,
        "host": item.host,
        "kind": kind,
        "level": level,
        "minutes": item.minutes,
        "why": render_inline(why),
        "lang": item.why.source if is_fallback else language,
    }


def _worded(text: LocalizedText | None, language: str, otherwise: str) -> str:
    """The author's words, else the site's."""
    if text is not None:
        return text.in_language(language)[0]
    with translation.override(language):
        return gettext(otherwise)
