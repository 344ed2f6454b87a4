"""Parts that somebody had done and that are open again: what was reached before, and what opened them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Enrolment, PartDone, PartKind, Policy, QuizAttempt, Renewal
from courses.states import AttemptState

PartKey = tuple[int, str, str, str]
"""Enrolment, lesson, kind and key."""


class Cause(Enum):
    TAKEN_AGAIN = "the person takes the course again"
    ASKED_AGAIN = "the author asks everybody to do it again"
    CHANGED = "its content changed"


BECAUSE = {
    Cause.TAKEN_AGAIN: gettext_lazy("open again since the course is taken again, from %(day)s"),
    Cause.ASKED_AGAIN: gettext_lazy("open again since its author asked everybody on %(day)s to do it again"),
    Cause.CHANGED: gettext_lazy("open again since its content changed on %(day)s"),
}
WHY = {
    Cause.TAKEN_AGAIN: gettext_lazy("Since %(day)s you take this course again, for a new certificate."),
    Cause.ASKED_AGAIN: gettext_lazy(
        "It is open again since its author asked everybody on %(day)s to do it again."
    ),
    Cause.CHANGED: gettext_lazy("It is open again since its content changed on %(day)s."),
}


@dataclass(frozen=True)
class Reopened:
    """`done` is the evidence of an earlier cycle, `renewal` what began the cycle after it.

    `waits`: it was handed in then, and is not marked yet.
    """

    done: PartDone
    renewal: Renewal
    waits: bool = False

    @property
    def was(self) -> str:
        """What somebody else is told was reached."""
        day = {"day": _day(self.done.done_at)}
        text = (
            _("passed before, on %(day)s")
            if self.done.kind == PartKind.QUIZ
            else _("done before, on %(day)s")
        )
        return text % day

    @property
    def because(self) -> str:
        return str(BECAUSE[self._cause]) % {"day": _day(self.renewal.at)}

    @property
    def told(self) -> str:
        """What its person is told at a quiz."""
        words = {"day": _day(self.done.done_at), "score": round(100 * (self.done.score or 0))}
        if self.waits:
            text = _(
                "What you handed in on %(day)s is not marked yet: its result will stand under “All my tries”."
            )
            return text % words
        return _("You passed this quiz on %(day)s with %(score)d %%.") % words

    @property
    def why(self) -> str:
        """The same as `because`, in a sentence for its person."""
        return str(WHY[self._cause]) % {"day": _day(self.renewal.at)}

    @property
    def _cause(self) -> Cause:
        if self.renewal.publication_id is None:
            return Cause.TAKEN_AGAIN
        return Cause.ASKED_AGAIN if self.renewal.policy == Policy.RETAKE else Cause.CHANGED


def reopened_among(enrolments: Sequence[Enrolment], evidence: Sequence[PartDone]) -> dict[PartKey, Reopened]:
    """Of the `evidence` of all cycles, what counts no more and was not done again. One query, none without any."""
    cycles = {one.pk: one.cycle for one in enrolments}
    last: dict[PartKey, PartDone] = {}
    for row in sorted(evidence, key=lambda one: one.cycle):
        last[row.enrolment_id, row.lesson_key, row.kind, row.key] = row
    open_again = {key: row for key, row in last.items() if row.cycle < cycles[row.enrolment_id]}
    if not open_again:
        return {}
    began: dict[tuple[int, int], Renewal] = {}
    for renewal in Renewal.objects.filter(enrolment__in={key[0] for key in open_again}).order_by("pk"):
        began.setdefault((renewal.enrolment_id, renewal.cycle), renewal)
    found = ((key, row, began.get((row.enrolment_id, row.cycle + 1))) for key, row in open_again.items())
    return {key: Reopened(row, renewal) for key, row, renewal in found if renewal}


def reopened_quizzes(enrolment: Enrolment, lesson: str) -> dict[str, Reopened]:
    """Those of one lesson, by their keys; nothing is asked for somebody in their first cycle."""
    if enrolment.cycle == 1:
        return {}
    rows = list(PartDone.objects.filter(enrolment=enrolment, lesson_key=lesson, kind=PartKind.QUIZ))
    tries = _tries_before(enrolment, lesson)
    handed_in = [_as_evidence(one) for one in tries]
    waiting = [row for one, row in zip(tries, handed_in, strict=True) if one.waits_for_marks]
    found = reopened_among([enrolment], [*handed_in, *rows])
    return {key[3]: replace(one, waits=one.done in waiting) for key, one in found.items()}


def _tries_before(enrolment: Enrolment, lesson: str) -> list[QuizAttempt]:
    """Of earlier cycles, what was passed, or is not marked yet: marks that come after a renewal are evidence of nothing."""
    earlier = QuizAttempt.objects.of_quizzes().filter(enrolment=enrolment, cycle__lt=enrolment.cycle)
    tells = Q(passed=True) | Q(state=AttemptState.SUBMITTED)
    return list(earlier.filter(tells, lesson_key=lesson, submitted_at__isnull=False).order_by("number"))


def _as_evidence(attempt: QuizAttempt) -> PartDone:
    """What it would be if its cycle went on; it is not stored."""
    assert attempt.submitted_at is not None  # what `_tries_before` selects by
    share = attempt.points / attempt.of if attempt.points is not None and attempt.of else None
    return PartDone(
        enrolment_id=attempt.enrolment_id,
        revision_id=attempt.revision_id,
        lesson_key=attempt.lesson_key,
        kind=PartKind.QUIZ,
        key=attempt.quiz_key,
        cycle=attempt.cycle,
        score=share,
        done_at=attempt.submitted_at,
    )


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
