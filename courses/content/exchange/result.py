"""What reading and writing a foreign format gives: questions or a text, and an account of everything that was lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from courses.content.problems import Params, Problem, fill
from courses.content.questions import BaseQuestion


@dataclass(frozen=True)
class Read:
    """An error says that a question was left out, a warning that a part of one was.

    The paths of problems are empty, but inside a package: there they name its files.
    """

    questions: tuple[BaseQuestion, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Dropped:
    """Something about one question that the format cannot hold."""

    key: str
    template: str
    params: Params = field(default_factory=dict)

    @property
    def message(self) -> str:
        return fill(self.template, self.params)

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


@dataclass(frozen=True)
class Written:
    """`data` is UTF-8 text or, where the format says so, a zip."""

    data: bytes
    dropped: tuple[Dropped, ...]

    @property
    def text(self) -> str:
        return self.data.decode()


class Losses:
    """Gathers what is dropped while one question is written in one language."""

    def __init__(self, question: BaseQuestion, language: str) -> None:
        self.question = question
        self.language = language
        self.found: list[Dropped] = []

    def tell(self, template: str, /, **params: str | int | float) -> None:
        one = Dropped(self.question.key, template, params)
        if one not in self.found:
            self.found.append(one)


def all_of(losses: Sequence[Losses]) -> tuple[Dropped, ...]:
    return tuple(one for some in losses for one in some.found)
