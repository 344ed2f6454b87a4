"""Markdown to HTML that is safe to put into a page as it is, under a CSP without inline styles."""

import re
from collections.abc import Callable
from html import escape

from courses.content.markdown.bounds import LONGEST, excess
from courses.content.markdown.page import Page
from courses.content.markdown.parser import PARSER, PHRASES
from courses.content.markdown.references import NOTHING, Doubtful, NotThere, Picture, References
from courses.content.markdown.result import Heading, Rendered, TextProblem
from courses.content.markdown.sanitise import clean

__all__ = [
    "NOTHING",
    "Doubtful",
    "Heading",
    "NotThere",
    "Picture",
    "References",
    "Rendered",
    "TextProblem",
    "render",
    "render_inline",
]

CJK = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
WORD = re.compile(rf"{CJK}|(?:(?!{CJK})\w)(?:(?!{CJK})[\w'’.-]*(?!{CJK})\w)?")


def render(
    text: str,
    *,
    prefix: str = "t",
    shift: int = 1,
    translate: Callable[[str], str] = str,
    references: References = NOTHING,
) -> Rendered:
    """Block Markdown. `prefix` keeps ids apart when several texts share a page; `# x` becomes h(1+shift).

    `translate` (gettext) words what the renderer itself says, such as "Note" above a callout. Never raises:
    what cannot be drawn is shown as text and named in `problems`. Takes well under a second, whatever the text.
    """
    page = Page(prefix=prefix, shift=shift, translate=translate, references=references)
    if too_much := excess(text):
        line, template, params = too_much
        page.error(line, template, **params)
        return Rendered(f'<pre class="code" tabindex="0">{escape(text)}</pre>', (), 0, tuple(page.problems))
    tokens = PARSER.parse(text, page.env)
    html = PARSER.renderer.render(tokens, PARSER.options, page.env)
    if references.link:
        page.tell_lost_headings()
    said = " ".join(
        child.content for token in tokens for child in token.children or () if child.type in {"text", "term"}
    )
    return Rendered(
        html=page.with_figures(clean(html)),
        headings=tuple(page.headings),
        words=len(WORD.findall(said)),
        problems=tuple(page.problems),
        terms=tuple(page.terms),
        lines=tuple(one.meta["line"] for one in tokens if one.map and one.level == 0 and one.nesting >= 0),
    )


def render_inline(text: str) -> str:
    """One line of Markdown as phrasing content, fit for a label: emphasis, code and formulas, no links."""
    page = Page(prefix="t", shift=1, translate=str, references=NOTHING)
    if len(text) > LONGEST:
        return escape(text)
    return clean(PHRASES.renderInline(" ".join(text.split()), page.env)).strip()
