"""How scores become chances of the next token, and how temperature, top-k and top-p bend them."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.widgets.base import BaseWidget, Table, Translate, filled, fixed, short
from courses.content.widgets.formulas import softmax

COMPARED = (0.5, 1.0, 2.0)
SLACK = 1e-12
"""Sums of shares that should reach a round top-p may miss it by the last bit."""


class Candidate(ContentModel):
    token: LocalizedText
    logit: float = Field(ge=-50, le=50)


class Widget(BaseWidget):
    """`top_k` and `top_p` are where the learner starts; without them every token can be drawn."""

    WORDS: ClassVar = {
        "token": _("Token"),
        "logit": _("Logit"),
        "at": _("T = {t}"),
        "setting": _("T = {t}, top-k {k}, top-p {p}"),
        "caption": _("Probability of each token. A dash: cut off, never drawn."),
        "summary": _("“{token}” is the likeliest with {p}. {kept} of {all} tokens can be drawn."),
        "temperature": _("Temperature"),
        "topK": _("Top-k: how many of the likeliest stay"),
        "topP": _("Top-p: how much probability stays"),
        "draw": _("Draw one"),
        "drawMany": _("Draw 100"),
        "startOver": _("Start over"),
        "drew": _("Drew “{token}”. {count} drawn so far."),
        "drawn": _("drawn {count} of {all}"),
    }

    widget: Literal["softmax-temperature"]
    tokens: tuple[Candidate, ...] = Field(min_length=2, max_length=12)
    temperature: float = Field(1.0, ge=0.1, le=3)
    top_k: int | None = Field(None, ge=1, le=12)
    top_p: float = Field(1.0, ge=0.05, le=1)
    seed: int = Field(1, ge=0, le=4_294_967_295)

    @model_validator(mode="after")
    def keeps_no_more_than_there_are(self) -> Self:
        if self.top_k is not None and self.top_k > len(self.tokens):
            raise mistake(
                _("“top_k” is %(k)d, but there are only %(count)d tokens."),
                at=("top_k",),
                k=self.top_k,
                count=len(self.tokens),
            )
        return self

    def table(self, language: str, translate: Translate = str) -> Table:
        words, names = self.words(translate), self._names(language)
        logits = [candidate.logit for candidate in self.tokens]
        now = truncated(softmax(logits, self.temperature), self._most, self.top_p)
        compared = [softmax(logits, temperature) for temperature in COMPARED]
        best = max(range(len(now)), key=now.__getitem__)
        setting: dict[str, str | int] = {
            "t": short(self.temperature),
            "k": self._most,
            "p": short(self.top_p),
        }
        kept = {"kept": sum(p > 0 for p in now), "all": len(now)}
        return Table(
            caption=words["caption"],
            head=(
                words["token"],
                words["logit"],
                *(filled(words["at"], t=short(t)) for t in COMPARED),
                filled(words["setting"], **setting),
            ),
            rows=tuple(
                (name, fixed(logits[i], 2), *(fixed(p[i], 3) for p in compared), _shown(now[i]))
                for i, name in enumerate(names)
            ),
            summary=filled(words["summary"], token=names[best], p=fixed(now[best], 3), **kept),
        )

    def data(self, language: str) -> dict[str, Any]:
        start = {"temperature": self.temperature, "topK": self._most, "topP": self.top_p}
        return {
            "tokens": self._names(language),
            "logits": [candidate.logit for candidate in self.tokens],
            "compared": list(COMPARED),
            "seed": self.seed,
            "start": start,
        }

    @property
    def _most(self) -> int:
        return self.top_k or len(self.tokens)

    def _names(self, language: str) -> list[str]:
        return [candidate.token.in_language(language)[0] for candidate in self.tokens]


def truncated(probabilities: Sequence[float], top_k: int, top_p: float) -> list[float]:
    """What is left of the `top_k` likeliest, then of the fewest that reach `top_p`, scaled to a sum of 1; else 0.

    Sources: Fan, Lewis & Dauphin 2018, arXiv 1805.04833 (top-k); Holtzman et al. 2020, arXiv 1904.09751, eq. 2
    and 3 (top-p). Of equals the first is kept.
    """
    order = sorted(range(len(probabilities)), key=lambda i: -probabilities[i])[:top_k]
    mass = sum(probabilities[i] for i in order)
    kept: dict[int, float] = {}
    reached = 0.0
    for i in order:
        if reached >= top_p - SLACK:
            break
        kept[i] = probabilities[i] / mass
        reached += kept[i]
    return [kept.get(i, 0.0) / reached for i in range(len(probabilities))]


def _shown(probability: float) -> str:
    return fixed(probability, 3) if probability else "–"
