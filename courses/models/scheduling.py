"""A publication that is decided now and done later."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from courses.models.content import Course, Revision
from courses.models.publishing import Policy, Publication


class ScheduleState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")
    REFUSED = "refused", _("could not be published")


class ScheduledPublicationQuerySet(models.QuerySet["ScheduledPublication"]):
    def waiting(self) -> "ScheduledPublicationQuerySet":
        return self.filter(state=ScheduleState.WAITING)

    def due(self) -> "ScheduledPublicationQuerySet":
        return self.waiting().filter(at__lte=Now())

    def cancel(self, reason: str) -> int:
        """How many of those that wait will not be published; the caller holds their courses' locks."""
        ended = {"state": ScheduleState.CANCELLED, "reason": reason, "ended_at": Now()}
        return self.waiting().update(**ended)


class ScheduledPublication(models.Model):
    """`at` is the moment, `time_zone` the clock it was read from; the plan about people is that of `Publication`.

    `reason` says why it could not be published, or what overtook it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.CASCADE, related_name="scheduled")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="scheduled")
    started = models.CharField(max_length=8, choices=Policy.choices, default=Policy.KEEP)
    finished = models.CharField(max_length=8, choices=Policy.choices, default=Policy.KEEP)
    again = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=ScheduleState.choices, default=ScheduleState.WAITING)
    publication = models.OneToOneField(Publication, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScheduledPublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course"], condition=Q(state="waiting"), name="courses_one_scheduled"
            )
        ]
        indexes = [models.Index(fields=["at"], condition=Q(state="waiting"), name="courses_scheduled_due")]

    def __str__(self) -> str:
        return f"{self.revision} · {self.at:%Y-%m-%d %H:%M}"
