"""A number that depends on values drawn for each attempt: `{{name}}` in the prompt is the place of a value."""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice, product
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, ValidationInfo, model_validator

from courses.content.localized import is_stored
from courses.content.markdown import render
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, raise_all
from courses.content.questions.base import BaseQuestion, Response
from courses.content.questions.calculated.expression import (
    CONSTANTS,
    FUNCTIONS,
    Expression,
    NoNumber,
    read_expression,
)
from courses.content.questions.calculated.variables import Variable
from courses.content.questions.cloze import PLACE
from courses.content.questions.number.answer import plain
from courses.content.questions.number.asked import NumberQuestion

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$", max_length=30)]
TRIED = 500


class Question(NumberQuestion):
    """`answer` is arithmetic over the variables; `seeded` draws their values."""

    kind: Literal["calculated"]
    variables: dict[Name, Variable] = Field(min_length=1, max_length=10)
    answer: str
    _seed: str = PrivateAttr("")

    @model_validator(mode="after")
    def names_nothing_that_arithmetic_has(self, info: ValidationInfo) -> Self:
        known = () if is_stored(info) else (name for name in self.variables if name in FUNCTIONS | CONSTANTS)
        template = _("“%(name)s” already means something in arithmetic.")
        raise_all([mistake(template, at=("variables", name), name=name) for name in known])
        return self

    @model_validator(mode="after")
    def can_be_computed(self, info: ValidationInfo) -> Self:
        if not is_stored(info):
            self._check_answer()
        return self

    @model_validator(mode="after")
    def shows_each_variable(self, info: ValidationInfo) -> Self:
        if is_stored(info):
            return self
        found = []
        for language, text in self.prompt.texts.items():
            told = set(PLACE.findall(render(text).html))  # what a reader sees: formulas swallow a place
            at = ("prompt", language)
            for name in sorted(self.variables.keys() - told):
                template = _("The text needs %(where)s, outside formulas and links.")
                found.append(mistake(template, at=at, where="{{" + name + "}}"))
            strange = sorted(told - self.variables.keys())
            found += [mistake(_("There is no variable “%(name)s”."), at=at, name=name) for name in strange]
        raise_all(found)
        return self

    def seeded(self, seed: str) -> Self:
        drawn = self.model_copy()
        drawn._seed = f"{seed}/{self.key}"
        return drawn

    def decides_marks(self) -> dict[str, Any]:
        drawn = {name: variable.model_dump(mode="json") for name, variable in self.variables.items()}
        return {"key": self.answer, "tolerance": self.margins(), "variables": drawn}

    def can_mark(self, response: Response, asked: BaseQuestion) -> bool:
        """The question was asked with the values that this version draws. Both are as their attempt has them."""
        return super().can_mark(response, asked) and self.shown_values() == asked.shown_values()

    @property
    def values(self) -> dict[str, float]:
        return self._drawn[0]

    @property
    def right(self) -> float:
        return self._drawn[1]

    def shown_values(self) -> dict[str, str]:
        return {name: plain(value) for name, value in self.values.items()}

    @property
    def _drawn(self) -> tuple[dict[str, float], float]:
        """The values and their answer: of the first draw that has one, as a wide range can hide a hole."""
        for turn in range(TRIED):
            seed = f"{self._seed}/{turn}" if turn else self._seed
            values = {name: variable.drawn(name, seed) for name, variable in self.variables.items()}
            with suppress(NoNumber):
                return values, self._expression.value(values)
        raise NoNumber(self.answer)

    @property
    def _expression(self) -> Expression:
        return read_expression(self.answer)

    def _check_answer(self) -> None:
        expression = self._expression
        strange = sorted(expression.names - self.variables.keys())
        template = _("There is no variable “%(name)s”.")
        raise_all([mistake(template, at=("answer",), name=name) for name in strange])
        for values in islice(self._combinations(), TRIED):
            try:
                self.refuse_narrow_near(expression.value(values))
            except NoNumber:
                told = ", ".join(f"{name} = {value:g}" for name, value in values.items())
                raise mistake(
                    _("With %(values)s the answer is no number."), at=("answer",), values=told
                ) from None

    def _combinations(self) -> Iterator[Mapping[str, float]]:
        """All of them where they are few; else the ends of every range first, then values by chance."""
        ways = math.prod(variable.count for variable in self.variables.values())
        places = [
            range(one.count) if ways <= TRIED else sorted({0, one.count - 1})
            for one in self.variables.values()
        ]
        for combination in product(*places):
            found = zip(self.variables.items(), combination, strict=True)
            yield {name: variable.value(place) for (name, variable), place in found}
        for number in range(TRIED):
            yield {name: one.drawn(name, f"check {number}") for name, one in self.variables.items()}
