"""What rendering gives back."""

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
    """`html` is sanitised; `words` counts words and CJK characters; `problems` are for the author.

    `terms`: keys of the glossary's terms that it links to, in order; their definitions belong on its page.
    """

    html: str
    headings: tuple[Heading, ...]
    words: int
    problems: tuple[TextProblem, ...] = ()
    terms: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    """Where the pieces of the text begin, of which each is an element of the page."""
