"""What reading and writing a foreign format gives: questions or a text, and an account of everything that was lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.content.problems import Params, Problem, fill
from courses.content.problems import gettext_noop as _
from courses.content.questions import BaseQuestion

TAGS_KEPT = _("A bank keeps these tags, a quiz has none: %(tags)s.")
CATEGORY_KEPT = _("A bank keeps the category “%(name)s” as the tag “%(tag)s”; a quiz has none.")
KEPT_IN_BANKS = (TAGS_KEPT, CATEGORY_KEPT)

Tags = Mapping[str, Sequence[str]]
"""By the keys of their questions."""


@dataclass(frozen=True)
class Read:
    """An error says that a question was left out, a warning that a part of one was.

    The paths of problems are empty, but inside a package: there they name its files. `tags` is what other systems file
    their questions under: a bank keeps it, for draws to pick by.
    """

    questions: tuple[BaseQuestion, ...]
    problems: tuple[Problem, ...]
    tags: Tags = field(default_factory=dict)

    def for_file(self, kind: str) -> tuple[BaseQuestion, ...]:
        return filed(self.questions, self.tags, kind)


def filed(questions: Iterable[BaseQuestion], tags: Tags, kind: str) -> tuple[BaseQuestion, ...]:
    """As a file of this kind, `quiz` or `bank`, holds them."""
    if kind != "bank":
        return tuple(questions)
    return tuple(
        one.model_copy(update={"tags": tuple(tags[one.key])}) if one.key in tags else one for one in questions
    )


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
