"""The banks of a course as they are read: each once, when a quiz first draws from it."""

from collections.abc import Callable, Iterable

from courses.content.drawing import candidates
from courses.content.located_yaml import LocatedYaml
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _
from courses.content.schema import BankSource, QuizSource


class Banks:
    """`read` gets a bank's key and returns the bank, or None after reporting why not."""

    def __init__(self, read: Callable[[str], BankSource | None], report: Report) -> None:
        self._read, self._report = read, report
        self._banks: dict[str, BankSource | None] = {}

    @property
    def used(self) -> tuple[BankSource, ...]:
        return tuple(bank for _key, bank in sorted(self._banks.items()) if bank)

    def read_all(self, keys: Iterable[str]) -> None:
        for key in keys:
            if key not in self._banks:
                self._banks[key] = self._read(key)

    def check_draws(self, quiz: QuizSource, located: LocatedYaml, path: str) -> None:
        """Every draw finds enough questions, and no question could be asked twice."""
        taken = {question.key for question in quiz.questions}
        for place, draw in enumerate(quiz.draw):
            if draw.bank not in self._banks:
                self._banks[draw.bank] = self._read(draw.bank)
            bank = self._banks[draw.bank]
            if bank is None:
                continue
            found = candidates(draw, bank)
            line = located.line_of(("draw", place))
            if len(found) < draw.count:
                template = _(
                    "%(count)d questions are to be drawn, but the bank “%(bank)s” has %(there)d such."
                )
                self._report.error(path, line, template, count=draw.count, bank=draw.bank, there=len(found))
            if twins := sorted(taken & set(found)):
                template = _(
                    "“%(key)s” could be asked twice: the quiz has it already, or another draw may pick it."
                )
                self._report.error(path, line, template, key=twins[0])
            taken |= set(found)
