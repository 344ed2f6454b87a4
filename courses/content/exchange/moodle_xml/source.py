"""The texts and figures of one <question>."""

from courses.content.exchange.figures import read_figures
from courses.content.exchange.gathering import Gathering
from courses.content.exchange.wording import Format, in_markdown, in_plain
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

FORMATS: dict[str, Format] = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
}


class Source:
    def __init__(self, element: Element, found: Gathering) -> None:
        self.element = element
        self.found = found

    @property
    def line(self) -> int:
        return self.element.line

    def prompt(self) -> str:
        return self.markdown(self.element.first("questiontext"))

    def raw(self, holder: Element | None) -> tuple[str, Format]:
        """The words below an element, as they are, and how they are written."""
        if holder is None:
            return "", "html"
        if any(True for _file in holder.all("file")):
            self.found.warn(holder.line, _("Files in a question are not kept; add the picture to a lesson."))
        words = holder.first("text")
        return (words or holder).text, FORMATS.get(holder.attributes.get("format", "html"), "html")

    def markdown(self, holder: Element | None) -> str:
        text, written_in = self.raw(holder)
        return in_markdown(text, written_in, holder.line if holder else 1, self.found)

    def plain(self, holder: Element | None, *, default: Format = "plain") -> str:
        """For what is plain text with us; a typed answer is never HTML, whatever its file says of it."""
        text, written_in = self.raw(holder)
        has_format = holder is not None and "format" in holder.attributes
        return in_plain(text, written_in if has_format else default)

    def share(self, answer: Element) -> float:
        """The part of the points that an answer earns, -1 to 1."""
        per_cent = self.figures(answer.attributes.get("fraction", "0"))
        return 0.0 if per_cent is None else max(-1.0, min(1.0, round(per_cent / 100, 7)))

    @staticmethod
    def figures(text: str) -> float | None:
        return read_figures(text)
