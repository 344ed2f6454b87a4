"""The banks of a course as they are read: each once, when a quiz first draws from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import shorten

from courses.content.drawing import candidates
from courses.content.located_yaml import LocatedYaml
from courses.content.problems import Report, Spot
from courses.content.problems import gettext_noop as _
from courses.content.questions import AnyQuestion
from courses.content.schema import BankSource, QuizSource

Read = tuple[BankSource, LocatedYaml]
WORDS = 60


def bank_file(key: str) -> str:
    return f"banks/{key}.bank.yaml"


@dataclass(frozen=True)
class Asked:
    """A question that a quiz may ask, and where it is written; of a bank, which one."""

    question: AnyQuestion
    spot: Spot
    bank: str = ""

    @property
    def words(self) -> str:
        prompt = self.question.prompt
        return shorten(prompt.texts[prompt.source], WORDS, placeholder=" …")


class Banks:
    """`read` gets a bank's key and returns the bank with its lines, or None after reporting why not."""

    def __init__(self, read: Callable[[str], Read | None], report: Report) -> None:
        self._read, self._report = read, report
        self._banks: dict[str, Read | None] = {}

    @property
    def used(self) -> tuple[BankSource, ...]:
        return tuple(read[0] for _key, read in sorted(self._banks.items()) if read)

    def read_all(self, keys: Iterable[str]) -> None:
        for key in keys:
            if key not in self._banks:
                self._banks[key] = self._read(key)

    def check_draws(self, quiz: QuizSource, located: LocatedYaml, path: str) -> None:
        """Every draw finds enough questions, and no question could be asked twice."""
        lines = [located.line_of(("questions", place, "key")) for place, _q in enumerate(quiz.questions)]
        own = [Asked(one, Spot(path, line)) for one, line in zip(quiz.questions, lines, strict=True)]
        taken = {asked.question.key: asked for asked in own}
        for place, draw in enumerate(quiz.draw):
            self.read_all([draw.bank])
            read = self._banks[draw.bank]
            if read is None:
                continue
            there, line = _asked(read), located.line_of(("draw", place))
            found = {key: there[key] for key in candidates(draw, read[0])}
            if len(found) < draw.count:
                template = _(
                    "%(count)d questions are to be drawn, but the bank “%(bank)s” has %(there)d such."
                )
                self._report.error(path, line, template, count=draw.count, bank=draw.bank, there=len(found))
            self._check_twins(taken, found, Spot(path, line))
            taken = {**found, **taken}

    def _check_twins(self, taken: dict[str, Asked], found: dict[str, Asked], draw: Spot) -> None:
        """Of one bank the same question may come twice; of two files it is two questions that are called the same."""
        twins = [(taken[key], found[key]) for key in sorted(taken.keys() & found.keys())]
        again = [now for before, now in twins if before.bank == now.bank]
        if again:
            template = _("“%(question)s” could be asked twice: another draw may pick it as well.")
            told = {"question": again[0].words}
            self._report.error_at(draw, again[0].spot, template=template, params=told)
        for before, now in twins:
            if before.bank != now.bank:
                template = _(
                    "Two questions of this quiz have the same name in files, “%(key)s”: “%(question)s” and "
                    "“%(other)s”. Give one of them another name, under its “More settings”."
                )
                told = {"key": now.question.key, "question": before.words, "other": now.words}
                self._report.error_at(before.spot, now.spot, template=template, params=told)


def _asked(read: Read) -> dict[str, Asked]:
    bank, located = read
    path = bank_file(bank.key)
    return {
        question.key: Asked(question, Spot(path, located.line_of(("questions", place, "key"))), bank.key)
        for place, question in enumerate(bank.questions)
    }
