"""Paragraphs and lists of a Markdown text, put one below the other."""

from dataclasses import dataclass

DEEPEST = 6


@dataclass
class _List:
    marker: str
    has_item: bool = False


class Blocks:
    def __init__(self) -> None:
        self._written: list[str] = []
        self._lists: list[_List] = []
        self._marker = ""

    def __str__(self) -> str:
        return "".join(self._written).strip("\n")

    def open_list(self, *, numbered: bool) -> None:
        self._lists.append(_List("1. " if numbered else "- "))

    def close_list(self) -> None:
        self._marker = ""
        if self._lists:
            self._lists.pop()

    def begin_item(self) -> None:
        if 0 < len(self._lists) <= DEEPEST:
            self._marker = self._lists[-1].marker

    def keep(self, text: str) -> None:
        """Put a paragraph below the others, in the list item that it belongs to."""
        if not text:
            return
        indent = " " * sum(len(one.marker) for one in self._lists[:DEEPEST] if one.has_item)
        if self._marker:
            # Without an empty line a list begins only where it is one already.
            between = "\n" if any(one.has_item for one in self._lists) else "\n\n"
            outer = " " * sum(len(one.marker) for one in self._lists[:-1] if one.has_item)
            first, indent = outer + self._marker, outer + " " * len(self._marker)
            self._lists[-1].has_item, self._marker = True, ""
        else:
            between, first = "\n\n", indent
        self._written.append(between + first + text.replace("\n", "\n" + indent))
