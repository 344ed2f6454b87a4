"""Learning paths, their immutable versions, the people on them, and what a placement test has shown."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from courses.models.attempts import QuizAttempt
from courses.models.content import Course
from lms.kit.changed import ChangedAt


class Path(models.Model):
    """A stable name under which versions of a path appear."""

    key = models.SlugField(max_length=80, unique=True)
    published = models.ForeignKey("PathVersion", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class PathVersion(models.Model):
    """One immutable state of a path."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    path = models.ForeignKey(Path, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    title = models.JSONField()
    summary = models.JSONField()
    source = models.JSONField(help_text="The path as read from its file: stages, due date, placement test.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("version of a learning path")
        ordering = ["path_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["path", "number"], name="courses_path_version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.path.key} v{self.number}"


class PathPublication(models.Model):
    """One move of a path's published pointer, and how many people on the path it took along.

    Only what is done behind it changes: earlier tries at the placement test are looked at in the order of their enrolments.
    """

    path = models.ForeignKey(Path, models.CASCADE, related_name="publications")
    version = models.ForeignKey(PathVersion, models.CASCADE, related_name="publications")
    earlier = models.ForeignKey(PathVersion, models.SET_NULL, null=True, related_name="+")
    moved = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    placed_at = models.DateTimeField(
        null=True,
        db_default=Now(),
        help_text="Since when all that the test shows is noted; empty while it is not.",
    )
    placed_to = models.BigIntegerField(
        db_default=0, help_text="The last enrolment in the test that was looked at."
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(placed_at__isnull=True), name="courses_path_to_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.path.key} v{self.version.number}"


class PathEnrolmentQuerySet(models.QuerySet["PathEnrolment"]):
    def current(self) -> "PathEnrolmentQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class PathEnrolment(models.Model):
    """A person on a path, on the version that was published when they came to it.

    Taking somebody off keeps the row: `withdrawn_at` says when. What they did in the courses is not the path's.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="path_enrolments")
    path = models.ForeignKey(Path, models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(PathVersion, models.PROTECT, related_name="enrolments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    external_id = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="The last day on which it is in time.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = ChangedAt(help_text="Also when a course of theirs was done.")

    objects = PathEnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("person on a learning path")
        verbose_name_plural = _("people on learning paths")
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="courses_path_enrolment_once")]
        indexes = [models.Index(fields=["updated_at", "id"], name="courses_path_updated")]

    def __str__(self) -> str:
        return f"{self.user} · {self.path}"


class KnownByPlacement(models.Model):
    """A placement test showed that a person knows a course. It is no completion, and is never taken back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_by_placement")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    attempt = models.ForeignKey(QuizAttempt, models.PROTECT, related_name="+")
    version = models.ForeignKey(PathVersion, models.PROTECT, related_name="+", help_text="Whose test it was.")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="courses_known_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.course}"
