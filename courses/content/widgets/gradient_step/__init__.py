"""Cross-entropy of one batch, its gradient p − y, and what steps against it do to the loss."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from courses.content.localized import ContentModel, LocalizedText
from courses.content.problems import gettext_noop as _
from courses.content.problems import mistake
from courses.content.widgets.base import BaseWidget, Table, Translate, filled, fixed, short
from courses.content.widgets.formulas import cross_entropy, softmax

RATES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
NOTICEABLE = 1e-9


class Class(ContentModel):
    """`share`: how much of the batch is labelled so. With one message it is 1 for the right class and 0 for the rest."""

    label: LocalizedText
    logit: float = Field(ge=-20, le=20)
    share: float = Field(0.0, ge=0, le=1)


@dataclass(frozen=True)
class Step:
    logits: list[float]
    probabilities: list[float]
    loss: float


class Widget(BaseWidget):
    """`steps` is how far the table goes; the learner goes as far as they like."""

    WORDS: ClassVar = {
        "step": _("Step"),
        "loss": _("Loss"),
        "caption": _(
            "Probability p of each class and, in brackets, its gradient p − y. The labels: {labels}."
        ),
        "fell": _(
            "Learning rate {rate}, steps taken: {steps}. The loss went from {first} to {last} and never rose."
        ),
        "wavered": _(
            "Learning rate {rate}, steps taken: {steps}. The loss went from {first} to {last} and rose in {rises} of them. "
            "Steps this large jump past the goal."
        ),
        "begin": _("Learning rate {rate}, no step yet: the loss is {first}."),
        "floor": _("{said} It cannot fall below {floor}, because the labels disagree."),
        "rate": _("Learning rate"),
        "class": _("Class"),
        "logit": _("Logit z"),
        "probability": _("p"),
        "target": _("Label y"),
        "gradient": _("Gradient p − y"),
        "next": _("Next z"),
        "now": _("The next step: z − learning rate × (p − y)"),
        "take": _("Take a step"),
        "takeTen": _("Take 10 steps"),
        "startOver": _("Start over"),
        "curve": _("Loss after each step"),
    }

    widget: Literal["gradient-step"]
    classes: tuple[Class, ...] = Field(min_length=2, max_length=4)
    learning_rate: float = Field(1.0, ge=0.01, le=50)
    steps: int = Field(8, ge=1, le=20)

    @model_validator(mode="after")
    def shares_make_a_whole(self) -> Self:
        total = sum(one.share for one in self.classes)
        if abs(total - 1) > 1e-6:
            template = _("The shares of the classes add up to %(total)s; they must add up to 1.")
            raise mistake(template, at=("classes",), total=short(total))
        return self

    def table(self, language: str, translate: Translate = str) -> Table:
        words, names, shares = self.words(translate), self._names(language), self._shares
        walked = descend([one.logit for one in self.classes], shares, self.learning_rate, self.steps)
        labels = ", ".join(f"{name} {fixed(share, 2)}" for name, share in zip(names, shares, strict=True))
        return Table(
            caption=filled(words["caption"], labels=labels),
            head=(words["step"], words["loss"], *names),
            rows=tuple(
                (
                    str(n),
                    fixed(step.loss, 3),
                    *(_cell(p, y) for p, y in zip(step.probabilities, shares, strict=True)),
                )
                for n, step in enumerate(walked)
            ),
            summary=self._summary(walked, words),
        )

    def data(self, language: str) -> dict[str, Any]:
        return {
            "names": self._names(language),
            "logits": [one.logit for one in self.classes],
            "shares": self._shares,
            "rates": sorted({*RATES, self.learning_rate}),
            "start": {"rate": self.learning_rate, "steps": self.steps},
        }

    @property
    def _shares(self) -> list[float]:
        return [one.share for one in self.classes]

    def _names(self, language: str) -> list[str]:
        return [one.label.in_language(language)[0] for one in self.classes]

    def _summary(self, walked: Sequence[Step], words: dict[str, str]) -> str:
        losses = [step.loss for step in walked]
        rises = sum(after > before + NOTICEABLE for before, after in itertools.pairwise(losses))
        said = filled(
            words["wavered" if rises else "fell"],
            rate=short(self.learning_rate),
            steps=self.steps,
            first=fixed(losses[0], 3),
            last=fixed(losses[-1], 3),
            rises=rises,
        )
        floor = least_loss(self._shares)
        return filled(words["floor"], said=said, floor=fixed(floor, 3)) if floor else said


def descend(logits: Sequence[float], shares: Sequence[float], rate: float, steps: int) -> list[Step]:
    """The start and each of the `steps`: z ← z − rate · (p − y).

    Source: Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.3 (gradient descent) and 6.2.2.3 (the
    gradient of softmax with cross-entropy is p − y).
    """
    walked = []
    at = list(logits)
    for _step in range(steps + 1):
        chances = softmax(at)
        walked.append(Step(at, chances, cross_entropy(at, shares)))
        at = [z - rate * (p - y) for z, p, y in zip(at, chances, shares, strict=True)]
    return walked


def least_loss(shares: Sequence[float]) -> float:
    """The entropy of the labels: the loss when p equals y. 0 when they all agree."""
    return -sum(share * math.log(share) for share in shares if share > 0) or 0.0


def _cell(probability: float, share: float) -> str:
    return f"{fixed(probability, 3)} ({fixed(probability - share, 3)})"
