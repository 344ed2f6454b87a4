"""Files that authors bring in from elsewhere."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from courses.models.content import Course


class IntakeKind(models.TextChoices):
    QUESTIONS = "questions"
    TEXT = "text"


class Intake(models.Model):
    """A file that was read and waits for its author to choose what joins a draft; after some days it is forgotten.

    `course` and `target` are where it is meant to go, as far as that is known. `made` tells what was begun for it, by
    what was asked for, so that a second click begins nothing twice.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=IntakeKind.choices)
    name = models.CharField(max_length=200, help_text="What the file was called.")
    language = models.CharField(max_length=20)
    content = models.JSONField(
        help_text="Of questions: what was read and what was lost. Of a text: the text."
    )
    course = models.ForeignKey(Course, models.CASCADE, null=True, blank=True, related_name="+")
    target = models.CharField(max_length=200, blank=True)
    made = models.JSONField(default=dict, db_default={}, help_text="Paths by what was asked for.")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["at"], name="courses_intake_at")]

    def __str__(self) -> str:
        return self.name
