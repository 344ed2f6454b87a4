"""What the tables say of many people at once. Each function has a fixed number of queries, most of them one."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.utils import timezone

from courses.models import Enrolment
from courses.paths.access import path_enrolments
from courses.paths.placing import are_only_quizzes, placement_tests, teaches_nothing
from courses.paths.progress import read_progress
from courses.standings import is_marked, known_by_placement
from lms.kit.templatetags.texts import said
from lms.kit.titles import by_name
from people.models import Position
from reporting.expiring import lapses_by_enrolment
from reporting.judging import KNOWN, CourseFact, Lapse, PathFact
from reporting.lab_metrics import USUAL, Lab, metrics_of
from reporting.shut import Shut, shut_by_enrolment
from training_jobs.models import Experiment, Grading, Kind, Run
from training_jobs.presenting.words import metric_name
from training_jobs.states import State

Ids = Collection[int]


@dataclass(frozen=True)
class LabResult:
    """The best of a person's labs, by the metric that each is decided by: on validation, and on the hidden test with
    what was asked there."""

    validation: float | None = None
    hidden: float | None = None
    asked: float | None = None
    passed: bool = False
    validation_metric: str = USUAL
    hidden_metric: str = USUAL

    @property
    def validation_name(self) -> str:
        return metric_name(self.validation_metric)

    @property
    def hidden_name(self) -> str:
        return metric_name(self.hidden_metric)


def units_by_person(people: Ids) -> dict[int, str]:
    """Names of today's units, several joined, per user id."""
    held = Position.objects.current().filter(user_id__in=people).order_by(by_name("unit__name"))
    names: dict[int, list[str]] = {}
    for user_id, name in held.values_list("user_id", "unit__name"):
        names.setdefault(user_id, []).append(name)
    return {user_id: " · ".join(dict.fromkeys(own)) for user_id, own in names.items()}


def courses_by_person(people: Ids) -> tuple[dict[int, list[CourseFact]], dict[int, datetime]]:
    """Course facts, open courses first, then those to renew, and the latest activity in any course, per user id.

    A placement test that was begun is no open course: nobody has to pass it.
    """
    facts: dict[int, list[CourseFact]] = {}
    latest: dict[int, datetime] = {}
    lapses = lapses_by_enrolment(people)
    rows = list(_enrolment_rows(people))
    shut = shut_by_enrolment(rows)
    tests = placement_tests() if any(_may_be_test(row) for row in rows) else set()
    for row in rows:
        if not _may_be_test(row) or not teaches_nothing(row["course__key"], row["parts"], tests):
            facts.setdefault(row["user_id"], []).append(
                _fact(row, lapses.get(row["id"]), shut.get(row["id"]))
            )
        if at := row["last_activity_at"]:
            latest[row["user_id"]] = max(at, latest.get(row["user_id"], at))
    for own in facts.values():
        own.sort(key=_order)
    return facts, latest


def _enrolment_rows(people: Ids) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = Enrolment.objects.filter(user_id__in=people).values(
        *(
            "id",
            "user_id",
            "user__public_id",
            "state",
            "cycle",
            "revision_id",
            "done_parts",
            "all_parts",
            "created_at",
            "last_activity_at",
            "course__key",
        ),
        own_title=F("revision__title"),
        title=F("course__published__title"),
        archived_at=F("course__archived_at"),
        parts=F("revision__parts"),
        score=F("completion__score"),
        done_at=F("completion__completed_at"),
        is_known=known_by_placement(),
    )
    return rows


def _may_be_test(row: dict[str, Any]) -> bool:
    return row["state"] == "in_progress" and are_only_quizzes(row["parts"])


def _order(fact: CourseFact) -> tuple[bool, bool, bool, str]:
    is_done = fact.is_settled
    return is_done, is_done and fact.lapse is None, fact.state == "not_started", fact.title


