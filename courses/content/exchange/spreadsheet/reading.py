"""Rows become questions; what cannot be read is told with its row and column."""

import csv
import io
from collections.abc import Iterator

from courses.content.exchange.gathering import MOST_QUESTIONS, Gathering, decoded
from courses.content.exchange.result import Read
from courses.content.exchange.spreadsheet.columns import Column, column_of
from courses.content.exchange.spreadsheet.rows import READERS, Row, Unreadable
from courses.content.problems import gettext_noop as _

SEPARATORS = ",;\t"
NEEDED = ("kind", "prompt")
MOST_COLUMNS = 500


def read(data: bytes | str, *, language: str) -> Read:
    """Never raises for what a file may hold."""
    found = Gathering(language)
    text = decoded(data, found)
    if text is None:
        return found.result()
    rows = _rows(text, found)
    _line, header = next(rows, (1, []))
    columns = _columns(header, found)
    if columns is None:
        return found.result()
    spoken = {column.language for column in columns if column and column.language}
    found.languages = (language, *sorted(spoken - {language}))
    for count, (line, cells) in enumerate(rows):
        if count >= MOST_QUESTIONS:
            found.error(line, _("Only the first %(most)d questions were read."), most=MOST_QUESTIONS)
            break
        pairs = zip(columns, cells, strict=False)
        row = Row(line, {column: cell for column, cell in pairs if column and cell.strip()}, found)
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            found.warn(line, _("Cells without a header were dropped."))
        _read_row(row)
    return found.result()


def _rows(text: str, found: Gathering) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line where it begins."""
    head = text.lstrip("\n").partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        found.error(line, _("This row cannot be read: %(why)s."), why=str(error))


def _columns(header: list[str], found: Gathering) -> list[Column | None] | None:
    if len(header) > MOST_COLUMNS:
        found.error(1, _("A table may have at most %(most)d columns."), most=MOST_COLUMNS)
        return None
    columns = [column_of(name, found.language) for name in header]
    for place, (name, column) in enumerate(zip(header, columns, strict=True)):
        if column is None and name.strip():
            found.warn(1, _("The column “%(column)s” is not known; it was dropped."), column=name[:60])
        elif column is not None and column in columns[:place]:
            found.error(1, _("The column “%(column)s” is there twice."), column=str(column))
            return None
    known = {column.name for column in columns if column}
    for name in NEEDED:
        if name not in known:
            found.error(1, _("There is no column “%(column)s” in the first row."), column=name)
            return None
    return columns


def _read_row(row: Row) -> None:
    kind = row.text("kind").lower().replace("_", "-")
    if kind not in READERS:
        template = _("Column “kind”: “%(kind)s” is none of %(kinds)s; the question was left out.")
        row.found.error(row.line, template, kind=kind[:60], kinds=", ".join(READERS))
        return
    try:
        fields = {**row.common(), **READERS[kind](row)}
    except Unreadable as why:
        row.found.error(row.line, why.template, **why.params)
        return
    row.tell_unused()
    row.found.add(row.line, name=row.text("key"), kind=kind, fields=fields)
