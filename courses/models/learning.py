"""Who is on a course, what of it is done, and that it was completed."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from courses.models.content import Course, PartKind, Revision
from lms.kit.changed import ChangedAt


class EnrolmentState(models.TextChoices):
    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")


class Enrolment(models.Model):
    """A person on a course. The revision is fixed when the person starts, so that the course under them stays whole.

    A pass through the course is a cycle. A publication may move the person on, and then begins a new cycle where
    something must be done again, as does taking the course again for a new certificate; what was done in earlier ones
    stays on record. `completion` is the newest there is.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="enrolments")
    cycle = models.PositiveSmallIntegerField(default=1, db_default=1)
    renewal = models.OneToOneField(
        "Renewal", models.SET_NULL, null=True, blank=True, related_name="+", help_text="What moved it last."
    )
    completion = models.OneToOneField("Completion", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        max_length=12, choices=EnrolmentState.choices, default=EnrolmentState.NOT_STARTED
    )
    done_parts = models.PositiveSmallIntegerField(default=0)
    all_parts = models.PositiveSmallIntegerField(default=0)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    external_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField(null=True, blank=True)
    updated_at = ChangedAt()
    now: datetime | None = None  # the database's, where it was asked along
    may_have_overrides = may_be_placed = may_wait = True  # unless their absence was asked along

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="courses_enrolment_once")]
        indexes = [models.Index(fields=["updated_at", "id"], name="courses_enrolment_updated")]

    def __str__(self) -> str:
        return f"{self.user} · {self.course}"

    @property
    def percent(self) -> int:
        """Share of parts done, 0 to 100; 100 only when every part is done."""
        return 100 * self.done_parts // self.all_parts if self.all_parts else 0


class PartDoneQuerySet(models.QuerySet["PartDone"]):
    def current(self, enrolment: Enrolment) -> "PartDoneQuerySet":
        """What counts for a person now."""
        return self.filter(enrolment=enrolment, cycle=enrolment.cycle)

    def in_current_cycles(self) -> "PartDoneQuerySet":
        return self.filter(cycle=F("enrolment__cycle"))


class PartDone(models.Model):
    """Evidence that one part of a lesson is done in a cycle. Rows are added and improved, never taken away.

    What a new cycle takes over from the one before keeps the revision and the time of the deed.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="parts_done")
    cycle = models.PositiveSmallIntegerField(default=1, db_default=1)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    kind = models.CharField(max_length=12, choices=PartKind.choices)
    key = models.SlugField(max_length=80)
    score = models.FloatField(null=True, blank=True, help_text="0 to 1, or empty for reading.")
    done_at = models.DateTimeField(db_default=Now())

    objects = PartDoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "cycle", "lesson_key", "kind", "key"], name="courses_part_once_a_cycle"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key}/{self.key}"


class Completion(models.Model):
    """A course done, once in each cycle: what the certificate shows and HR reads.

    Never removed; changed only where its score turns out to have been higher.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="completions")
    cycle = models.PositiveSmallIntegerField(default=1, db_default=1)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="completions")
    course = models.ForeignKey(Course, models.PROTECT, related_name="completions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="completions")
    score = models.FloatField(help_text="Mean of the scored parts, 0 to 1.")
    completed_at = models.DateTimeField(db_default=Now())
    updated_at = ChangedAt()

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "cycle"], name="courses_completion_once_a_cycle")
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="courses_completion_updated")]

    def __str__(self) -> str:
        return f"{self.user} · {self.course}"
