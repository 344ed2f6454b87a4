"""Answers whose mark comes from a run."""

from django.db import models
from django.db.models.functions import Now

from courses.models.attempts import Answer


class PromptTrial(models.Model):
    """A prompt on its way through the model: one for an answer, so that no answer is run twice.

    `ticket` names the run that counts; what another one brings is not heard. It waits until `ended_at`, and then has its
    `replies` or a `failure`.
    """

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="trial")
    ticket = models.UUIDField(unique=True)
    asked = models.PositiveSmallIntegerField(default=1, help_text="How often a run was asked for.")
    asked_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    replies = models.JSONField(null=True, blank=True, help_text="What the model wrote, by example.")
    failure = models.CharField(max_length=40, blank=True, help_text="Why there are no replies.")

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.failure or ('waits' if self.ended_at is None else 'replied')}"

    @property
    def waits(self) -> bool:
        return self.ended_at is None

    @property
    def has_failed(self) -> bool:
        return self.ended_at is not None and self.replies is None
