"""Which parts of shared courses a revision holds."""

from django.db import models

from courses.models.content import Revision


class SharedPart(models.Model):
    """A file of a revision that came from a part of a shared course. Never changed, as its revision is not."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="shared_parts")
    path = models.CharField(max_length=200)
    shared = models.SlugField(max_length=80, help_text="The key of the shared course.")
    version = models.PositiveIntegerField(help_text="The number of its revision.")
    part = models.SlugField(max_length=80)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["revision", "path"], name="courses_shared_part_once")]
        indexes = [models.Index(fields=["shared"], name="courses_shared_part_of")]

    def __str__(self) -> str:
        return f"{self.path} from {self.shared}@{self.version}#{self.part}"
