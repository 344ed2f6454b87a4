"""Terms of the glossary in a text: `[[learning rate]]`, or `[[learning rate|the rate]]` to say it otherwise.

A term is a link to its definition, which the page has at its end; a script shows it in a card beside the term.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from courses.content.markdown.page import Page
from courses.content.markdown.references import NotThere

TERM = re.compile(r"\[\[([^\[\]|\n]{1,80})(?:\|([^\[\]|\n]{1,80}))?\]\]")


def term(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    page: Page | None = state.env.get("page")
    if page is None or page.references.term is None:
        return False
    found = TERM.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if silent:  # a link looks for its end: to it these are brackets in brackets, and no link in a link
        state.pos += 1
        return True
    token = state.push("term", "a", 0)
    token.content = (found[2] or found[1]).strip()
    token.meta = {"name": found[1], "is_plain": state.linkLevel > 0}
    state.pos = found.end()
    return True


def plain_in_headings(state: StateCore) -> None:
    """A heading is listed and linked to, so a term in it stays words."""
    for heading, text in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type == "heading_open":
            for child in text.children or ():
                if child.type == "term":
                    child.meta["is_plain"] = True


def draw_term(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    token, page = tokens[at], env["page"]
    assert page.references.term is not None
    said = escape(token.content)
    try:
        key = page.references.term(token.meta["name"])
    except NotThere as absent:
        page.error(token.meta["line"], absent.template, **absent.params)
        return said
    if token.meta["is_plain"]:
        return said
    page.terms.setdefault(key)
    return f'<a class="term" href="#term_{escape(key)}" aria-describedby="said_{escape(key)}">{said}</a>'


RULES: dict[str, Any] = {"term": draw_term}
