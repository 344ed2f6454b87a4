"""What people did, as rows: courses, parts, runs and gradings that the pages then tell about."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from courses.models import (
    Block,
    BlockKind,
    Completion,
    Course,
    Enrolment,
    EnrolmentState,
    Lesson,
    PartDone,
    Revision,
)
from people.models import OrgUnit, Position, User
from training_jobs.models import Experiment, Grading, Kind, Run
from training_jobs.states import State

LAB = "tiny/train/sort"
PARTS = [["start", "read", "start"], ["knobs", "quiz", "check"], ["train", "lab", "sort"]]
numbers = count(1)


def tiny_course(key: str = "tiny", title: str = "A tiny course", zh: str = "小课程") -> Course:
    """A published course of three lessons: one to read, one with a quiz, one with a graded lab."""
    course = Course.objects.create(key=key)
    revision = Revision.objects.create(
        course=course,
        number=1,
        digest="0" * 64,
        title={"en": title, "zh-hans": zh},
        summary={"en": "Small."},
        minutes=20,
        languages=["en", "zh-hans"],
        parts=PARTS,
        source={},
        published_at=timezone.now(),
    )
    for position, (lesson_key, kind, part) in enumerate(PARTS, start=1):
        lesson = Lesson.objects.create(
            revision=revision,
            key=lesson_key,
            position=position,
            title={"en": f"Lesson {lesson_key}"},
            summary={},
            minutes=5,
        )
        if kind != "read":
            lab = {"title": {"en": "Sort"}, "grading": {"metric": "macro_f1", "threshold": 0.8, "tries": 3}}
            content = lab if kind == "lab" else {"quiz": {"title": {"texts": {"en": "Three questions"}}}}
            Block.objects.create(lesson=lesson, position=1, kind=BlockKind(kind), key=part, content=content)
    course.published = revision
    course.save()
    return course


def on_course(
    user: User, course: Course, *, done: int = 0, started: bool = True, idle_days: int = 0
) -> Enrolment:
    """An enrolment with its first `done` parts done; the course itself is completed with the last."""
    then = timezone.now() - timedelta(days=idle_days)
    state = EnrolmentState.DONE if done == len(PARTS) else EnrolmentState.IN_PROGRESS
    enrolment = Enrolment.objects.create(
        user=user,
        course=course,
        revision=course.published if started else None,
        state=state if started else EnrolmentState.NOT_STARTED,
        done_parts=done,
        all_parts=len(PARTS) if started else 0,
        created_at=then,
        started_at=then if started else None,
        last_activity_at=then if started else None,
    )
    for lesson, kind, key in PARTS[:done]:
        score = None if kind == "read" else 0.9
        PartDone.objects.create(
            enrolment=enrolment, revision=course.published, lesson_key=lesson, kind=kind, key=key, score=score
        )
    if state == EnrolmentState.DONE and started:
        enrolment.completion = Completion.objects.create(
            enrolment=enrolment,
            user=user,
            course=course,
            revision=course.published,
            score=0.9,
            completed_at=then,
        )
        enrolment.save()
    return enrolment


def run_of(user: User, state: State, *, lab: str = LAB, at: datetime | None = None, **fields: Any) -> Run:
    experiment = Experiment.objects.create(
        owner=user,
        title=f"Try {next(numbers)}",
        spec={"task": "text-classification"},
        lab=lab,
        prediction=0.8,
    )
    return Run.objects.create(
        experiment=experiment,
        **{"kind": Kind.TRAIN, "state": state, "created_at": at or timezone.now(), **fields},
    )


def graded(run: Run, score: float, *, number: int = 1, threshold: float = 0.8) -> Grading:
    scoring = Run.objects.create(
        experiment=run.experiment, kind=Kind.GRADE, graded_run=run, state=State.FINISHED, macro_f1=score
    )
    return Grading.objects.create(
        run=scoring,
        trained=run,
        owner=run.experiment.owner,
        lab=run.experiment.lab,
        number=number,
        threshold=threshold,
        macro_f1=score,
        low=score - 0.03,
        high=score + 0.03,
        passed=score >= threshold,
    )


def colleague(name: str, unit: OrgUnit, *, until: date | None = None) -> User:
    user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name=name)
    Position.objects.create(user=user, unit=unit, starts_on=date(2026, 1, 1), ends_on=until)
    return user
