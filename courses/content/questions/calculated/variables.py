"""Values by chance: the same seed always draws the same ones."""

from decimal import Decimal
from hashlib import sha256
from typing import Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake

MOST_VALUES = 100_000


class Variable(ContentModel):
    """From `min` to `max` in steps of `step`, or one of a list."""

    min: float | None = None
    max: float | None = None
    step: float = Field(1, gt=0)
    of: tuple[float, ...] = Field((), max_length=100)

    @model_validator(mode="after")
    def says_what_it_may_be(self) -> Self:
        has_range = self.min is not None and self.max is not None
        if has_range == bool(self.of):
            raise mistake(_("Say what the variable may be: “min” and “max”, or a list under “of”."))
        if self.min is not None and self.max is not None and self.min > self.max:
            raise mistake(_("“min” is greater than “max”."), at=("min",))
        if self.count > MOST_VALUES:
            raise mistake(
                _("These are more than %(most)d values; take a wider step."), at=("step",), most=MOST_VALUES
            )
        return self

    @property
    def count(self) -> int:
        """How many values it may have; none where its range is upside down."""
        if self.of:
            return len(self.of)
        width = Decimal(str(self.max)) - Decimal(str(self.min))
        return int(width / Decimal(str(self.step))) + 1 if width >= 0 else 0

    def value(self, place: int) -> float:
        """The value at this place, from 0; exact in decimals, so that 0.1 + 2 steps of 0.1 is 0.3."""
        if self.of:
            return self.of[place]
        return float(Decimal(str(self.min)) + place * Decimal(str(self.step)))

    def drawn(self, name: str, seed: str) -> float:
        """Each value is as likely as any other, up to the 2^-240 that a digest of 256 bits does not divide evenly."""
        return self.value(int.from_bytes(sha256(f"{seed}/{name}".encode()).digest()) % self.count)
