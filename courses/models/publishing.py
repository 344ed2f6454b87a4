"""The log of what was published, and what each publication means for the people who are on the course."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from courses.models.content import Course, Revision
from courses.models.learning import Enrolment, EnrolmentState


class Policy(models.TextChoices):
    """What a publication does to people who are on an earlier revision."""

    KEEP = "keep", _("they keep the content they started with")
    DELTA = "delta", _("they move on and do what is new or changed")
    RETAKE = "retake", _("they move on and do everything again")


class Publication(models.Model):
    """One move of a course's published pointer. Never changed, but that `moved_at` tells when all people were moved."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="publications")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="publications")
    earlier = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    started = models.CharField(max_length=8, choices=Policy.choices, default=Policy.KEEP)
    finished = models.CharField(max_length=8, choices=Policy.choices, default=Policy.KEEP)
    again = models.JSONField(
        default=list, help_text="Changed parts that must be done again: [[lesson key, kind, key], …]."
    )
    note = models.CharField(max_length=500, blank=True, help_text="What the people who are moved are told.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(moved_at__isnull=True), name="courses_publication_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.course.key} r{self.revision.number}"

    def policy_for(self, enrolment: Enrolment) -> Policy:
        return Policy(self.finished if enrolment.state == EnrolmentState.DONE else self.started)

    @property
    def moves_people(self) -> bool:
        return {self.started, self.finished} != {Policy.KEEP}


class Renewal(models.Model):
    """A person moved on to another revision by a publication, or who takes the course again for a new certificate.

    `cycle` is the one that holds from then on; `opened` counts the parts they had done that are to be done again.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="renewals")
    publication = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        related_name="renewals",
        help_text="None where the person takes the course again.",
    )
    policy = models.CharField(max_length=8, choices=Policy.choices)
    earlier = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    cycle = models.PositiveSmallIntegerField()
    opened = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "publication"], name="courses_renewed_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.policy}"