def _fact(row: dict[str, Any], lapse: Lapse | None, shut: Shut | None) -> CourseFact:
    return CourseFact(
        title=said(row["own_title"] or row["title"], row["course__key"]),
        state=KNOWN if row["is_known"] and row["state"] == "not_started" else row["state"],
        percent=100 * row["done_parts"] // row["all_parts"] if row["all_parts"] else 0,
        score=row["score"] if is_marked(row["parts"] or []) else None,
        enrolled_on=_day(row["created_at"]),
        done_on=_day(row["done_at"]),
        is_archived=row["archived_at"] is not None,
        lapse=lapse,
        shut=shut,
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def paths_by_person(people: Ids) -> dict[int, list[PathFact]]:
    """Paths that are not done, per user id; one query where nobody is on one, six for any number who are."""
    here = path_enrolments().filter(user_id__in=people, withdrawn_at__isnull=True).order_by("due_on", "pk")
    facts: dict[int, list[PathFact]] = {}
    for path in read_progress(here):
        if path.enrolment is not None and not path.is_done:
            fact = PathFact(path.title, path.done, path.of, path.days_left, path.due_on)
            facts.setdefault(path.enrolment.user_id, []).append(fact)
    return facts


def last_experiment_by_person(people: Ids) -> dict[int, datetime]:
    rows = (
        Experiment.objects.filter(owner_id__in=people)
        .exclude(spec__task__in=("ask", "attend"))
        .order_by()
        .values("owner_id")
        .annotate(at=Max("created_at"))
    )
    return {row["owner_id"]: row["at"] for row in rows}


def best_validation_by_person(people: Ids) -> dict[int, tuple[float, str]]:
    """The highest validation score of finished fine-tunes made in labs, with its metric, per user id."""
    runs = Run.objects.filter(experiment__owner_id__in=people, kind=Kind.TRAIN, state=State.FINISHED)
    runs = runs.exclude(experiment__lab="").filter(macro_f1__isnull=False).order_by()
    lab = {"revision": F("experiment__revision_id"), "lab": F("experiment__lab")}
    best_of = {"best_f1": Max("macro_f1"), "best_accuracy": Max("accuracy")}
    found = runs.values(owner=F("experiment__owner_id"), **lab).annotate(**best_of)
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    metrics = metrics_of((row["revision"], row["lab"]) for row in rows)
    best: dict[int, tuple[float, str]] = {}
    for row in rows:
        best[row["owner"]] = max(best.get(row["owner"], (0.0, USUAL)), _reached(row, metrics))
    return best


def _reached(row: Mapping[str, Any], metrics: Mapping[Lab, str]) -> tuple[float, str]:
    """The best of a lab, by the metric that decides in it."""
    metric = metrics.get((row["revision"], row["lab"]), USUAL)
    return row["best_accuracy" if metric == "accuracy" else "best_f1"] or 0.0, metric


Graded = tuple[float, float, bool, str]
"""The score, what was asked, whether a grading was passed, and the metric."""


def gradings_by_person(people: Ids) -> tuple[dict[int, Graded], dict[int, int]]:
    """The best on the hidden test, and the failed gradings of the worst lab not passed; per user id."""
    best: dict[int, Graded] = {}
    scored = Grading.objects.filter(owner_id__in=people, counts=True, macro_f1__isnull=False).order_by()
    made_on = {"revision": F("trained__experiment__revision_id")}
    counted = {
        "best_f1": Max("macro_f1"),
        "best_accuracy": Max("run__accuracy"),
        "asked": Max("threshold"),
        "passes": Count("id", filter=Q(passed=True)),
        "fails": Count("id", filter=Q(passed=False)),
    }
    found = scored.values("owner_id", "lab", **made_on).annotate(**counted)
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    metrics = metrics_of((row["revision"], row["lab"]) for row in rows)
    for row in rows:
        reached, metric = _reached(row, metrics)
        score, asked, passed, named = best.get(row["owner_id"], (0.0, 0.0, False, USUAL))
        score, asked, named = max((score, asked, named), (reached, row["asked"], metric))
        best[row["owner_id"]] = (score, asked, passed or row["passes"] > 0, named)
    return best, _failed_most(rows)


def _failed_most(rows: Collection[dict[str, Any]]) -> dict[int, int]:
    """Of the lab with the most failed gradings among those that were not passed, whatever edition of it was taken."""
    fails: Counter[tuple[int, str]] = Counter()
    for row in rows:
        fails[row["owner_id"], row["lab"]] += row["fails"]
    passed = {(row["owner_id"], row["lab"]) for row in rows if row["passes"]}
    failed: dict[int, int] = {}
    for (owner, lab), count in fails.items():
        if (owner, lab) not in passed:
            failed[owner] = max(failed.get(owner, 0), count)
    return failed


def failed_runs_by_person(people: Ids) -> dict[int, int]:
    """Failed runs since the last finished one, in the lab where they are most, per user id."""
    runs = Run.objects.exclude(kind=Kind.GRADE).exclude(experiment__lab="").order_by()
    same = {
        "experiment__owner": OuterRef("experiment__owner"),
        "experiment__lab": OuterRef("experiment__lab"),
    }
    finished = runs.filter(state=State.FINISHED, **same).order_by("-created_at").values("created_at")[:1]
    failed = runs.filter(state=State.FAILED, experiment__owner_id__in=people).annotate(
        finished=Subquery(finished)
    )
    since = failed.filter(Q(finished__isnull=True) | Q(created_at__gt=F("finished")))
    rows = since.values(owner=F("experiment__owner_id"), lab=F("experiment__lab")).annotate(count=Count("id"))
    streaks: dict[int, int] = {}
    for row in rows:
        streaks[row["owner"]] = max(streaks.get(row["owner"], 0), row["count"])
    return streaks
