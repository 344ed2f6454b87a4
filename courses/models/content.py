"""Courses, their immutable revisions, and the flat rows that lessons are read from."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lms.kit.changed import ChangedAt


class Course(models.Model):
    """A stable name under which revisions appear."""

    key = models.SlugField(max_length=80, unique=True)
    published = models.ForeignKey("Revision", models.PROTECT, null=True, blank=True, related_name="+")
    open_to_authors = models.BooleanField(
        default=False, help_text="Whether every author of the site may work on it as one of its own."
    )
    needs_approval = models.BooleanField(
        default=False, help_text="Whether only a revision that somebody else approved may be published."
    )
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when nobody can be enrolled; people on it go on."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = ChangedAt()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["key"]
        indexes = [models.Index(fields=["updated_at", "id"], name="courses_course_updated")]

    def __str__(self) -> str:
        return self.key


class Revision(models.Model):
    """One immutable state of a course's content."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    title = models.JSONField()
    summary = models.JSONField()
    minutes = models.PositiveIntegerField()
    languages = models.JSONField()
    tags = models.JSONField(
        default=list, db_default=[], help_text='Its topics: [{"key": …, "title": {language: …}}, …].'
    )
    needs = models.JSONField(
        default=list,
        db_default=[],
        help_text='What should be known before: [["course key", "required" or "recommended"], …].',
    )
    drawn = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Which way its pages were written; see read_models.DRAWN."
    )
    certified = models.BooleanField(
        default=True, db_default=True, help_text="Whether completing it gives a certificate."
    )
    certificate_months = models.PositiveSmallIntegerField(
        null=True, help_text="Its validity; empty: for good."
    )
    parts = models.JSONField(help_text="What must be done: [[lesson key, part kind, part key], …] in order.")
    shared = models.BooleanField(
        default=False, db_default=False, help_text="Not taken: other courses have parts of it."
    )
    source = models.JSONField(help_text="The course as read from its folder, for export and comparison.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["course_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_revision_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.course.key} r{self.number}"


class Lesson(models.Model):
    """Read model of one lesson of one revision."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="lessons")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.JSONField()
    summary = models.JSONField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["revision", "key"], name="courses_lesson_key_once")]

    def __str__(self) -> str:
        return self.key


class PartKind(models.TextChoices):
    READ = "read", _("reading")
    QUIZ = "quiz", _("quiz")
    LAB = "lab", _("lab")
    ACKNOWLEDGE = "acknowledge", _("confirmation")


class BlockKind(models.TextChoices):
    TEXT = "text", _("text")
    QUIZ = "quiz", _("quiz")
    LAB = "lab", _("lab")
    WIDGET = "widget", _("widget")
    IMAGE = "image", _("picture")
    VIDEO = "video", _("video")
    FILE = "file", _("file")
    REVEAL = "reveal", _("question to think about")
    CHECK = "check", _("check")
    REPLAY = "replay", _("replay of a run")
    ACKNOWLEDGE = "acknowledge", _("confirmation")
    RESOURCES = "resources", _("resources")


ASKING = (BlockKind.QUIZ, BlockKind.CHECK, BlockKind.REPLAY)
"""Blocks that are answered in attempts. What a check or a replay asks counts for nothing."""
WORK = (BlockKind.QUIZ, BlockKind.LAB, BlockKind.ACKNOWLEDGE)
"""Blocks that are parts of a course: what must be done, not only read."""


class Block(models.Model):
    """Read model of one piece of a lesson: rendered text per language, or the definition of a quiz or lab."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=BlockKind.choices)
    key = models.SlugField(max_length=80)
    opens_at = models.DateTimeField(
        null=True, blank=True, help_text="When a quiz opens, so that those who prepare for it find it."
    )
    content = models.JSONField(help_text="Never sent to a browser as it is: a quiz holds its answers.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "kind", "key"], name="courses_block_key_once")
        ]
        indexes = [
            models.Index(
                fields=["opens_at"], condition=models.Q(opens_at__isnull=False), name="courses_block_opens"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
