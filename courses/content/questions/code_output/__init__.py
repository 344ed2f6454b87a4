"""What does this code print? Compared line by line; spaces at the ends of lines do not matter."""

from collections.abc import Sequence
from html import escape
from typing import Any, Literal

from pydantic import Field

from courses.content.problems import gettext_noop as _
from courses.content.questions.base import (
    BaseQuestion,
    Given,
    Inline,
    Mark,
    Response,
    UnreadableAnswer,
    too_long,
)

LONGEST = 4_000


class Question(BaseQuestion):
    """The code stands in the prompt, `output` is what it prints. Nothing is run, here or anywhere."""

    kind: Literal["code-output"]
    output: str = Field(min_length=1, max_length=LONGEST)

    def decides_marks(self) -> dict[str, Any]:
        return {"key": list(lines_of(self.output))}

    def public(self, language: str, inline: Inline = str) -> dict[str, Any]:
        return {**super().public(language, inline), "longest": LONGEST}

    def parse(self, given: Given) -> str:
        typed = next((value.replace("\r\n", "\n") for value in given.values if value.strip()), "")
        if not typed:
            raise UnreadableAnswer(_("Write what it prints."))
        if len(typed.strip()) > LONGEST:
            raise too_long(typed.strip(), LONGEST)
        return "\n".join(lines_of(typed))

    def given(self, response: Response) -> Given:
        return Given((response,) if isinstance(response, str) and response else ())

    def grade(self, response: Response) -> Mark:
        said = lines_of(response) if isinstance(response, str) else []
        points = self.points if said == lines_of(self.output) else 0.0
        return Mark(points=points, of=self.points, feedback=self.general_feedback())

    def solution(self, language: str, inline: Inline = str) -> list[str]:
        lines = "\n".join(lines_of(self.output))
        return [f'<code class="lines">{escape(lines)}</code>']


def lines_of(text: str) -> Sequence[str]:
    """The lines without spaces at their ends, and without empty ones before the first and after the last."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").expandtabs(4).split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines
