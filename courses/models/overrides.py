"""Other terms of a quiz for one person: more time, other dates, further tries."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from courses.models.learning import Enrolment


class QuizOverride(models.Model):
    """What was granted to a person at a quiz; what is empty stays as the quiz says. The audit trail has what was before."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="quiz_overrides")
    lesson_key = models.SlugField(max_length=80)
    quiz_key = models.SlugField(max_length=80)
    opens = models.DateTimeField(null=True, blank=True)
    closes = models.DateTimeField(null=True, blank=True)
    time_factor = models.FloatField(default=1.0, help_text="Times the time limit.")
    extra_minutes = models.PositiveSmallIntegerField(default=0, help_text="On top of that.")
    extra_tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "quiz_key"], name="courses_override_once"
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(closes__gt=F("opens")),
                name="courses_override_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key}/{self.quiz_key}"

    @property
    def time_percent(self) -> int:
        return round(100 * self.time_factor)
