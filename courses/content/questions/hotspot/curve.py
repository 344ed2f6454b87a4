"""One or two curves over the steps of a run, of which a stretch is right."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, refuse_twins
from courses.content.questions.base import Slug
from courses.content.questions.number.answer import plain

MOST_STEPS = 120
Step = Annotated[int, Field(ge=0, le=10_000_000)]


class Line(ContentModel):
    """One named curve: a value for each step."""

    key: Slug
    text: LocalizedText
    values: tuple[float, ...] = Field(min_length=2, max_length=MOST_STEPS)


class NearSpan(ContentModel):
    """Up to `tolerance` steps outside the stretch earn `credit`."""

    tolerance: float = Field(gt=0)
    credit: float = Field(gt=0, lt=1)


class Span(ContentModel):
    """From one step to another, both right; `tolerance` steps outside of it are right as well."""

    first: float = Field(alias="from", ge=0)
    last: float = Field(alias="to", ge=0)
    tolerance: float = Field(0, ge=0)
    near: NearSpan | None = None

    @model_validator(mode="after")
    def goes_forward(self) -> Self:
        if self.last < self.first:
            raise mistake(_("“to” must not lie before “from”."), at=("to",))
        if self.near and self.near.tolerance <= self.tolerance:
            template = _("The tolerance under near must be wider than that of the question.")
            raise mistake(template, at=("near",))
        return self

    def credit(self, step: float) -> float:
        """What a step earns, 0 to 1."""
        off = max(self.first - step, step - self.last, 0.0)
        if off <= self.tolerance:
            return 1.0
        return self.near.credit if self.near and off <= self.near.tolerance else 0.0


class Curve(ContentModel):
    """`along` are the steps at which the lines were measured."""

    along: tuple[Step, ...] = Field(min_length=2, max_length=MOST_STEPS)
    lines: tuple[Line, ...] = Field(min_length=1, max_length=2)
    right: Span

    @model_validator(mode="after")
    def has_a_value_for_each_step(self) -> Self:
        refuse_twins([line.key for line in self.lines], "lines")
        for place, (step, after) in enumerate(zip(self.along, self.along[1:], strict=False), 1):
            if after <= step:
                template = _("Steps must rise; %(after)d comes after %(step)d.")
                raise mistake(template, at=("along", place), after=after, step=step)
        for place, line in enumerate(self.lines):
            if len(line.values) != len(self.along):
                template = _(
                    "There are %(steps)d steps, so a line needs %(steps)d values; this one has %(found)d."
                )
                at = ("lines", place, "values")
                raise mistake(template, at=at, steps=len(self.along), found=len(line.values))
        return self

    @model_validator(mode="after")
    def has_right_and_wrong_steps(self) -> Self:
        if len(set(self.offered().values())) < 2:
            raise mistake(_("Some of the steps must be right, and some must not."), at=("right",))
        return self

    @property
    def takes_several(self) -> bool:
        return False

    def offered(self) -> dict[str, bool]:
        return {str(step): self.right.credit(step) == 1 for step in self.along}

    def credit(self, place: str) -> float:
        return self.right.credit(int(place)) if place in self.offered() else 0.0

    def drawn(self, language: str) -> dict[str, Any]:
        """What a browser may know. JSON."""
        lines = [
            {"text": line.text.in_language(language)[0], "values": list(line.values)} for line in self.lines
        ]
        places = [{"key": str(step), "text": str(step)} for step in self.along]
        return {"curve": {"along": list(self.along), "lines": lines}, "places": places}

    def solution(self, language: str) -> list[str]:
        first, last = plain(self.right.first), plain(self.right.last)
        stretch = first if first == last else f"{first}–{last}"
        return [f"{stretch} ± {plain(self.right.tolerance)}" if self.right.tolerance else stretch]

    def key(self) -> dict[str, Any]:
        span = self.right
        near = span.near and [span.near.tolerance, span.near.credit]
        return {"key": [span.first, span.last], "tolerance": [span.tolerance, near]}
