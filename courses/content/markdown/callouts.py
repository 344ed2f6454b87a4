"""Callouts: `::: note Title` … `:::`, and `> [!NOTE] Title` as other sites write it."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from courses.content.markdown.page import Page
from courses.content.problems import gettext_noop as _

CALLOUTS = {"note": _("Note"), "tip": _("Tip"), "example": _("Example"), "warning": _("Warning")}
ALERTS = {name: name for name in CALLOUTS} | {"important": "warning", "caution": "warning"}
ALERT = re.compile(r"\[!([A-Za-z]{1,20})\][ \t]*([^\n]*)\n?")
Tokens = Sequence[Token]


def is_called(name: str) -> Callable[[str, str], bool]:
    """The check of a container: whether its first line begins with `name`."""
    return lambda info, markup: info.split(maxsplit=1)[:1] == [name]


def alerts(state: StateCore) -> None:
    """Block quotes that begin with [!KIND] become callouts; the rest of that line is the title."""
    quotes: list[Token] = []
    for at, token in enumerate(state.tokens):
        if token.type == "blockquote_open":
            quotes.append(token)
            if state.tokens[at + 1].type == "paragraph_open":
                _call_out(token, state.tokens[at + 1 : at + 4], state)
        elif token.type == "blockquote_close" and quotes.pop().type == "callout_open":
            token.type = "callout_close"


def _call_out(quote: Token, paragraph: Tokens, state: StateCore) -> None:
    text = paragraph[1]
    found = ALERT.match(text.content)
    if not found or not text.map:
        return
    name = ALERTS.get(found[1].lower())
    if name is None:
        _tell_unknown(found[1], text.map[0] + 1, state.env.get("page"))
        return
    quote.type, quote.info = "callout_open", f"{name} {found[2]}"
    text.content, text.map = text.content[found.end() :], [text.map[0] + 1, text.map[1]]
    for piece in (paragraph[0], paragraph[2]):
        piece.hidden = not text.content


def _tell_unknown(name: str, line: int, page: Page | None) -> None:
    if page is not None:
        known = ", ".join(f"[!{kind.upper()}]" for kind in ALERTS)
        page.error(line, _("“[!%(name)s]” is no callout. Known are %(known)s."), name=name, known=known)


def callout_open(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    page: Page = env["page"]
    name, _space, title = tokens[at].info.strip().partition(" ")
    kind = escape(page.translate(CALLOUTS[name]))
    said = f'<span class="callout-kind">{kind}</span> {escape(title.strip())}'
    return f'<div class="callout {name}" role="note"><p class="callout-title">{said}</p>\n'


def callout_close(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    return "</div>\n"


def container(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    if tokens[at].nesting < 0:
        return "</div>\n"
    if not is_closed(tokens[at], env["lines"]):
        line = tokens[at].meta["line"]
        env["page"].error(line, _("This callout is never closed. End it with ::: on a line of its own."))
    return callout_open(self, tokens, at, options, env)


def is_closed(token: Token, lines: Sequence[str]) -> bool:
    end = token.map[1] if token.map else 0
    return end < len(lines) and ":::" in lines[end]


RULES: dict[str, Any] = {
    "callout_open": callout_open,
    "callout_close": callout_close,
    **{f"container_{name}_{side}": container for name in CALLOUTS for side in ("open", "close")},
}
