"""One or two curves over the steps of a run, of which a stretch is right."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake, raise_all, refuse_twins
from courses.content.questions.base import Slug
from courses.content.questions.number.answer import plain
from courses.content.worth import Worth

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
    credit: Worth = Field(gt=0, lt=1)


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
        return self

    @model_validator(mode="after")
    def is_near_beyond_what_is_right(self) -> Self:
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
    def names_each_line_once(self) -> Self:
        refuse_twins([line.key for line in self.lines], "lines")
        return self

    @model_validator(mode="after")
    def has_rising_steps(self) -> Self:
        template = _("Steps must rise; %(after)d comes after %(step)d.")
        pairs = enumerate(zip(self.along, self.along[1:], strict=False), 1)
        falling = [(place, step, after) for place, (step, after) in pairs if after <= step]
        raise_all(
            [mistake(template, at=("along", at), after=after, step=step) for at, step, after in falling]
        )
        return self

    @model_validator(mode="after")
    def has_a_value_for_each_step(self) -> Self:
        template = _("There are %(steps)d steps, so a line needs %(steps)d values; this one has %(found)d.")
        steps, found = len(self.along), [len(line.values) for line in self.lines]
        wrong = [(place, count) for place, count in enumerate(found) if count != steps]
        raise_all(
            [mistake(template, at=("lines", at, "values"), steps=steps, found=count) for at, count in wrong]
        )
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
