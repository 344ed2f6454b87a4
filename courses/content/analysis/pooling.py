"""One quiz in several versions: what was asked in the same way is counted together, however often the rest was mended."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courses.content.analysis.sums import ItemMoments, QuizSums
from courses.content.drawing import Pool
from courses.content.questions import BaseQuestion
from courses.content.schema import QuizSource


@dataclass(frozen=True)
class Version:
    """A quiz as the attempts at it were marked, with their sums."""

    quiz: QuizSource
    sums: QuizSums
    pools: Sequence[Pool] = ()

    @property
    def points(self) -> float:
        """What an attempt is out of, where questions of a pool are worth different points on average."""
        chance = {key: pool.count / len(pool.keys) for pool in self.pools for key in pool.keys}
        return math.fsum(one.points * chance.get(one.key, 1.0) for one in self.quiz.questions)

    def asks_as(self, other: "Version") -> bool:
        """Whether it is the same quiz: the same questions, drawn in the same way."""
        return (tuple(self.quiz.questions), tuple(self.pools)) == (
            tuple(other.quiz.questions),
            tuple(other.pools),
        )

    def has(self, question: BaseQuestion) -> bool:
        return question in self.quiz.questions

    def sums_for(self, question: BaseQuestion, points: float) -> QuizSums:
        """Those of a question, beside a rest of the quiz that is brought to the scale of one out of `points`."""
        rest = self.points - question.points
        scale = (points - question.points) / rest if rest else 1.0
        return QuizSums(
            self.sums.totals,
            {at: _scaled(item, scale) for at, item in self.sums.items.items() if at[0] == question.key},
            {at: n for at, n in self.sums.choices.items() if at[0] == question.key},
            {at: n for at, n in self.sums.times.items() if at[0] == question.key},
        )


def whole(here: Version, others: Iterable[Version]) -> QuizSums:
    """Of a quiz, with those of the versions that ask the same."""
    return sum((other.sums for other in others if other.asks_as(here)), here.sums)


def of_question(question: BaseQuestion, here: Version, others: Iterable[Version]) -> QuizSums:
    """Of a question, with those of the versions that have the same one."""
    same = [here, *(other for other in others if other.has(question))]
    return sum((version.sums_for(question, here.points) for version in same), QuizSums())


def _scaled(item: ItemMoments, scale: float) -> ItemMoments:
    """Each total becomes the question's points and `scale` times the rest."""
    if scale == 1:
        return item
    n, points, squares, products, totals, total_squares = item
    rest, shared = totals - points, products - squares
    rest_squares = total_squares - 2 * products + squares
    return ItemMoments(
        n,
        points,
        squares,
        squares + scale * shared,
        points + scale * rest,
        squares + 2 * scale * shared + scale**2 * rest_squares,
    )
