"""Questions drawn from banks: which ones a quiz may ask, and which of them an attempt does."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from courses.content.schema import BankSource, Draw, QuizSource

Order = Callable[[Iterable[str], str], list[str]]


@dataclass(frozen=True)
class Pool:
    """`count` of these questions are asked."""

    count: int
    keys: tuple[str, ...]


def candidates(draw: Draw, bank: BankSource) -> tuple[str, ...]:
    """The keys of the questions of a bank that a draw may pick: any of its tags, any of its difficulties."""
    return tuple(
        question.key
        for question in bank.questions
        if (not draw.tags or set(draw.tags) & set(question.tags))
        and (not draw.difficulty or question.difficulty in draw.difficulty)
    )


def pools_of(quiz: QuizSource, banks: Mapping[str, BankSource]) -> tuple[Pool, ...]:
    return tuple(Pool(draw.count, candidates(draw, banks[draw.bank])) for draw in quiz.draw)


def with_candidates(quiz: QuizSource, banks: Mapping[str, BankSource]) -> QuizSource:
    """The quiz with every question that it may ask, its own first."""
    wanted = {key for pool in pools_of(quiz, banks) for key in pool.keys}
    used = dict.fromkeys(draw.bank for draw in quiz.draw)
    drawn = (question for name in used for question in banks[name].questions if question.key in wanted)
    return quiz.model_copy(update={"questions": (*quiz.questions, *drawn), "draw": ()})


def select(
    quiz: QuizSource, pools: Sequence[Pool], seed: str, *, order: Order, seen: Collection[str] = ()
) -> list[str]:
    """The keys that an attempt asks, in its order: what the person has seen before comes last to be picked.

    `order` puts keys into an order that a seed decides.
    """
    pooled = {key for pool in pools for key in pool.keys}
    keys = [question.key for question in quiz.questions if question.key not in pooled]
    for place, pool in enumerate(pools):
        mixed = order(pool.keys, f"{seed}/draw {place}")
        keys += sorted(mixed, key=lambda key: key in seen)[: pool.count]
    return order(keys, seed) if quiz.shuffle else keys
