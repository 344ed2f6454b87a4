"""How each kind of token becomes HTML. Signatures are markdown-it's."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from courses.content.diagram import BadDiagram, draw
from courses.content.markdown.bounds import MOST_FORMULAS
from courses.content.markdown.code import code_block
from courses.content.markdown.formula import BadFormula, to_mathml
from courses.content.markdown.page import Page
from courses.content.markdown.references import NotThere
from courses.content.problems import gettext_noop as _

ALT = re.compile(r'\balt="([^"]*)"')
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\]")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
MOST_DIAGRAMS = 20
FULL_SIZE = _("Open the picture in full size")
Tokens = Sequence[Token]


def text(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[at]
    page: Page = env["page"]
    if token.content.startswith(":::"):
        page.warn(
            token.meta["line"],
            _("A callout is ::: note, ::: tip, ::: example or ::: warning, closed by :::"),
        )
    if note := FOOTNOTE.search(token.content):
        page.error(token.meta["line"], _("There is no footnote [^%(name)s]: …"), name=note[1])
    return escape(token.content)


def tangle(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    """See `bounds`."""
    template = _("This paragraph has too many signs for its length to be read as Markdown. Split it.")
    env["page"].error(tokens[at].meta["line"], template)
    return escape(tokens[at].content)


def formula_inline(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    return _formula(tokens[at], env["page"], display=False)


def formula_block(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    page: Page = env["page"]
    label = escape(page.translate(_("Formula")))
    drawn = _formula(tokens[at], page, display=True)
    return f'<div class="formula" role="group" tabindex="0" aria-label="{label}">{drawn}</div>\n'


def _formula(token: Token, page: Page, *, display: bool) -> str:
    page.formulas += 1
    if page.formulas > MOST_FORMULAS:
        page.error(token.meta["line"], _("A text may have at most %(most)d formulas."), most=MOST_FORMULAS)
        return f'<code class="formula-broken">{escape(token.content)}</code>'
    try:
        return to_mathml(token.content.strip(), display=display)
    except BadFormula as bad:
        page.error(token.meta["line"], bad.template, **bad.params)
        return f'<code class="formula-broken">{escape(token.content)}</code>'


def fence(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[at]
    page: Page = env["page"]
    language, _space, rest = token.info.strip().partition(" ")
    if language == "mermaid":
        return _diagram(token, rest, page)
    try:
        return code_block(token.content, language.lower())
    except LookupError:
        page.warn(token.meta["line"], _("No highlighting is known for “%(language)s”."), language=language)
        return code_block(token.content, "")


def _diagram(token: Token, info: str, page: Page) -> str:
    named = ALT.search(info)
    line = token.meta["line"]
    if not named or not named[1].strip():
        page.error(line, _('Say what the diagram shows: ```mermaid alt="…"'))
    page.diagrams += 1
    if page.diagrams > MOST_DIAGRAMS:
        page.error(line, _("A text may have at most %(most)d diagrams."), most=MOST_DIAGRAMS)
        return code_block(token.content, "")
    alt = named[1].strip() if named else ""
    try:
        drawn = draw(
            token.content, alt=alt or page.translate(_("Diagram")), name=f"{page.prefix}-diagram-{line}"
        )
    except BadDiagram as bad:
        page.error(line + bad.line, bad.template, **bad.params)
        return code_block(token.content, "")
    return f'<figure class="diagram">{page.keep_figure(drawn)}</figure>\n'


def heading_open(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    page: Page = env["page"]
    level = _level(tokens[at], page)
    said = "".join(child.content for child in tokens[at + 1].children or ())
    return f'<h{level} id="{escape(page.add_heading(level, said))}">'


def heading_close(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    return f"</h{_level(tokens[at], env['page'])}>\n"


def _level(token: Token, page: Page) -> int:
    return max(1, min(6, int(token.tag[1]) + page.shift))


def link_open(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    """Links to a heading of this text follow its prefix."""
    page: Page = env["page"]
    href = str(tokens[at].attrGet("href") or "")
    if href.startswith("#"):
        href = "#" + page.link_to_heading(tokens[at].meta["line"], unquote(href[1:]))
    elif page.references.link is not None:
        try:
            page.references.link(href)
        except NotThere as absent:
            tell = page.error if absent.is_error else page.warn
            tell(tokens[at].meta["line"], absent.template, **absent.params)
    return f'<a href="{escape(href)}">'


def image(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    """A picture of the course folder. One from elsewhere is not fetched: that would tell on the reader."""
    page: Page = env["page"]
    line = tokens[at].meta["line"]
    alt = self.renderInlineAsText(tokens[at].children or [], options, env).strip()
    source = unquote(str(tokens[at].attrGet("src") or ""))
    if ELSEWHERE.match(source):
        page.warn(line, _("Pictures from elsewhere are not shown. Put the file into assets/ of the course."))
        return escape(alt)
    if not alt:
        page.error(line, _("Say in words what the picture shows: ![words](%(name)s)"), name=source)
    try:
        found = page.references.picture(source)
    except NotThere as absent:
        page.error(line, absent.template, **absent.params)
        return escape(alt)
    size = f'width="{found.width}" height="{found.height}"'
    drawn = f'<img src="{escape(found.address)}" alt="{escape(alt)}" {size} loading="lazy" decoding="async">'
    is_linked = sum(one.nesting for one in tokens[:at] if one.type.startswith("link_")) > 0
    if is_linked or not (page.references.opens_pictures and found.is_shrunk):
        return drawn
    said = escape(page.translate(FULL_SIZE))
    return f'<a class="full-size" href="{escape(found.address)}">{drawn}<span>{said}</span></a>'


def table_open(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    label = escape(env["page"].translate(_("Table")))
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{label}"><table>\n'


def table_close(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    return "</table></div>\n"


def cell_open(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    """Alignment as a class: markdown-it writes a style, which the CSP forbids."""
    side = str(tokens[at].attrGet("style") or "").rpartition(":")[2]
    return f'<{tokens[at].tag} class="{escape(side)}">' if side else f"<{tokens[at].tag}>"


def footnotes_open(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    return '<section class="footnotes"><ol class="footnotes-list">\n'


def footnote_back(self: RendererHTML, tokens: Tokens, at: int, options: OptionsDict, env: EnvType) -> str:
    meta = tokens[at].meta
    again = f":{meta['subId']}" if meta.get("subId", 0) > 0 else ""
    label = escape(env["page"].translate(_("Back to the text")))
    target = f"#fnref-{escape(env['docId'])}-{meta['id'] + 1}{again}"
    return f' <a class="footnote-backref" href="{target}" aria-label="{label}">\u21a9\ufe0e</a>'


RULES: dict[str, Any] = {
    "text": text,
    "tangle": tangle,
    "math_inline": formula_inline,
    "math_block": formula_block,
    "fence": fence,
    "code_block": fence,
    "heading_open": heading_open,
    "heading_close": heading_close,
    "link_open": link_open,
    "image": image,
    "table_open": table_open,
    "table_close": table_close,
    "th_open": cell_open,
    "td_open": cell_open,
    "footnote_block_open": footnotes_open,
    "footnote_anchor": footnote_back,
}
