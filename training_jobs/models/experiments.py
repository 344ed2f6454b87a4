"""What a person asks."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lms.kit.templatetags.texts import said


class Experiment(models.Model):
    """All a run needs to be repeated, and who asked for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="experiments")
    title = models.CharField(max_length=120)
    spec = models.JSONField(help_text="A whole ExperimentSpec or PromptSpec, defaults written out.")
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, null=True, blank=True, related_name="experiments"
    )
    revision = models.ForeignKey("courses.Revision", models.PROTECT, null=True, blank=True, related_name="+")
    lab = models.CharField(
        max_length=250, blank=True, help_text="course/lesson/lab, empty for a free experiment."
    )
    lab_title = models.JSONField(
        default=dict, blank=True, help_text="The lab's name in each language, as its author gave it."
    )
    prediction = models.FloatField(
        null=True, blank=True, help_text="Expected validation macro-F1, locked at submit."
    )
    idempotency_key = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="training_jobs_experiment_once_per_key",
            )
        ]
        indexes = [models.Index(fields=["owner", "lab", "-created_at"], name="training_jobs_by_owner_lab")]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What the reader calls it: the lab in their language, or the settings of a free experiment."""
        return said(self.lab_title, self.title)
