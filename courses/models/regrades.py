"""Marks made anew by another revision's key: what was compared, what was applied, what can be taken back."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from courses.models.attempts import Answer, QuizAttempt
from courses.models.content import Course, Revision
from courses.states import AT_WORK, RegradeState


class RegradeQuerySet(models.QuerySet["Regrade"]):
    def timed(self) -> "RegradeQuerySet":
        """With `now`, the database's, to say how long the rest takes."""
        return self.annotate(now=Now())


class Regrade(models.Model):
    """The answers to some questions of a quiz, marked by the key of `revision`.

    A comparison changes nothing. `lowers`: marks may go down as well. `cursor` is the last attempt that was looked at.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="regrades")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    quiz_key = models.SlugField(max_length=80)
    questions = models.JSONField(help_text="The keys of the questions that are marked anew.")
    lowers = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=RegradeState.choices, default=RegradeState.COMPARING)
    cursor = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    all_attempts = models.PositiveIntegerField(help_text="How many there were when the comparison began.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(db_default=Now(), help_text="When its state changed last.")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undo_reason = models.TextField(blank=True)

    objects = RegradeQuerySet.as_manager()
    now: datetime | None = None

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "lesson_key", "quiz_key"],
                condition=Q(state__in=sorted({*AT_WORK, RegradeState.COMPARED})),
                name="courses_regrade_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key}/{self.quiz_key} by {self.revision}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class RemarkState(models.TextChoices):
    """`passed_over`: its marks had changed since they were listed. `kept`: since they were applied."""

    LISTED = "listed"
    APPLIED = "applied"
    PASSED_OVER = "passed_over"
    UNDONE = "undone"
    KEPT = "kept"


class RegradedAttempt(models.Model):
    """An attempt with its marks before and after. `gains_part`: with it the quiz is passed for the first time.

    `came_later`: it was marked first when the key held already, so that nobody was ever told the marks before.
    """

    regrade = models.ForeignKey(Regrade, models.CASCADE, related_name="attempts")
    attempt = models.ForeignKey(QuizAttempt, models.CASCADE, related_name="remarkings")
    state = models.CharField(max_length=12, choices=RemarkState.choices, default=RemarkState.LISTED)
    old_points = models.FloatField()
    old_of = models.FloatField()
    old_passed = models.BooleanField()
    new_points = models.FloatField()
    new_of = models.FloatField()
    new_passed = models.BooleanField()
    gains_part = models.BooleanField()
    came_later = models.BooleanField(default=False, db_default=False)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["regrade", "attempt"], name="courses_regraded_attempt_once")
        ]
        indexes = [models.Index(fields=["regrade", "state", "id"], name="courses_regraded_state")]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.old_points:g} → {self.new_points:g}"


class RegradedAnswer(models.Model):
    """An answer in it. `key_points` is what the key gives, empty where it cannot mark it; `new_points` is what counts."""

    remarking = models.ForeignKey(RegradedAttempt, models.CASCADE, related_name="answers")
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="remarkings")
    question_key = models.SlugField(max_length=80, db_index=False)
    old_points = models.FloatField()
    old_of = models.FloatField()
    old_key = models.ForeignKey(Revision, models.PROTECT, null=True, db_index=False, related_name="+")
    key_points = models.FloatField(null=True, blank=True)
    key_of = models.FloatField(null=True, blank=True)
    new_points = models.FloatField()
    new_of = models.FloatField()
    new_key = models.ForeignKey(Revision, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question_key}: {self.old_points:g} → {self.new_points:g}"
