"""Marking answers by another version of a quiz: what changed in it, what it can read, and who gets which marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from courses.content.questions import BaseQuestion, Mark, Response

LAST_DIGIT = 1e-9  # shares that differ by less are equal
NO_ANSWER = ()


class Points(NamedTuple):
    points: float
    of: float

    @property
    def share(self) -> float:
        return min(1.0, self.points / self.of) if self.of else 0.0

    def is_below(self, other: "Points") -> bool:
        return self.share < other.share - LAST_DIGIT


@dataclass(frozen=True)
class Change:
    """How two versions of a question differ. `marking` names what changed of what decides marks, `is_reworded` the rest.

    `is_other`: it is asked in another way now, or no more, so that no answer to the old version can be marked.
    """

    key: str
    marking: Sequence[str] = ()
    is_reworded: bool = False
    is_other: bool = False

    @property
    def calls_for_regrade(self) -> bool:
        return bool(self.marking) and not self.is_other


class Answered(NamedTuple):
    """The marks of an answer as they are, and by the new version; None where that was not asked, or cannot mark it."""

    key: str
    was: Points
    by_key: Points | None = None


def change_of(old: BaseQuestion, new: BaseQuestion | None) -> Change:
    if new is None or new.kind != old.kind:
        return Change(old.key, is_other=True)
    if new.is_marked_by_people:  # no key marks it, so none can be wrong: the marks that people gave stay
        return Change(old.key, is_reworded=_wording(old) != _wording(new))
    before, after = _marking(old), _marking(new)
    changed = [name for name in after if before.get(name) != after[name]]
    return Change(old.key, changed, is_reworded=_wording(old) != _wording(new))


def mark_by(new: BaseQuestion, asked: BaseQuestion, response: Response | None, *, seed: str) -> Mark | None:
    """The mark of a stored response to `asked` by the version `new`; None when it does not mean the same there."""
    if new.kind != asked.kind:
        return None
    here = new.seeded(seed)
    if response is None:
        return here.grade(NO_ANSWER)
    return here.grade(response) if here.can_mark(response, asked.seeded(seed)) else None


def total(marks: Sequence[Points]) -> Points:
    """Of a whole attempt, which is never below 0, whatever its wrong answers cost."""
    return Points(max(0.0, sum(mark.points for mark in marks)), sum(mark.of for mark in marks))


def settle(answers: Sequence[Answered], *, lowers: bool) -> dict[str, Points]:
    """What each answer of an attempt gets, in the same order.

    Unless `lowers`, no answer earns a smaller share than it did. Where points weigh otherwise now, the whole attempt could
    lose even so: then all of it stays as it was.
    """
    taken = [
        answer.was if _stays(answer, lowers=lowers) else answer.by_key or answer.was for answer in answers
    ]
    before = [answer.was for answer in answers]
    if not lowers and total(taken).is_below(total(before)):
        taken = before
    return {answer.key: mark for answer, mark in zip(answers, taken, strict=True)}


def _stays(answer: Answered, *, lowers: bool) -> bool:
    return answer.by_key is None or (not lowers and answer.by_key.is_below(answer.was))


def _marking(question: BaseQuestion) -> Mapping[str, Any]:
    return {"points": question.points, **question.decides_marks()}


def _wording(question: BaseQuestion) -> Mapping[str, Any]:
    """What a person reads before the answer, in each language."""
    languages = question.prompt.texts
    return {language: {**question.public(language), "points": 0} for language in languages}
