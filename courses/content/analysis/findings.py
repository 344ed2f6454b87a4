"""What an author should look at, and why, in words. A finding is a hint: people decide."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from courses.content.analysis.report import ChoiceFigures, QuestionFigures
from courses.content.analysis.sums import UNANSWERED
from courses.content.problems import Params, fill
from courses.content.problems import gettext_noop as _

FEW = 30
"""Below so many attempts the page says that its figures are hints only: a correlation is known to ± 0.35 at best."""
HARDLY_ANY = 10
"""Below so many nothing is flagged at all."""
HARD, EASY, UNUSED = 0.2, 0.95, 0.01
AGAINST, WEAK = -0.05, 0.15
FAR, FACTOR = 0.05, 2.0


class Kind(IntEnum):
    """The smaller, the sooner to mend."""

    NEGATIVE = 1
    PREFERRED = 2
    HARD = 3
    WEAK = 4
    WEIGHT = 5
    UNUSED = 6
    EASY = 7

    @property
    def is_grave(self) -> bool:
        """Whether learners probably lose points although they are right."""
        return self in (Kind.NEGATIVE, Kind.PREFERRED)


@dataclass(frozen=True)
class Finding:
    """`choice` is the choice it is about, for the page to name."""

    kind: Kind
    template: str
    params: Params = field(default_factory=dict)
    choice: str = ""

    def worded(self, translate: Callable[[str], str]) -> str:
        return fill(translate(self.template), self.params)


def findings_of(figures: QuestionFigures) -> list[Finding]:
    """The most pressing first; none for a question that fewer than ten people have answered."""
    if figures.n < HARDLY_ANY:
        return []
    found = [
        *_of_discrimination(figures),
        *_of_facility(figures),
        *_of_weight(figures),
        *_of_choices(figures),
    ]
    return sorted(found, key=lambda finding: finding.kind)


def _of_discrimination(figures: QuestionFigures) -> Iterator[Finding]:
    r = figures.discrimination
    if r is None:
        return
    if r <= AGAINST:
        yield Finding(
            Kind.NEGATIVE,
            _("Who does well elsewhere does worse here: perhaps the wrong answer is marked as right."),
        )
    elif r < WEAK and figures.n >= FEW and HARD <= figures.facility <= EASY:
        yield Finding(
            Kind.WEAK, _("It hardly tells apart who does well and who does not: perhaps it is unclear.")
        )


def _of_facility(figures: QuestionFigures) -> Iterator[Finding]:
    if figures.facility < HARD:
        yield Finding(
            Kind.HARD,
            _("Hardly any of its points are earned: teach it before asking, or ask something easier."),
        )
    elif figures.facility > EASY:
        yield Finding(Kind.EASY, _("Nearly everybody gets it right: it shows little about anybody."))


def _of_weight(figures: QuestionFigures) -> Iterator[Finding]:
    weight = figures.effective
    if weight is None or figures.n < FEW or abs(weight - figures.intended) < FAR:
        return
    told = {"intended": round(100 * figures.intended), "effective": round(100 * weight)}
    if weight > figures.intended * FACTOR:
        template = _("Meant to decide %(intended)d %% of the result, it decides %(effective)d %%.")
    elif 0 <= weight < figures.intended / FACTOR:
        template = _("Meant to decide %(intended)d %% of the result, it decides only %(effective)d %%.")
    else:
        return
    yield Finding(Kind.WEIGHT, template, told)


def _of_choices(figures: QuestionFigures) -> Iterator[Finding]:
    rights = [choice.upper for choice in figures.choices if choice.is_right]
    right = sum(rights) if figures.are_places else min(rights, default=0.0)  # any place of a stretch will do
    for choice in figures.choices:
        if choice.is_right or choice.key == UNANSWERED:
            continue
        if rights and choice.upper > right:
            yield _preferred(choice, right)
        elif figures.n >= FEW and choice.share < UNUSED and not figures.are_places:
            yield Finding(
                Kind.UNUSED,
                _("Hardly anybody takes this wrong answer: it makes nothing harder."),
                choice=choice.key,
            )


def _preferred(choice: ChoiceFigures, right: float) -> Finding:
    told = {"wrong": round(100 * choice.upper), "right": round(100 * right)}
    template = _("Of the best third %(wrong)d %% take this wrong answer, and %(right)d %% a right one.")
    return Finding(Kind.PREFERRED, template, told, choice.key)
