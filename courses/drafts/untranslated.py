"""Texts that are to be translated, told once for each language instead of one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.content.drafts.translations import State, Unit, units_of
from courses.content.problems import Problem
from courses.places import in_addresses
from courses.wording import language_in_words


@dataclass(frozen=True)
class Untranslated:
    """How many texts are to be translated into a language."""

    code: str
    count: int

    @property
    def name(self) -> str:
        return language_in_words(self.code)


def untranslated(problems: Sequence[Problem], units: Sequence[Unit]) -> list[Untranslated]:
    """Counted as the page of translations counts; what a linked file lacks is translated where it comes from."""
    lacking = [problem.lacks for problem in problems if problem.lacks]
    missing = [unit.language for unit in units if unit.state == State.MISSING]
    codes = [code for _at, code in in_addresses(dict.fromkeys(lacking))]
    return [Untranslated(code, missing.count(code) or lacking.count(code)) for code in codes]


def outdated(units: Sequence[Unit]) -> list[Untranslated]:
    """Translations that are older than their source, by language."""
    old = [unit.language for unit in units if unit.state == State.OUTDATED]
    return [Untranslated(code, old.count(code)) for code in dict.fromkeys(old)]


def untranslated_in(
    problems: Sequence[Problem], path: str, text: str, languages: Sequence[str]
) -> list[Untranslated]:
    """Of one file as it is typed."""
    return untranslated(problems, units_of({path: text}, {}, languages))
