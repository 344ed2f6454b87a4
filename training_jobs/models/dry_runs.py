"""Labs tried by their authors before anybody learns with them."""

from django.db import models
from django.db.models.functions import Now

from courses.models import Course
from training_jobs.models.runs import Run


class DryRun(models.Model):
    """A run with a draft's lab and its own values: its author's own, off anybody's progress.

    `digest` is that of the settings it was made with, `rules` how the lab is graded by them, None where it is not.
    """

    run = models.OneToOneField(Run, models.CASCADE, related_name="dry_run")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    lab = models.CharField(max_length=170, help_text="lesson/lab")
    digest = models.CharField(max_length=64)
    rules = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["course", "lab", "-created_at"], name="training_jobs_dry_runs")]

    def __str__(self) -> str:
        return self.lab
