"""QTI 3: an item file for each question, in one language, one alone or many in a content package."""

from collections.abc import Sequence

from courses.content.exchange.gathering import LARGEST, MOST_QUESTIONS, Gathering
from courses.content.exchange.qti.names import ITEM
from courses.content.exchange.qti.package import items_in
from courses.content.exchange.qti.reading import read_item
from courses.content.exchange.qti.writing import write
from courses.content.exchange.result import Read
from courses.content.exchange.xml_tree import BadXml, read_tree
from courses.content.problems import gettext_noop as _

__all__ = ["read", "write"]

ZIP = b"PK"


def read(data: bytes | str, *, language: str) -> Read:
    """Never raises for what a file may hold."""
    found = Gathering(language)
    raw = data.encode() if isinstance(data, str) else data
    if not raw.startswith(ZIP):
        _read_file(raw, found, encoding="utf-8" if isinstance(data, str) else None)
        return found.result()
    for count, (listed, member) in enumerate(items_in(raw, found)):
        found.path = listed.path
        if count >= MOST_QUESTIONS:
            found.error(1, _("Only the first %(most)d questions were read."), most=MOST_QUESTIONS)
            break
        _read_file(member, found, encoding=None, tags=listed.tags)
    return found.result()


def _read_file(raw: bytes, found: Gathering, *, encoding: str | None, tags: Sequence[str] = ()) -> None:
    if len(raw) > LARGEST:
        found.error(1, _("This file is larger than %(most)d KiB."), most=LARGEST // 1024)
        return
    try:
        document = read_tree(raw, encoding=encoding)
    except BadXml as bad:
        found.error(bad.line, bad.template, **bad.params)
        return
    items = list(document.all(ITEM))
    for item in items:
        read_item(item, found, tags)
    if not items and document.first("assessmentItem"):
        found.error(1, _("These are items of QTI 2; export them as QTI 3."))
    elif not items:
        found.error(1, _("There is no <qti-assessment-item> in this file; export it as QTI 3."))
