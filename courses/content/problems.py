"""Mistakes in course content: placed, worded for the author, gathered and never raised one by one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

Severity = Literal["error", "warning"]
Params = Mapping[str, str | int | float]


def gettext_noop(text: str) -> str:
    """Mark a message for the extractor; the web side translates it through `Problem.worded`."""
    return text


TWICE = gettext_noop("“%(key)s” appears twice.")
IN_FIELD = "%(field)s: %(why)s"
UNTRANSLATED = gettext_noop("No translation into “%(language)s” yet.")
UNTRANSLATED_FILE = gettext_noop("No translation yet: there is no %(path)s.")


class Tongue(str):
    """The code of a language, or several with commas between them, where a reader is told its name."""

    __slots__ = ()

    def named(self, name: Callable[[str], str], between: str = ", ") -> str:
        return between.join(name(code) for code in self.split(", "))


class Listing(str):
    """Words with commas between them, where a reader's language separates them in its own way."""

    __slots__ = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> "Listing":
        return cls(", ".join(words))

    def named(self, _name: Callable[[str], str], between: str = ", ") -> str:
        return between.join(self.split(", "))


class Saying(str):
    """A sentence that stands in another one, and is translated by itself."""

    __slots__ = ("params", "template")
    template: str
    params: "Params"

    def __new__(cls, template: str, params: "Params") -> "Saying":
        said = super().__new__(cls, fill(template, params))
        said.template, said.params = template, params
        return said

    def __getnewargs__(self) -> tuple[str, "Params"]:  # type: ignore[override]
        return self.template, self.params


def fill(template: str, params: Params) -> str:
    return template % dict(params) if params else template


def with_names(params: Params, name: Callable[[str], str], between: str = ", ") -> Params:
    """The same, with the languages by their names and lists as `between` separates them."""
    return {
        key: said.named(name, between) if isinstance(said, Tongue | Listing) else said
        for key, said in params.items()
    }


@dataclass(frozen=True)
class Spot:
    """A line of a file."""

    path: str
    line: int


@dataclass(frozen=True)
class Problem:
    """One thing to mend, there or as well at `also`. `path` is relative to the course folder, `line` counts from 1.

    `place` are the steps to the value in the file, where they are known: what is missing has no line of its own.
    """

    path: str
    line: int
    template: str
    severity: Severity = "error"
    params: Params = field(default_factory=dict)
    also: tuple[Spot, ...] = ()
    place: tuple[str | int, ...] = field(default=(), compare=False)

    @property
    def message(self) -> str:
        return fill(self.template, self.params)

    def worded(self, translate: Callable[[str], str], language_name: Callable[[str], str] = str) -> str:
        """The message in the reader's language, when `translate` is gettext and `language_name` knows its words."""
        return fill(translate(self.template), with_names(self.params, language_name))

    @property
    def lacks(self) -> str:
        """The language that a text is to be translated into; empty for any other problem."""
        is_gap = self.template in {UNTRANSLATED, UNTRANSLATED_FILE}
        return str(self.params["language"]) if is_gap else ""

    def as_json(self) -> dict[str, str | int]:
        return {"path": self.path, "line": self.line, "message": self.message, "severity": self.severity}

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def refuse_twins(keys: Sequence[str], listed_in: str, template: str = TWICE) -> None:
    """Raise a mistake for each of the things in a list whose key another one has already."""
    seen: set[str] = set()
    found = []
    for place, key in enumerate(keys):
        if key in seen:
            found.append(mistake(template, at=(listed_in, place, "key"), key=key))
        seen.add(key)
    raise_all(found)


def raise_all(found: Sequence[PydanticCustomError]) -> None:
    """Raise mistakes together, if there are any, so that whoever mends one sees the others."""
    if found:
        told = [InitErrorDetails(type=one, loc=(), input=None) for one in found]
        raise ValidationError.from_exception_data("content", told)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file and line, each said once."""
    unique = {(p.path, p.line, p.message, p.severity): p for p in problems}
    return tuple(unique[key] for key in sorted(unique))


@dataclass
class Report:
    """Gathers the problems of one reading."""

    found: list[Problem] = field(default_factory=list)

    def error(self, path: str, line: int, template: str, /, **params: str | int | float) -> None:
        self.found.append(Problem(path, line, template, "error", params))

    def error_in(
        self, path: str, line: int, place: tuple[str | int, ...], template: str, params: Params
    ) -> None:
        """One at a value that may not be written yet, so that a form can lead to its field all the same."""
        self.found.append(Problem(path, line, template, "error", params, place=place))

    def error_at(self, spot: Spot, *also: Spot, template: str, params: Params) -> None:
        """One that can be mended at several places."""
        self.found.append(Problem(spot.path, spot.line, template, "error", params, also))

    def warn(self, path: str, line: int, template: str, /, **params: str | int | float) -> None:
        self.found.append(Problem(path, line, template, "warning", params))

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(in_order(self.found))


def mistake(
    template: str, *, at: tuple[str | int, ...] = (), **params: str | int | float
) -> PydanticCustomError:
    """A validation error that keeps its template (to translate) and the place below the failing value."""
    context = {"template": template, "params": params, "at": at}
    return PydanticCustomError("content", fill(template, params), context)
