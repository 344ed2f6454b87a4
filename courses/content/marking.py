"""What an answer earns under the policy of its quiz, once its question has said how right it is.

Certainty: A. R. Gardner-Medwin, "Confidence assessment in the teaching of basic science", Association for Learning
Technology Journal 3 (1995), 80-85. Who says how sure they are gets 1, 2 or 3 marks when right and 0, -2 or -6 when
wrong; divided by 3, so that a quiz has the same points with and without it. Whoever is right with probability p expects
most by saying low below 2/3, high above 4/5, and middle between: honesty pays.
"""

from dataclasses import dataclass
from enum import StrEnum

from courses.content.policy import QuizPolicy
from courses.content.questions import Mark


class Certainty(StrEnum):
    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


TABLE = {Certainty.LOW: (1, 0), Certainty.MIDDLE: (2, -2), Certainty.HIGH: (3, -6)}
"""Marks for right and for wrong."""
MOST = 3


@dataclass(frozen=True)
class Circumstances:
    """How an answer came about: checked and wrong `further` times before, and how sure the learner said they were."""

    further: int = 0
    certainty: Certainty = Certainty.LOW


USUAL = Circumstances()


def earned(policy: QuizPolicy, mark: Mark, circumstances: Circumstances = USUAL) -> float:
    """Points for an answer that was given, below 0 where being wrong costs; no answer is worth 0 and asks nobody.

    Wrong is what earns nothing: part of a question is never punished. Several tries at a question cost the penalty for
    each further one and never lead below 0. Whoever marks by hand has weighed all that: their mark is what counts, and so
    is what a run says: nobody can be sure of what a model will write.
    """
    if mark.by_person or mark.by_run or mark.is_awaited:
        return mark.points
    is_wrong = mark.points <= 0
    if policy.certainty:
        right, wrong = TABLE[circumstances.certainty]
        return wrong / MOST * mark.of if is_wrong else right / MOST * mark.points
    if policy.tries_per_question > 1:
        return max(0.0, mark.points - policy.penalty * mark.of * circumstances.further)
    return -policy.penalty * mark.of if is_wrong and policy.penalty else mark.points
