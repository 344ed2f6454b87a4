"""Tries at a quiz, their answers, and everything that was ever given as an answer."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Now

from courses.models.content import Block, BlockKind, Revision
from courses.models.learning import Enrolment
from courses.seeds import sitting_of
from courses.states import GRACE, OPEN, AttemptState


class AttemptQuerySet(models.QuerySet["QuizAttempt"]):
    def open(self) -> "AttemptQuerySet":
        return self.filter(state__in=sorted(OPEN))

    def prepared(self) -> "AttemptQuerySet":
        return self.filter(state=AttemptState.NOT_STARTED)

    def begun(self) -> "AttemptQuerySet":
        return self.exclude(state=AttemptState.NOT_STARTED)

    def at_work(self) -> "AttemptQuerySet":
        """Open and begun."""
        return self.filter(state__in=sorted(OPEN - {AttemptState.NOT_STARTED}))

    def of_quizzes(self) -> "AttemptQuerySet":
        """Not those of a question within a text, which count for nothing."""
        within = {"lesson__revision": OuterRef("revision"), "lesson__key": OuterRef("lesson_key")}
        return self.filter(
            Exists(Block.objects.filter(kind=BlockKind.QUIZ, key=OuterRef("quiz_key"), **within))
        )

    def newest_first(self, *within: str) -> "AttemptQuerySet":
        """The one that is open before all others; `within` names fields to order by before."""
        is_ended = Case(When(state__in=sorted(OPEN), then=0), default=1)
        return self.order_by(*within, is_ended, "-number")

    def timed(self) -> "AttemptQuerySet":
        """With `now`, the database's: deadlines are compared with nothing else."""
        return self.annotate(now=Now())


class QuizAttempt(models.Model):
    """One try at a quiz, on the revision that the person is on. Until it is graded it has no points."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="quiz_attempts")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    quiz_key = models.SlugField(max_length=80)
    cycle = models.PositiveSmallIntegerField(default=1, db_default=1)
    number = models.PositiveSmallIntegerField(help_text="Counts on through all cycles.")
    tried = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Which try of its cycle it is."
    )
    state = models.CharField(
        max_length=12, choices=AttemptState.choices, default=AttemptState.IN_PROGRESS, db_default="graded"
    )
    seed = models.CharField(max_length=32, blank=True, db_default="", help_text="Orders what is shuffled.")
    started_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    was_extended = models.BooleanField(
        default=False, db_default=False, help_text="Its deadline moved after it had begun."
    )
    submitted_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    marks_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Handed in, and not marked before: until then there are no marks to tell.",
    )
    late_at = models.DateTimeField(
        null=True, blank=True, help_text="When something came for it last that does not count any more."
    )
    points = models.FloatField(null=True, blank=True)
    of = models.FloatField(null=True, blank=True)
    passed = models.BooleanField(default=False)

    objects = AttemptQuerySet.as_manager()
    now: datetime | None = None  # the database's, where it was asked along

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "quiz_key", "number"], name="courses_attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "quiz_key"],
                condition=Q(state__in=sorted(OPEN)),
                name="courses_attempt_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline"],
                condition=Q(state__in=sorted(OPEN), deadline__isnull=False),
                name="courses_attempt_due",
            ),
            models.Index(
                fields=["marks_at"],
                condition=Q(state=AttemptState.SUBMITTED),
                name="courses_attempt_marks_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_key} #{self.number}"

    @property
    def sitting(self) -> str:
        """Names this person's attempt to their browser; not its seed, which stays on the server."""
        return sitting_of(self.enrolment.public_id, self.lesson_key, self.quiz_key, self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_prepared(self) -> bool:
        """Whether it lies ready for somebody who has not begun it."""
        return self.state == AttemptState.NOT_STARTED

    @property
    def left(self) -> float | None:
        """Seconds until the deadline, below 0 after it; None without one."""
        return (self.deadline - self.now).total_seconds() if self.deadline and self.now else None

    @property
    def new_deadline(self) -> datetime | None:
        """Where its deadline moved after it had begun: to when."""
        return self.deadline if self.was_extended else None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.left is not None and self.left <= 0

    @property
    def is_within_grace(self) -> bool:
        return self.left is None or self.left > -GRACE.total_seconds()

    @property
    def waits_for_marks(self) -> bool:
        """Whether it is handed in and its result is not known yet."""
        return self.state == AttemptState.SUBMITTED

    @property
    def waits_for_others(self) -> bool:
        """Whether somebody has to read an answer of it, or a run to end, before there is a result."""
        return self.waits_for_marks and self.marks_at is None

    @property
    def marks_are_due(self) -> bool:
        return self.waits_for_marks and bool(self.marks_at and self.now and self.marks_at <= self.now)

    @property
    def takes_answers(self) -> bool:
        return self.is_open and not self.is_prepared and self.is_within_grace

    @property
    def share(self) -> float:
        return self.points / self.of if self.points is not None and self.of else 0.0


class Answer(models.Model):
    """One question of an attempt: what the form holds, and after the grading the response with its mark.

    `version` counts the saves; a page that knows an older one has not seen what another page saved. `checks` counts how
    often it was marked where that is done question by question; once `locked_at`, it changes no more.
    """

    attempt = models.ForeignKey(QuizAttempt, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(db_default=0)
    question_key = models.SlugField(max_length=80)
    given: Any = models.JSONField(default=dict, db_default={})
    version = models.PositiveIntegerField(default=0, db_default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0, db_default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    awaits_since = models.DateTimeField(
        null=True, blank=True, help_text="Handed in, and to be marked by a person."
    )
    response: Any = models.JSONField(null=True, blank=True)
    points = models.FloatField(null=True, blank=True)
    of = models.FloatField(null=True, blank=True)
    key_revision = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="Whose key marked it; empty: that of its attempt.",
    )

    now: datetime | None = None  # the database's, where it was asked along

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question_key"], name="courses_answer_once")
        ]
        indexes = [
            models.Index(
                fields=["awaits_since"],
                condition=Q(awaits_since__isnull=False),
                name="courses_answer_awaits",
            )
        ]

    def __str__(self) -> str:
        return self.question_key


class AnswerSave(models.Model):
    """What an answer was at one moment. Only ever added, so that nothing typed into any window is lost."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="saves")
    version = models.PositiveIntegerField()
    given: Any = models.JSONField()
    is_late = models.BooleanField(
        default=False, db_default=False, help_text="It came after the end, and does not count."
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="courses_save_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.version}"
