"""What a reader leaves at a place of a course: a bookmark, and whether it was clear.

A place is a lesson, or a text block of one (`block_key`), by key, so that it is the same in every revision.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from courses.models.content import Course, Revision


class Bookmark(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    block_key = models.SlugField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson_key", "block_key"], name="courses_bookmark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key}/{self.block_key}"


class ClarityQuerySet(models.QuerySet["Clarity"]):
    def remarks(self) -> "ClarityQuerySet":
        return self.exclude(remark="")

    def open(self) -> "ClarityQuerySet":
        """Remarks that no author has dealt with yet."""
        return self.remarks().filter(settled_at__isnull=True)


class Clarity(models.Model):
    """One person's word on one place: clear or not, and perhaps a sentence. They may change it.

    Authors see the name only where the person signs. `settled_at` says that an author has dealt with the remark.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    block_key = models.SlugField(max_length=80, blank=True)
    is_clear = models.BooleanField()
    remark = models.TextField(blank=True)
    is_signed = models.BooleanField(default=False)
    given_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClarityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson_key", "block_key"], name="courses_clarity_once"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="courses_clarity_settled_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "lesson_key", "block_key"], name="courses_clarity_place"),
            models.Index(
                fields=["course"],
                condition=Q(settled_at__isnull=True) & ~Q(remark=""),
                name="courses_clarity_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key}/{self.block_key}: {'clear' if self.is_clear else 'not clear'}"
