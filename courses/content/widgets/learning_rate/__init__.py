"""How the learning rate goes during a run: warm-up to a peak, then a line, a cosine or nothing down."""

import math
from typing import Any, ClassVar, Literal

from pydantic import Field

from courses.content.problems import gettext_noop as _
from courses.content.widgets.base import BaseWidget, Table, Translate, filled, fixed

Shape = Literal["linear", "cosine", "constant"]
FACTORS = (0.1, 0.3, 1.0, 3.0, 10.0)
LONG_WARMUP = 0.3


class Widget(BaseWidget):
    """`peak` is the learning rate that people set; `warmup` is a share of the steps."""

    WORDS: ClassVar = {
        "step": _("Step"),
        "share": _("Part of the run"),
        "rate": _("Learning rate"),
        "phase": _("Phase"),
        "percent": _("{share} %"),
        "warmup": _("warm-up"),
        "decay": _("decay"),
        "constant": _("constant"),
        "caption": _("Learning rate at some steps of the run."),
        "summary": _("Step {step} of {steps}: learning rate {rate}, {share} of the peak. {hint}"),
        "hintHigh": _("With a higher peak each step goes further: the loss may zigzag or climb."),
        "hintLow": _(
            "With a lower peak each step is shorter: the loss may hardly have fallen when the run ends."
        ),
        "hintCold": _("Without a warm-up the first, clumsiest steps are among the largest."),
        "hintLong": _("A long warm-up spends much of the run on small steps."),
        "hintLinear": _("The line falls evenly, so the last steps only polish."),
        "hintCosine": _("The cosine stays high for longer than the line, then falls fast and ends gently."),
        "hintConstant": _(
            "Without a decay the last steps are as large as ever: the loss keeps jittering at the end."
        ),
        "shapes": _("After the warm-up"),
        "linear": _("linear"),
        "cosine": _("cosine"),
        "peak": _("Peak"),
        "warmupShare": _("Warm-up, part of the run"),
        "steps": _("Steps of the run"),
        "point": _("Step to read"),
        "curve": _("Learning rate over {steps} steps"),
    }

    widget: Literal["learning-rate"]
    peak: float = Field(ge=1e-6, le=1)
    steps: int = Field(ge=10, le=100_000)
    warmup: float = Field(0.1, ge=0, le=0.5)
    shape: Shape = "linear"

    def table(self, language: str, translate: Translate = str) -> Table:
        words, warm = self.words(translate), self._warm
        return Table(
            caption=words["caption"],
            head=(words["step"], words["share"], words["rate"], words["phase"]),
            rows=tuple(
                (
                    str(step),
                    filled(words["percent"], share=fixed(100 * step / self.steps, 0)),
                    fixed(self._rate(step), self._digits),
                    words["warmup" if step <= warm else "constant" if self.shape == "constant" else "decay"],
                )
                for step in telling_steps(self.steps, warm)
            ),
            summary=self._summary(words),
        )

    def data(self, language: str) -> dict[str, Any]:
        start = {
            "factor": 1.0,
            "steps": self.steps,
            "warmup": self.warmup,
            "shape": self.shape,
            "step": self._middle,
        }
        return {"peak": self.peak, "factors": list(FACTORS), "digits": self._digits, "start": start}

    def _summary(self, words: dict[str, str]) -> str:
        hint = f"hint{self.shape.capitalize()}"
        hint = "hintLong" if self.warmup > LONG_WARMUP else hint if self._warm else "hintCold"
        rate = self._rate(self._middle)
        return filled(
            words["summary"],
            step=self._middle,
            steps=self.steps,
            rate=fixed(rate, self._digits),
            share=filled(words["percent"], share=fixed(100 * rate / self.peak, 0)),
            hint=words[hint],
        )

    def _rate(self, step: int) -> float:
        return rate_at(step, peak=self.peak, steps=self.steps, warm=self._warm, shape=self.shape)

    @property
    def _warm(self) -> int:
        return warm_steps(self.steps, self.warmup)

    @property
    def _middle(self) -> int:
        return self.steps // 2

    @property
    def _digits(self) -> int:
        """Enough to tell a hundredth of the peak."""
        return 3 + max(0, -math.floor(math.log10(self.peak)))


def warm_steps(steps: int, share: float) -> int:
    """How many steps the rate rises; at least one is left to learn in."""
    return min(steps - 1, math.floor(steps * share + 0.5))


def rate_at(step: int, *, peak: float, steps: int, warm: int, shape: Shape) -> float:
    """The learning rate of a step, from 1 to `steps`.

    Sources: linear warm-up and decay as in Devlin et al. 2019, arXiv 1810.04805, appendix A.2; the cosine is
    Loshchilov & Hutter 2017, arXiv 1608.03983, eq. 5, for one cycle that ends at 0. The first step after the
    warm-up has the peak.
    """
    if step <= warm:
        return peak * step / warm
    if shape == "constant":
        return peak
    gone = (step - warm - 1) / (steps - warm)
    return peak * (1 - gone) if shape == "linear" else peak * (1 + math.cos(math.pi * gone)) / 2


def telling_steps(steps: int, warm: int) -> list[int]:
    """The steps of the table: both ends, the end of the warm-up, and the quarters."""
    return sorted({1, max(1, warm), warm + 1, steps // 4, steps // 2, 3 * steps // 4, steps})
