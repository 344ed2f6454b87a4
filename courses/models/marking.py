"""Marks that people give: each a row that stays, and what learners ask for when they see one otherwise."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from courses.models.attempts import Answer


class Marking(models.Model):
    """What one person gave one answer. A mark that is changed is a further row; the one with the highest number counts.

    `rubric` is the digest of the question whose rubric it was. `suggested` is what answers like it had got by then, by
    criterion, where there was a suggestion; `was_looked_at`: the marker had it shown before they decided.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="markings")
    number = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    rubric = models.CharField(max_length=64)
    levels = models.JSONField(help_text="The key of a level, by criterion.")
    points = models.FloatField()
    of = models.FloatField()
    comment = models.TextField(blank=True, help_text="For the learner.")
    reason = models.TextField(blank=True, help_text="Why it differs from the one before.")
    suggested = models.JSONField(default=dict)
    was_looked_at = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="courses_marking_once"),
        ]
        indexes = [
            models.Index(fields=["rubric", "-at"], name="courses_marking_rubric"),
            models.Index(fields=["by", "-at"], name="courses_marking_by"),
        ]

    def __str__(self) -> str:
        return f"{self.points:g} of {self.of:g}"


class Appeal(models.Model):
    """A learner's one request for another look at an answer, and what was decided. `marking` is the mark it is about."""

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="appeal")
    marking = models.ForeignKey(Marking, models.CASCADE, related_name="+")
    words = models.TextField()
    asked_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    decision = models.ForeignKey(
        Marking,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The mark that was given then; empty where the old one stays.",
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(decided_at__isnull=True), name="courses_appeal_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.words[:40]}"


class AnswerFile(models.Model):
    """A file that a learner uploaded for an answer, whether they hand it in or not. Its bytes lie under a name of chance."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="files")
    name = models.CharField(max_length=150, help_text="As its owner called it.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="In bytes.")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def stored_as(self) -> str:
        """Where the default storage has the bytes."""
        return f"answers/{self.public_id.hex[:2]}/{self.public_id.hex}"
