"""What one rendering collects on its way."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from courses.content.markdown.references import References
from courses.content.markdown.result import Heading, TextProblem
from courses.content.problems import gettext_noop as _

NOT_IN_AN_ID = re.compile(r"[^\w]+")


class Page:
    """Headings, terms, problems and figures of one text."""

    def __init__(
        self, *, prefix: str, shift: int, translate: Callable[[str], str], references: References
    ) -> None:
        self.prefix = prefix
        self.shift = shift
        self.translate = translate
        self.references = references
        self.headings: list[Heading] = []
        self.terms: dict[str, None] = {}
        self.problems: list[TextProblem] = []
        self.diagrams = 0
        self.formulas = 0
        self.tab_levels: list[int] = []
        self._anchors: dict[str, int] = {}
        self._asked: list[tuple[int, str, str]] = []
        self._figures: list[str] = []
        # Authors cannot write a slot themselves: they would have to guess it.
        self._slot = secrets.token_hex(16)
        self.env: dict[str, Any] = {"page": self, "docId": prefix}

    def error(self, line: int, template: str, /, **params: str | int | float) -> None:
        self.problems.append(TextProblem(line, template, params))

    def warn(self, line: int, template: str, /, **params: str | int | float) -> None:
        self.problems.append(TextProblem(line, template, params, is_error=False))

    @property
    def level_below(self) -> int:
        """The level of a heading that stands under the last one."""
        level = self.headings[-1].level + 1 if self.headings else 1 + self.shift
        return max(2, min(6, level))

    def anchor(self, text: str) -> str:
        """The id for a heading; prefixed, so that it can never shadow a global of the page."""
        return f"{self.prefix}-{NOT_IN_AN_ID.sub('-', text.lower()).strip('-')[:60] or 'section'}"

    def add_heading(self, level: int, text: str) -> str:
        anchor = wanted = self.anchor(text)
        while anchor in self._anchors:
            self._anchors[wanted] += 1
            anchor = f"{wanted}-{self._anchors[wanted]}"
        self._anchors[anchor] = 1
        self.headings.append(Heading(level, anchor, text))
        return anchor

    def link_to_heading(self, line: int, name: str) -> str:
        """The id of a heading that may come later."""
        anchor = self.anchor(name)
        self._asked.append((line, name, anchor))
        return anchor

    def tell_lost_headings(self) -> None:
        """To be called when all headings are known."""
        for line, name, anchor in self._asked:
            if anchor not in self._anchors:
                template = _("The link “#%(name)s” leads nowhere: this text has no such heading.")
                self.error(line, template, name=name)

    def keep_figure(self, svg: str) -> str:
        """Our own drawing goes in after sanitising; this stands in its place."""
        self._figures.append(svg)
        return f"{self._slot}-{len(self._figures) - 1}."

    def with_figures(self, html: str) -> str:
        for number, svg in enumerate(self._figures):
            html = html.replace(f"{self._slot}-{number}.", svg)
        return html
