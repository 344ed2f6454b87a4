"""What there is to compute with, and how much of it is whose."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class WorkerNode(models.Model):
    """A worker process that announced itself; `seen_at` is the database's clock."""

    name = models.CharField(max_length=120, unique=True)
    queue = models.CharField(max_length=20)
    slots = models.PositiveSmallIntegerField(default=1)
    labels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    base_models = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    devices = models.PositiveSmallIntegerField(default=1)
    memory_mb = models.PositiveIntegerField(default=0, help_text="For all its runs together; 0: not told.")
    free_mb = models.PositiveIntegerField(default=0)
    contract = models.PositiveSmallIntegerField(default=0, help_text="See contract.version.")
    draining = models.BooleanField(default=False, help_text="Takes no new runs.")
    trouble = models.CharField(max_length=300, blank=True, help_text="Why it takes no runs, if so.")
    tuning = models.JSONField(default=dict, blank=True, help_text="What it measured to be fastest.")
    device = models.CharField(max_length=120, blank=True)
    version = models.CharField(max_length=40, blank=True)
    ready = models.BooleanField(default=False)
    life = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="Which start of the worker it is."
    )
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Quota(models.Model):
    """How much a person, everybody in a unit (with those below it), or everybody in a course may compute.

    Without a target it is the default for every person. Units and courses share their seconds among their people.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    unit = models.OneToOneField("people.OrgUnit", models.CASCADE, null=True, blank=True, related_name="+")
    course = models.OneToOneField("courses.Course", models.CASCADE, null=True, blank=True, related_name="+")
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="Per window; empty: no limit.")
    window_days = models.PositiveSmallIntegerField(default=7, validators=[MinValueValidator(1)])
    at_once = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Runs at work at the same time; empty: no limit."
    )

    class Meta:
        verbose_name = _("compute quota")
        verbose_name_plural = _("compute quotas")
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(person__isnull=True, unit__isnull=True)
                    | models.Q(person__isnull=True, course__isnull=True)
                    | models.Q(unit__isnull=True, course__isnull=True)
                ),
                name="training_jobs_quota_one_target",
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "course"], nulls_distinct=False, name="training_jobs_quota_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.unit or self.course or _("everybody"))
