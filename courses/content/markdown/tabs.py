"""Tabs: `:::: tabs` around two or more `::: tab Title` … `:::`. Written one after another, each under a heading.

A script may show them as tabs; whoever has none, or prints, reads all of them.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from courses.content.markdown.callouts import is_closed
from courses.content.markdown.page import Page
from courses.content.problems import gettext_noop as _

FEWEST, MOST = 2, 8
GROUP, TAB = "container_tabs", "container_tab"
STRAY = _("Between :::: tabs and its end there may be nothing but ::: tab Title … ::: blocks.")
OUTSIDE = _("A ::: tab stands inside :::: tabs … ::::, which has one colon more.")
OPEN = _("This tab is never closed. End it with ::: on a line of its own.")
OPEN_GROUP = _(
    "These tabs are never closed. Write :::: tabs and end with ::::, one colon more than each tab."
)
COUNT = _("Tabs need %(fewest)d to %(most)d of them; here are %(count)d.")
UNTITLED = _("Give this tab a title: ::: tab Title")
Tokens = Sequence[Token]


def check_tabs(state: StateCore) -> None:
    """Every tab has a title and a group; every group has tabs, and nothing else."""
    page: Page | None = state.env.get("page")
    if page is None:
        return
    inside: list[tuple[str, Token]] = []
    counts: dict[int, int] = {}
    for token in state.tokens:
        if token.nesting < 0:
            _closed(*inside.pop(), counts, page)
            continue
        parent = inside[-1][1] if inside else None
        _check_place(token, parent, page)
        if parent is not None and token.type == f"{TAB}_open":
            counts[id(parent)] = counts.get(id(parent), 0) + 1
        if token.nesting > 0:
            inside.append((token.type, token))


def _check_place(token: Token, parent: Token | None, page: Page) -> None:
    is_tab = token.type == f"{TAB}_open"
    in_group = parent is not None and parent.type == f"{GROUP}_open"
    if is_tab and not in_group:
        page.error(_line(token), OUTSIDE)
    elif in_group and not is_tab:
        page.error(_line(token), STRAY)
    if is_tab and not _title(token):
        page.error(_line(token), UNTITLED)


def _closed(kind: str, token: Token, counts: dict[int, int], page: Page) -> None:
    count = counts.get(id(token), 0)
    if kind == f"{GROUP}_open" and not FEWEST <= count <= MOST:
        page.error(_line(token), COUNT, fewest=FEWEST, most=MOST, count=count)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _title(token: Token) -> str:
    return token.info.strip().partition(" ")[2].strip()


def group(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    page: Page = env["page"]
    if tokens[at].nesting < 0:
        page.tab_levels.pop()
        return "</div>\n"
    if not is_closed(tokens[at], env["lines"]):
        page.error(_line(tokens[at]), OPEN_GROUP)
    page.tab_levels.append(page.level_below)
    return '<div class="tabs">\n'


def tab(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    page: Page = env["page"]
    if tokens[at].nesting < 0:
        return "</section>\n"
    if not is_closed(tokens[at], env["lines"]):
        page.error(_line(tokens[at]), OPEN)
    level = page.tab_levels[-1] if page.tab_levels else page.level_below
    name = f"{page.prefix}-tab_{_line(tokens[at])}"
    title = escape(_title(tokens[at]))
    return f'<section class="tab" id="{escape(name)}"><h{level} class="tab-title">{title}</h{level}>\n'


RULES: dict[str, Any] = {
    **{f"{GROUP}_{side}": group for side in ("open", "close")},
    **{f"{TAB}_{side}": tab for side in ("open", "close")},
}
