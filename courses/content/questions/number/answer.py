"""A number that is right within a tolerance, half right near it, in a unit or in others that are converted."""

import math
import sys
from collections.abc import Sequence
from typing import Any, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.questions.base import UnreadableAnswer
from courses.content.questions.number.currency import with_unit_behind
from courses.content.questions.number.reading import NO_NUMBER, bears, read_number, unknown_unit
from courses.content.worth import Worth

LAST_DIGITS, LAST_BITS = 1e-9, 4 * sys.float_info.epsilon


class Margin(ContentModel):
    """How far off is still accepted: in the unit of the answer, or as a share of it."""

    tolerance: float | None = Field(None, ge=0)
    relative_tolerance: float | None = Field(None, ge=0, le=1)

    @model_validator(mode="after")
    def says_it_one_way(self) -> Self:
        if self.tolerance is not None and self.relative_tolerance is not None:
            raise mistake(_("Give tolerance or relative_tolerance, not both."), at=("relative_tolerance",))
        return self

    def around(self, answer: float) -> float:
        if self.relative_tolerance is not None:
            return self.relative_tolerance * abs(answer)
        return self.tolerance or 0.0


class Near(Margin):
    credit: Worth = Field(gt=0, lt=1)


class OtherUnit(ContentModel):
    """A number typed with `unit` behind it is `factor` times as much in the unit of the answer."""

    unit: LocalizedText
    factor: float = Field(gt=0)


class NumberReading(Margin):
    """How a number may be typed, and what it earns beside the right one."""

    near: Near | None = None
    unit: LocalizedText | None = None
    other_units: tuple[OtherUnit, ...] = Field((), max_length=10)

    def number(self, typed: str) -> float:
        """What was typed, in the unit of the answer. Raises `UnreadableAnswer`."""
        units = [(name, 1.0) for name in self.unit.texts.values()] if self.unit else []
        units += [(name, other.factor) for other in self.other_units for name in other.unit.texts.values()]
        known = [name for name, _factor in units]
        amount = with_unit_behind(typed, known)
        name, factor = self._borne(amount, units) or ("", 1.0)
        value = read_number(amount, unit=name, known=known) * factor
        if not math.isfinite(value):
            raise UnreadableAnswer(NO_NUMBER)
        return value

    def _borne(self, typed: str, units: Sequence[tuple[str, float]]) -> tuple[str, float] | None:
        """The longest unit that it ends in, one in these capitals before others. Raises `UnreadableAnswer` for `5 mw`
        where there are `mW` and `MW`.
        """
        found = [((len(name), bears(typed, name, exactly=True)), name, factor) for name, factor in units]
        found = [one for one in found if bears(typed, one[1])]
        if not found:
            return None
        best = max(fit for fit, _name, _factor in found)
        chosen = {factor: name for fit, name, factor in found if fit == best}
        if len(chosen) > 1:
            raise unknown_unit(typed.strip()[-best[0] :], [name for name, _factor in units])
        ((factor, name),) = chosen.items()
        return name, factor

    def credit(self, value: float, right: float) -> float:
        """What a number earns, 0 to 1."""
        if _within(value, right, self.around(right)):
            return 1.0
        if self.near and _within(value, right, self.near.around(right)):
            return self.near.credit
        return 0.0

    def margins(self) -> list[Any]:
        """How far off earns how much. JSON."""
        near = self.near and [self.near.credit, self.near.tolerance, self.near.relative_tolerance]
        return [self.tolerance or 0, self.relative_tolerance, near]

    def has_unit_of(self, other: "NumberReading") -> bool:
        """Whether a bare number means the same in both, judged by the languages that both have a unit in."""
        if self.unit is None or other.unit is None:
            return self.unit is other.unit
        mine, theirs = self.unit.texts, other.unit.texts
        return all(mine[language] == theirs[language] for language in mine.keys() & theirs.keys())

    def unit_in(self, language: str) -> str:
        return self.unit.in_language(language)[0] if self.unit else ""

    def units(self, language: str) -> list[str]:
        """Those that may be typed, where there is a choice."""
        units = (
            [self.unit, *(other.unit for other in self.other_units)] if self.unit and self.other_units else []
        )
        return [unit.in_language(language)[0] for unit in units if unit]

    def in_words(self, right: float, language: str) -> str:
        return f"{plain(right)} {self.unit_in(language)}".strip()

    def refuse_narrow_near(self, right: float) -> None:
        if self.near and self.near.around(right) <= self.around(right):
            raise mistake(
                _("The tolerance under near must be wider than that of the question."), at=("near",)
            )


class NumberAnswer(NumberReading):
    answer: float

    @model_validator(mode="after")
    def is_nearer_when_right_than_when_near(self) -> Self:
        self.refuse_narrow_near(self.answer)
        return self


def plain(value: float) -> str:
    """As people write it, exact enough to be typed back: twelve digits, powers of ten from a thousand billion on."""
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.12g}"


def _within(value: float, answer: float, margin: float) -> bool:
    """Inclusive; forgives the last digits, so that 0.15 is within 0.05 of 0.1. Two whole numbers are equal or are not."""
    forgiven = LAST_BITS if float(value).is_integer() and float(answer).is_integer() else LAST_DIGITS
    return math.isfinite(value) and abs(value - answer) <= margin + forgiven * max(abs(answer), margin)
