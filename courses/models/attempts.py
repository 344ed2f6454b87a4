"""Tries at a quiz, and their answers."""

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Now

from courses.models.content import Revision
from courses.models.learning import Enrolment


class QuizAttempt(models.Model):
    """One submitted try at a quiz, with the revision it was taken on."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="quiz_attempts")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    quiz_key = models.SlugField(max_length=80)
    number = models.PositiveSmallIntegerField()
    points = models.FloatField()
    of = models.FloatField()
    passed = models.BooleanField()
    submitted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "quiz_key", "number"], name="courses_attempt_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quiz_key} #{self.number}"

    @property
    def share(self) -> float:
        return self.points / self.of if self.of else 0.0


class Answer(models.Model):
    """One response to one question of an attempt, with its mark."""

    attempt = models.ForeignKey(QuizAttempt, models.CASCADE, related_name="answers")
    question_key = models.SlugField(max_length=80)
    response: Any = models.JSONField()
    points = models.FloatField()
    of = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question_key"], name="courses_answer_once")
        ]

    def __str__(self) -> str:
        return self.question_key
