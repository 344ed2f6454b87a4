"""Our Markdown as the XHTML of an item, and back. Where the way back would change it, the Markdown goes along."""

import html
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from courses.content.exchange.gathering import Gathering
from courses.content.exchange.html import to_markdown
from courses.content.exchange.html.elements import BLOCKS, INLINE
from courses.content.exchange.qti.names import MARKDOWN
from courses.content.exchange.wording import LONGEST, in_markdown
from courses.content.exchange.xml_tree import Element, allowed, read_tree
from courses.content.questions.cloze import PLACE

# Formulas, callouts and diagrams are our own: they stay text, as the export says.
COMMON = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
KEPT = ("href", "alt")
HOLDERS_OF_CODE = frozenset({"a", "code", "pre"})
NOT_FOR_READERS = frozenset(
    {
        "qti-catalog-info",
        "qti-feedback-block",
        "qti-feedback-inline",
        "qti-rubric-block",
        "qti-stylesheet",
        "qti-template-block",
        "qti-template-inline",
    }
)

Shown = Callable[[Element], str | None]
"""What stands in the place of an element that is no HTML; None for what is in it."""


def nothing_else(element: Element) -> str | None:
    return None


def fill(
    parent: ElementTree.Element,
    markdown: str,
    gaps: Mapping[str, ElementTree.Element] | None = None,
) -> None:
    """Put a text into an element, each gap where its `{{key}}` stands."""
    plain = allowed(markdown)
    tree = _tree(plain)
    shown = html_of(tree)
    if to_markdown(_tidied(shown) if gaps else shown).markdown != plain:
        parent.set(MARKDOWN, plain)
    _copy(tree, parent, dict(gaps or {}))


def markdown_in(holder: Element | None, found: Gathering, shown: Shown = nothing_else) -> str:
    """The Markdown that went along counts as long as nobody changed the text beside it."""
    if holder is None:
        return ""
    text = html_of(holder, shown)
    said = holder.get(MARKDOWN)
    if said and len(said) <= LONGEST and _is_same(html_of(_tree(said)), text):
        return said
    return in_markdown(text, "html", holder.line, found)


def html_of(holder: Element, shown: Shown = nothing_else) -> str:
    """What is in an element, as HTML; of elements that HTML does not know, their content."""
    parts = []
    for piece in holder.content:
        if isinstance(piece, str):
            parts.append(html.escape(piece, quote=False))
        elif piece.tag not in NOT_FOR_READERS:
            told = shown(piece)
            parts.append(_html(piece, shown) if told is None else told)
    return "".join(parts)


def _html(element: Element, shown: Shown) -> str:
    if element.tag == "math":
        return html.escape(" ".join(element.words.split()), quote=False)
    inner = html_of(element, shown)
    if element.tag not in BLOCKS | INLINE:
        return inner
    kept = "".join(
        f' {name}="{html.escape(element.attributes[name])}"' for name in KEPT if name in element.attributes
    )
    return f"<{element.tag}{kept}>{inner}</{element.tag}>" if inner else f"<{element.tag}{kept} />"


def _tree(markdown: str) -> Element:
    """A single paragraph is only its line: choices and targets are phrases."""
    drawn = COMMON.render(allowed(markdown)).strip()
    if drawn.startswith("<p>") and drawn.endswith("</p>") and drawn.count("<p>") == 1:
        drawn = drawn.removeprefix("<p>").removesuffix("</p>")
    root = read_tree(f"<div>{drawn}</div>".encode(), encoding="utf-8").first("div")
    assert root is not None, "it was just written"
    return root


def _copy(source: Element, target: ElementTree.Element, gaps: dict[str, ElementTree.Element]) -> None:
    for piece in source.content:
        if isinstance(piece, Element):
            child = ElementTree.SubElement(target, piece.tag, piece.attributes)
            child.attrib.pop("style", None)
            _copy(piece, child, {} if piece.tag in HOLDERS_OF_CODE else gaps)
        else:
            _copy_words(piece, target, gaps)


def _copy_words(words: str, target: ElementTree.Element, gaps: dict[str, ElementTree.Element]) -> None:
    at = 0
    for place in PLACE.finditer(words):
        if place[1] in gaps:
            _append(target, words[at : place.start()])
            target.append(gaps.pop(place[1]))
            at = place.end()
    _append(target, words[at:])


def _append(target: ElementTree.Element, words: str) -> None:
    last = target[-1] if len(target) else None
    if last is None:
        target.text = (target.text or "") + words
    else:
        last.tail = (last.tail or "") + words


def _is_same(expected: str, found: str) -> bool:
    """Spaces between elements may have been laid out anew."""
    return _tidied(expected).split() == _tidied(found).split()


def _tidied(text: str) -> str:
    """Without the spaces in `{{ key }}`, which a gap cannot keep."""
    return PLACE.sub(r"{{\1}}", text)
