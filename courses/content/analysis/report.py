"""A quiz's figures, question by question, worked out from its sums."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.content.analysis import formulas
from courses.content.analysis.formulas import Interval
from courses.content.analysis.pooling import Version, of_question, whole
from courses.content.analysis.sums import WHOLE_QUIZ, Moments, QuizSums
from courses.content.drawing import Pool
from courses.content.questions import BaseQuestion
from courses.content.schema import QuizSource

THIRD, KELLEY = 1 / 3, 0.27


@dataclass(frozen=True)
class ChoiceFigures:
    """How many took a choice, of all and of the best and the weakest third: shares of people, 0 to 1."""

    key: str
    is_right: bool
    n: int
    share: float
    upper: float
    lower: float


@dataclass(frozen=True)
class QuestionFigures:
    """`facility` is the mean share of the points, with its 95 % interval; `deviation` is the share's standard deviation.

    `discrimination` is the correlation with the rest of the quiz, `index` the facility among the best 27 % less that among
    the weakest 27 % (Kelley 1939); `intended` and `effective` are shares of an attempt that asks it; `seconds` is a median.
    `are_places`: see `BaseQuestion`.
    """

    key: str
    n: int
    facility: float
    facility_interval: Interval
    deviation: float
    discrimination: float | None
    discrimination_interval: Interval | None
    index: float | None
    intended: float
    effective: float | None
    seconds: float | None
    choices: Sequence[ChoiceFigures]
    are_places: bool = False


@dataclass(frozen=True)
class QuizFigures:
    """`mean`, `deviation` and `standard_error` are shares of all points; `alpha` has a 95 % interval.

    `mean` is that of the results that people are told, which are never below 0; all others are of sums of points.
    """

    n: int
    mean: float | None
    deviation: float
    alpha: float | None
    alpha_interval: Interval | None
    standard_error: float | None
    seconds: float | None
    questions: Sequence[QuestionFigures]


@dataclass(frozen=True)
class _Ends:
    """The part of each band that belongs to the best and the weakest third, and to Kelley's 27 %."""

    best_third: Mapping[int, float]
    last_third: Mapping[int, float]
    best: Mapping[int, float]
    last: Mapping[int, float]

    @classmethod
    def of(cls, totals: Mapping[int, Moments]) -> "_Ends":
        counts = {band: moments.n for band, moments in totals.items()}
        ends = [(share, best) for share in (THIRD, KELLEY) for best in (True, False)]
        return cls(*(formulas.end_weights(counts, share, best=best) for share, best in ends))


def analyse(
    quiz: QuizSource, sums: QuizSums, pools: Sequence[Pool] = (), others: Sequence[Version] = ()
) -> QuizFigures:
    """Every figure of a quiz; `pools` say how many of its questions each attempt is asked, where they are drawn.

    Questions come in the quiz's order, also those that nobody has answered yet. What is the same in `others` counts too.
    """
    here = Version(quiz, sums, pools)
    all_sums, of = whole(here, others), here.points
    total = all_sums.total
    parts = formulas.places({question.key: all_sums.item(question.key) for question in quiz.questions}, pools)
    alpha = formulas.alpha(parts, total)
    error = formulas.standard_error(alpha, total)
    return QuizFigures(
        n=total.n,
        mean=(total.points + all_sums.raised) / total.n / of if total.n else None,
        deviation=math.sqrt(formulas.variance(*total)) / of,
        alpha=alpha,
        alpha_interval=None if alpha is None else formulas.alpha_interval(alpha, len(parts), total.n),
        standard_error=None if error is None else error / of,
        seconds=_median(all_sums, WHOLE_QUIZ),
        questions=[
            _question(one, of_question(one, here, others), of, can_cost=quiz.wrong_costs)
            for one in quiz.questions
        ],
    )


def _question(question: BaseQuestion, sums: QuizSums, of: float, *, can_cost: bool) -> QuestionFigures:
    item, worth, ends = sums.item(question.key), question.points, _Ends.of(sums.totals)
    facility = item.points / item.n / worth if item.n else 0.0
    deviation = math.sqrt(formulas.variance(item.n, item.points, item.squares)) / worth
    discrimination = formulas.rest_correlation(item)
    interval = formulas.wilson(facility, item.n)
    if can_cost and item.n:
        interval = formulas.of_mean(facility, deviation, item.n)
    return QuestionFigures(
        key=question.key,
        n=item.n,
        facility=facility,
        facility_interval=interval,
        deviation=deviation,
        discrimination=discrimination,
        discrimination_interval=None if discrimination is None else formulas.fisher(discrimination, item.n),
        index=_index(question, sums, ends),
        intended=worth / of,
        effective=formulas.effective_weight(item),
        seconds=_median(sums, question.key),
        choices=_choices(question, sums, ends),
        are_places=question.are_places,
    )


def _index(question: BaseQuestion, sums: QuizSums, ends: _Ends) -> float | None:
    bands = {band: item for (key, band), item in sums.items.items() if key == question.key}
    shares = []
    for weights in (ends.best, ends.last):
        people = math.fsum(item.n * weights[band] for band, item in bands.items())
        earned = math.fsum(item.points * weights[band] for band, item in bands.items())
        if not people:
            return None
        shares.append(earned / people / question.points)
    return shares[0] - shares[1]


def _choices(question: BaseQuestion, sums: QuizSums, ends: _Ends) -> Sequence[ChoiceFigures]:
    """In the order in which they are offered, those nobody took among them; last those who chose none, if anybody did.

    Of places only those that are right or that somebody took.
    """
    offered = question.offered()
    shown = (key for key, is_right in offered.items() if is_right or not question.are_places)
    taken: dict[str, dict[int, int]] = {key: {} for key in shown}
    for (key, choice, band), n in sums.choices.items():
        if key == question.key:
            taken.setdefault(choice, {})[band] = n
    people = {band: item.n for (key, band), item in sums.items.items() if key == question.key}
    whole = dict.fromkeys(people, 1.0)

    def share(counts: Mapping[int, int], weights: Mapping[int, float]) -> float:
        all_of_them = math.fsum(n * weights[band] for band, n in people.items())
        return (
            math.fsum(n * weights[band] for band, n in counts.items()) / all_of_them if all_of_them else 0.0
        )

    return [
        ChoiceFigures(
            key=choice,
            is_right=offered.get(choice, False),
            n=sum(counts.values()),
            share=share(counts, whole),
            upper=share(counts, ends.best_third),
            lower=share(counts, ends.last_third),
        )
        for choice, counts in _as_offered(taken, offered)
    ]


def _as_offered(
    taken: Mapping[str, Mapping[int, int]], offered: Mapping[str, bool]
) -> list[tuple[str, Mapping[int, int]]]:
    order = {key: place for place, key in enumerate(offered)}
    return sorted(taken.items(), key=lambda one: order.get(one[0], len(order)))


def _median(sums: QuizSums, key: str) -> float | None:
    return formulas.median_seconds({bucket: n for (of, bucket), n in sums.times.items() if of == key})
