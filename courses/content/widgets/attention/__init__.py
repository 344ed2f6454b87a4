"""Where the tokens of a sentence look, as a real small model's attention heads have it."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.widgets.base import BaseWidget, Table, Translate, filled, fixed

MOST_TOKENS, MOST_HEADS = 24, 12
LOOKS = 3
Weight = Annotated[float, Field(ge=0, le=1)]
Pattern = tuple[tuple[Weight, ...], ...]


class Head(ContentModel):
    """`layer` and `head` count from 1. `weights[i][j]`: how much of token j goes into token i; a row adds up to 1."""

    layer: int = Field(ge=1, le=200)
    head: int = Field(ge=1, le=200)
    weights: Pattern


class Measured(ContentModel):
    """What `manage.py widgets attention` writes, and nobody by hand. `sha256` is the digest of the model's files."""

    model: str = Field(max_length=60)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    text: str = Field(max_length=300)
    tokens: tuple[str, ...] = Field(min_length=2, max_length=MOST_TOKENS)
    heads: tuple[Head, ...] = Field(min_length=1, max_length=MOST_HEADS)

    @model_validator(mode="after")
    def rows_are_shares(self) -> Self:
        size = len(self.tokens)
        for place, head in enumerate(self.heads):
            if [len(row) for row in head.weights] != [size] * size:
                template = _("For %(size)d tokens the weights are %(size)d rows of %(size)d numbers.")
                raise mistake(template, at=("heads", place, "weights"), size=size)
            for number, row in enumerate(head.weights):
                if abs(sum(row) - 1) > size * 0.0006:
                    raise mistake(
                        _("The weights of a token add up to 1."), at=("heads", place, "weights", number)
                    )
        return self


class Widget(BaseWidget):
    """`start` is the place of the token that is chosen first; 0 is the first one."""

    WORDS: ClassVar = {
        "token": _("Token"),
        "look1": _("Looks most at"),
        "look2": _("Second"),
        "look3": _("Third"),
        "caption": _("Layer {layer}, head {head} of {model}: where each token looks, with the weight."),
        "headName": _("Layer {layer}, head {head}"),
        "summary": _("“{token}” looks most at “{first}” ({weight})."),
        "head": _("Attention head"),
        "tokens": _("Token that looks"),
        "drawing": _("Lines from the chosen token to what it looks at"),
        "source": _("Weights computed by {model}, rounded to three digits."),
    }
    companion: ClassVar = ("measured", Measured)

    widget: Literal["attention"]
    measured: Measured
    start: int = Field(1, ge=0, lt=MOST_TOKENS)

    @model_validator(mode="after")
    def starts_at_a_token(self) -> Self:
        if self.start >= len(self.measured.tokens):
            template = _("“start” is %(start)d, but the last of the tokens is %(last)d.")
            raise mistake(template, at=("start",), start=self.start, last=len(self.measured.tokens) - 1)
        return self

    def table(self, language: str, translate: Translate = str) -> Table:
        words, tokens, shown = self.words(translate), self.measured.tokens, self.measured.heads[0]
        looks = [looked_at(row) for row in shown.weights]
        first = looks[self.start][0]
        about: dict[str, str | int] = {"layer": shown.layer, "head": shown.head, "model": self.measured.model}
        cells = [
            (tokens[i], *(f"{tokens[j]} {fixed(shown.weights[i][j], 3)}" for j in seen))
            for i, seen in enumerate(looks)
        ]
        said = {"token": tokens[self.start], "first": tokens[first]}
        return Table(
            caption=filled(words["caption"], **about),
            head=(words["token"], words["look1"], words["look2"], words["look3"])[
                : 1 + min(LOOKS, len(tokens))
            ],
            rows=tuple(cells),
            summary=filled(words["summary"], **said, weight=fixed(shown.weights[self.start][first], 3)),
        )

    def data(self, language: str) -> dict[str, Any]:
        heads = [head.model_dump(mode="json") for head in self.measured.heads]
        start = {"head": 0, "token": self.start}
        return {
            "model": self.measured.model,
            "tokens": list(self.measured.tokens),
            "heads": heads,
            "start": start,
        }


def looked_at(row: tuple[float, ...]) -> list[int]:
    """The places with the largest weights, the largest first; of equals the first one."""
    return sorted(range(len(row)), key=lambda place: -row[place])[:LOOKS]
