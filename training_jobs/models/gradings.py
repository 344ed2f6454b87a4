"""Looks at the hidden test."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce, Now

from courses.models import Enrolment
from training_jobs.models.runs import Run
from training_jobs.states import OPEN


class GradingQuerySet(models.QuerySet["Grading"]):
    def of_lab(self, owner: int, lab: str) -> "GradingQuerySet":
        """A person's gradings of the lab in the cycle that they are in, whose tries are counted."""
        here = Enrolment.objects.filter(user=owner, course__key=lab.partition("/")[0])
        return self.filter(owner=owner, lab=lab, cycle=Coalesce(Subquery(here.values("cycle")[:1]), 1))

    def that_count(self) -> "GradingQuerySet":
        """Scored or on the way; not what was stopped, nor what the platform could not score."""
        return self.filter(Q(macro_f1__isnull=False) | Q(run__state__in=OPEN), counts=True)


class Grading(models.Model):
    """One of the few looks at the hidden test that a lab allows, decided against the lesson's threshold."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.OneToOneField(Run, models.CASCADE, related_name="grading", help_text="The run that scores.")
    trained = models.ForeignKey(
        Run, models.PROTECT, related_name="graded_by", help_text="The run that is scored."
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="gradings")
    lab = models.CharField(max_length=250)
    cycle = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Of the enrolment; each has its own tries."
    )
    number = models.PositiveSmallIntegerField(help_text="Counts on through all cycles.")
    threshold = models.FloatField()
    macro_f1 = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    counts = models.BooleanField(
        default=True, help_text="False where the platform failed: the try is given back."
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = GradingQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "lab", "number"], name="training_jobs_grading_once")
        ]

    def __str__(self) -> str:
        return f"{self.lab} #{self.number}"

    def scored(self, metric: str) -> float | None:
        """What was compared with the threshold, where `metric` decides; None until it is known."""
        return self.run.accuracy if metric == "accuracy" and self.macro_f1 is not None else self.macro_f1
