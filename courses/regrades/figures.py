"""What a comparison found, counted in the database: of attempts, of people, of each question, and by score."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Floor, Least
from django.db.models.lookups import GreaterThan, LessThan

from courses.content.regrading import LAST_DIGIT
from courses.models import Regrade, RegradedAnswer, RegradedAttempt, RemarkState

BANDS = 10
STATES = (
    RemarkState.LISTED,
    RemarkState.APPLIED,
    RemarkState.PASSED_OVER,
    RemarkState.UNDONE,
    RemarkState.KEPT,
)


def _number(expression: Any) -> ExpressionWrapper:
    return ExpressionWrapper(expression, output_field=FloatField())


def _gain(new: str, old: str) -> Combinable:
    """Whether a share grew, without dividing: above 0 when it did."""
    return _number(F(f"{new}_points") * F(f"{old}_of") - F(f"{old}_points") * F(f"{new}_of"))


def _went(new: str, old: str, *, up: bool) -> Q:
    gain = _gain(new, old)
    return Q(GreaterThan(gain, Value(LAST_DIGIT)) if up else LessThan(gain, Value(-LAST_DIGIT)))


WENT_UP, WENT_DOWN = _went("new", "old", up=True), _went("new", "old", up=False)
WOULD_LOSE = _went("key", "old", up=False)
VAIN = Q(key_points__isnull=True)
HELD = ~VAIN & WOULD_LOSE & ~WENT_DOWN
"""Of an answer: the key gives less, and it keeps what it had."""


@dataclass(frozen=True)
class Tally:
    """Attempts by what becomes of their marks, and people by whether they pass; `states` counts by `RemarkState`.
    `held`: the key gives less, and the attempt keeps its points. `came_later`: those marked by it from the beginning,
    which are in no other count.
    """

    listed: int
    up: int
    down: int
    held: int
    gained: int
    lost: int
    states: dict[str, int]
    came_later: int

    @property
    def same(self) -> int:
        return self.listed - self.up - self.down - self.held

    @property
    def changed(self) -> int:
        return self.up + self.down


@dataclass(frozen=True)
class QuestionTally:
    """`held`: the key gives less, and the answer keeps what it had. `vain`: the key cannot mark it."""

    key: str
    answers: int
    up: int
    down: int
    held: int
    vain: int

    @property
    def same(self) -> int:
        return self.answers - self.up - self.down - self.held - self.vain


@dataclass(frozen=True)
class Band:
    """How many attempts have a result from `low` per cent on, before and after, and how long their bars are, of 100."""

    low: int
    before: int
    after: int
    most: int

    @property
    def high(self) -> int:
        return self.low + 100 // BANDS

    @property
    def bars(self) -> tuple[str, str]:
        return (self._bar(self.before), self._bar(self.after))

    def _bar(self, count: int) -> str:
        return f"{100 * count / max(1, self.most):.1f}"


def tally_of(regrade: Regrade) -> Tally:
    """People count once, however many attempts they made."""
    person = "attempt__enrolment"
    holding = Exists(RegradedAnswer.objects.filter(HELD, remarking=OuterRef("pk")))
    told = _rows(regrade).aggregate(
        listed=Count("pk"),
        up=Count("pk", filter=WENT_UP),
        down=Count("pk", filter=WENT_DOWN),
        held=Count("pk", filter=~WENT_UP & ~WENT_DOWN & Q(holding)),
        gained=Count(person, filter=Q(gains_part=True), distinct=True),
        lost=Count(person, filter=Q(old_passed=True, new_passed=False), distinct=True),
        **{f"is_{state}": Count("pk", filter=Q(state=state)) for state in STATES},
    )
    states = {state.value: told.pop(f"is_{state}") for state in STATES}
    came_later = RegradedAttempt.objects.filter(regrade=regrade, came_later=True).count()
    return Tally(**told, states=states, came_later=came_later)


def question_tallies(regrade: Regrade) -> list[QuestionTally]:
    answers = RegradedAnswer.objects.filter(remarking__in=_rows(regrade)).order_by().values("question_key")
    rows = answers.annotate(
        n=Count("pk"),
        up=Count("pk", filter=WENT_UP),
        down=Count("pk", filter=WENT_DOWN),
        held=Count("pk", filter=HELD),
        vain=Count("pk", filter=VAIN),
    )
    named = ("question_key", "n", "up", "down", "held", "vain")
    return [QuestionTally(*row) for row in rows.values_list(*named)]


def bands_of(regrade: Regrade) -> list[Band]:
    """How results are spread before and after."""
    before, after = (_by_band(regrade, which) for which in ("old", "new"))
    most = max([*before.values(), *after.values()], default=0)
    width = 100 // BANDS
    return [Band(width * band, before.get(band, 0), after.get(band, 0), most) for band in range(BANDS)]


def changed_attempts(regrade: Regrade) -> QuerySet[RegradedAttempt]:
    """Those whose marks change, with whose they are."""
    rows = (
        _rows(regrade)
        .filter(WENT_UP | WENT_DOWN)
        .order_by("pk")
        .select_related("attempt__enrolment__user", "attempt__revision")
    )
    return rows.defer("attempt__revision__source").prefetch_related("answers")


def _rows(regrade: Regrade) -> QuerySet[RegradedAttempt]:
    """Whoever had other marks before."""
    return RegradedAttempt.objects.filter(regrade=regrade, came_later=False)


def _by_band(regrade: Regrade, which: str) -> dict[int, int]:
    """The last band holds full marks as well."""
    share = Case(
        When(**{f"{which}_of__gt": 0}, then=_number(F(f"{which}_points") / F(f"{which}_of"))),
        default=Value(0.0),
        output_field=FloatField(),
    )
    band = Cast(
        Least(Floor(share * Value(float(BANDS)) + Value(LAST_DIGIT)), Value(BANDS - 1.0)), IntegerField()
    )
    rows = _rows(regrade).order_by().annotate(band=band).values_list("band").annotate(n=Count("pk"))
    return dict(rows)
