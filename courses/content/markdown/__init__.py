"""Markdown to HTML that is safe to put into a page as it is."""

from collections.abc import Callable
from dataclasses import dataclass

from courses.content.problems import Params, fill


@dataclass(frozen=True)
class Heading:
    level: int
    id: str
    text: str


@dataclass(frozen=True)
class TextProblem:
    """A mistake inside one text; `line` counts from 1 within it."""

    line: int
    template: str
    params: Params
    is_error: bool = True

    @property
    def message(self) -> str:
        return fill(self.template, self.params)


@dataclass(frozen=True)
class Rendered:
    """`html` is sanitised; `words` counts words and CJK characters; `problems` are for the author."""

    html: str
    headings: tuple[Heading, ...]
    words: int
    problems: tuple[TextProblem, ...] = ()


def render(text: str, *, prefix: str = "t", shift: int = 1, translate: Callable[[str], str] = str) -> Rendered:
    """Block Markdown. `prefix` keeps ids apart when several texts share a page; `# x` becomes h(1+shift)."""
    raise NotImplementedError


def render_inline(text: str) -> str:
    """One line of Markdown as phrasing content, fit for a label or a button."""
    raise NotImplementedError
