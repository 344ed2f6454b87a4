"""What the people of a course say to each other about its draft: comments at their places, and reviews of a revision."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from courses.models.content import Course, Revision


class CommentThreadQuerySet(models.QuerySet["CommentThread"]):
    def open(self) -> "CommentThreadQuerySet":
        return self.filter(settled_at__isnull=True)


class CommentThread(models.Model):
    """Comments on one place of a draft, by keys, which never change: moves and other titles leave it where it is.

    Without a block it is about the lesson, without a lesson about a bank, the glossary or the course. `about` is what the
    place was called then, for the day when it is there no more.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.CASCADE, related_name="comment_threads")
    lesson_key = models.SlugField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    block_key = models.SlugField(max_length=80, blank=True)
    question_key = models.SlugField(max_length=80, blank=True)
    about = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CommentThreadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="courses_thread_settled_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["course", "lesson_key", "kind", "block_key"], name="courses_thread_place")
        ]

    def __str__(self) -> str:
        return f"{self.course} · {self.about}"


class Comment(models.Model):
    """Never changed and never removed."""

    thread = models.ForeignKey(CommentThread, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(max_length=4000)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]


class ReviewRequest(models.Model):
    """An author asks what others make of a revision. A later request for the course closes it."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="review_requests")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="review_requests")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course"], condition=Q(closed_at__isnull=True), name="courses_one_open_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision} · {self.by}"


class Verdict(models.TextChoices):
    WAITING = "waiting", _("not answered yet")
    APPROVED = "approved", _("approved")
    CHANGES = "changes", _("wants changes")


class Review(models.Model):
    """What one of those who were asked says of the revision; their last word counts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(ReviewRequest, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.WAITING)
    words = models.CharField(max_length=4000, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "reviewer"], name="courses_review_once")]
        indexes = [
            models.Index(fields=["reviewer"], condition=Q(verdict="waiting"), name="courses_review_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.verdict}"
