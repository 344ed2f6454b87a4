"""The figures of a lab, from what the database has added up."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from courses.content.analysis.formulas import Interval, Z, wilson
from training_jobs.contract.knobs import Knob
from training_jobs.lab_analysis import statements as sql


@dataclass(frozen=True)
class ScoreBin:
    """Tries with a score from `low` to 0.05 above it."""

    low: float
    n: int
    passed: int


@dataclass(frozen=True)
class ValueFigures:
    """Runs with a knob between two values, which may be the same; `mean` is of their validation scores.

    `interval` (95 %) takes runs as independent, which those of one person are not quite; None below two.
    """

    low: Any
    high: Any
    n: int
    people: int
    scored: int
    mean: float | None
    interval: Interval | None


@dataclass(frozen=True)
class FailureFigures:
    code: str
    n: int
    people: int


@dataclass(frozen=True)
class LabFigures:
    """`people` have started a run, `tried` of them had a try; `passed_with` counts them by the number of their try.

    `mean` is that of the tries' scores; `seconds_to_pass` are quartiles, `run_seconds` is a median.
    """

    people: int
    tried: int
    runs: int
    passed_with: Mapping[int, int]
    scores: Sequence[ScoreBin]
    mean: float | None
    mean_interval: Interval | None
    seconds_to_pass: Sequence[float] | None
    run_seconds: float | None
    failures: Sequence[FailureFigures]
    knobs: Mapping[str, Sequence[ValueFigures]]

    @property
    def passed(self) -> int:
        return sum(self.passed_with.values())

    @property
    def tries(self) -> int:
        return sum(one.n for one in self.scores)

    @property
    def share_passed(self) -> float:
        return self.passed / self.people if self.people else 0.0

    @property
    def share_interval(self) -> Interval:
        return wilson(self.share_passed, self.people)


def lab_figures(path: str, revision: int, config: Mapping[str, Any], knobs: Sequence[Knob]) -> LabFigures:
    """Of the lab at `path` in a revision, by its id. The number of queries is decided by the knobs alone."""
    ask = _Asking(path, revision, config)
    standing = ask.of_tries(sql.PEOPLE + sql.STANDING)
    bins = ask.of_tries(sql.SCORES, bins=sql.BINS)
    ((quartiles,),) = ask.of_tries(sql.PEOPLE + sql.TIME)
    ((runs, run_seconds),) = ask.rows(sql.WORK)
    sums = [math.fsum(row[place] for row in bins) for place in (1, 3, 4)]
    mean, interval = mean_with_interval(int(sums[0]), *_moments(*sums))
    return LabFigures(
        people=sum(n for _number, _tried, n in standing),
        tried=sum(n for _number, tried, n in standing if tried),
        runs=runs,
        passed_with={number: n for number, _tried, n in sorted(standing, key=str) if number is not None},
        scores=[ScoreBin(low / sql.BINS, n, passed) for low, n, passed, *_sums in bins],
        mean=mean,
        mean_interval=interval,
        seconds_to_pass=quartiles,
        run_seconds=run_seconds,
        failures=[FailureFigures(*row) for row in ask.rows(sql.FAILURES)],
        knobs=ask.knobs(knobs),
    )


def mean_with_interval(
    n: int, mean: float | None, deviation: float | None
) -> tuple[float | None, Interval | None]:
    """A mean of shares with its 95 % interval: mean ± 1.96 · s / sqrt(n), within 0 and 1."""
    if not n or mean is None:
        return None, None
    if n < 2 or deviation is None:
        return mean, None
    half = Z * deviation / math.sqrt(n)
    return mean, (max(0.0, mean - half), min(1.0, mean + half))


def _moments(n: float, total: float, squares: float) -> tuple[float | None, float | None]:
    """Mean and standard deviation."""
    if n < 2:
        return (total / n if n else None), None
    return total / n, math.sqrt(max(0.0, (squares - total * total / n) / (n - 1)))


class _Asking:
    """The statements about one lab in one revision."""

    def __init__(self, path: str, revision: int, config: Mapping[str, Any]) -> None:
        grading = config.get("grading") or {}
        self.config = config
        self.tries = sql.GRADED if grading else sql.RUN_ALONE
        self.named = {"lab": path, "revision": revision, "metric": grading.get("metric", "macro_f1")}

    def rows(self, statement: str, **told: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql.RUNS + statement, self.named | told)
            return list(cursor.fetchall())

    def of_tries(self, statement: str, **told: Any) -> list[tuple[Any, ...]]:
        return self.rows(self.tries + statement, **told)

    def knobs(self, knobs: Sequence[Knob]) -> dict[str, Sequence[ValueFigures]]:
        """What was chosen of each opened setting; in a lab of prompts, how many examples."""
        if self.config["kind"] == "prompt":
            return {"examples": self._values(sql.RANGES.format(value=sql.EXAMPLES), groups=sql.GROUPS)}
        return {knob.path: self._of_knob(knob) for knob in knobs}

    def _of_knob(self, knob: Knob) -> Sequence[ValueFigures]:
        path = knob.path.split(".")
        if knob.options:
            return self._values(sql.VALUES.format(value=sql.OF_KNOB), path=path)
        return self._values(sql.RANGES.format(value=sql.OF_KNOB), path=path, groups=sql.GROUPS)

    def _values(self, statement: str, **told: Any) -> Sequence[ValueFigures]:
        return [
            ValueFigures(low, high, n, people, scored, *mean_with_interval(scored, mean, deviation))
            for low, high, n, people, scored, mean, deviation in self.rows(statement, **told)
        ]
