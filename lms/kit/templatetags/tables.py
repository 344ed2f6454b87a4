"""Tables that stay tables for every reader: on a small screen each row becomes a card, its cells named by their columns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

TAG = re.compile(r"<(table|thead|tbody|tr|th|td)\b([^>]*)>")
HEAD = re.compile(r"<thead.*?</thead>", re.DOTALL)
HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
# Browsers forget what a table is when its parts are laid out as blocks, so each part says it.
NAMING = re.compile(
    r'(<tr\b[^>]*>(?:(?!</tr>).)*?)<td\b([^>]*\bclass="(?:named|reads)[ "][^>]*)>(.*?)</td>', re.DOTALL
)
"""The cell that says what a row is about, in its row."""
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}


@register.filter
def rows(cells: Iterable[Sequence[str]]) -> SafeString:
    """The rows of a table of plain texts, each headed by its first cell.

    A widget shows hundreds of cells, the same to everybody: drawn one by one by a template, and anew for each reader, they
    would take longer than the page around them.
    """
    return _drawn(tuple(tuple(row) for row in cells))


@lru_cache(maxsize=256)
def _drawn(cells: tuple[tuple[str, ...], ...]) -> SafeString:
    return format_html_join("", "<tr>{}{}</tr>", (_row(*row) for row in cells))


def _row(heading: str, *others: str) -> tuple[SafeString, SafeString]:
    return format_html('<th scope="row">{}</th>', heading), format_html_join("", "<td>{}</td>", zip(others))


class StackedNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return mark_safe(stacked(self.nodelist.render(context)))  # noqa: S308 - the template has escaped it


@register.tag("stacked")
def stacked_tag(parser: Parser, token: Token) -> StackedNode:
    """`{% stacked %}<table>…</table>{% endstacked %}`: no cell spans columns.

    The first cell of class `named` or `reads` heads its card, and its row for those who hear the table.
    """
    nodelist = parser.parse(("endstacked",))
    parser.delete_first_token()
    return StackedNode(nodelist)


def stacked(html: str) -> str:
    """The table with roles, and with its column's heading as `data-label` of each cell of its body."""
    head = HEAD.search(html)
    if head is None:
        return html
    labels = [" ".join(strip_tags(text).split()).replace('"', "&quot;") for text in HEADING.findall(head[0])]
    column = iter(labels)
    html = NAMING.sub(r'\1<th scope="row"\2>\3</th>', html)

    def told(tag: re.Match[str]) -> str:
        nonlocal column
        name, attributes = tag.groups()
        in_head = head.start() <= tag.start() < head.end()
        if name == "tr":
            column = iter(labels)
        if name == "th":
            role = "columnheader" if in_head else "rowheader"
            return f'<th role="{role}"{"" if in_head else labelled(column)}{attributes}>'
        label = labelled(column) if name == "td" and not in_head else ""
        stacks = " data-stacked" if name == "table" else ""
        return f'<{name} role="{ROLES[name]}"{stacks}{label}{attributes}>'

    return TAG.sub(told, html)


def labelled(column: Iterator[str]) -> str:
    return f' data-label="{next(column, "")}"'
