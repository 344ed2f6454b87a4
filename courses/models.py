"""What is taught, and how far each person came.

A course is a stable name; its revisions are immutable. Importing writes a draft revision together with the flat rows
lessons are read from; publishing moves one pointer. Everything a learner does stores the revision it was done on.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Course(models.Model):
    """A stable name under which revisions appear."""

    key = models.SlugField(max_length=80, unique=True)
    published = models.ForeignKey("Revision", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

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
    drawn = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Which way its pages were written; see read_models.DRAWN."
    )
    parts = models.JSONField(help_text="What must be done: [[lesson key, part kind, part key], …] in order.")
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


class BlockKind(models.TextChoices):
    TEXT = "text", _("text")
    QUIZ = "quiz", _("quiz")
    LAB = "lab", _("lab")


class Block(models.Model):
    """Read model of one piece of a lesson: rendered text per language, or the definition of a quiz or lab."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=BlockKind.choices)
    key = models.SlugField(max_length=80)
    content = models.JSONField(help_text="Never sent to a browser as it is: a quiz holds its answers.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "kind", "key"], name="courses_block_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class EnrolmentState(models.TextChoices):
    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")


class Enrolment(models.Model):
    """A person on a course. The revision is fixed when the person starts, so that the course under them stays whole."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="enrolments")
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
    updated_at = models.DateTimeField(auto_now=True)

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


class PartDone(models.Model):
    """Evidence that one part of a lesson is done. Rows are added and improved, never taken away."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="parts_done")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    kind = models.CharField(max_length=10, choices=PartKind.choices)
    key = models.SlugField(max_length=80)
    score = models.FloatField(null=True, blank=True, help_text="0 to 1, or empty for reading.")
    done_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "kind", "key"], name="courses_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key}/{self.key}"


class QuizAttempt(models.Model):
    """One submitted try at a quiz, with the revision it was taken on."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="quiz_attempts")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    lesson_key = models.SlugField(max_length=80)
    quiz_key = models.SlugField(max_length=80)
    number = models.PositiveSmallIntegerField()
    points = models.FloatField()
    of = models.FloatField()
    passed = models.BooleanField()
    submitted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "quiz_key", "number"], name="courses_attempt_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quiz_key} #{self.number}"

    @property
    def share(self) -> float:
        return self.points / self.of if self.of else 0.0


class Answer(models.Model):
    """One response to one question of an attempt, with its mark."""

    attempt = models.ForeignKey(QuizAttempt, models.CASCADE, related_name="answers")
    question_key = models.SlugField(max_length=80)
    response: Any = models.JSONField()
    points = models.FloatField()
    of = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question_key"], name="courses_answer_once")
        ]

    def __str__(self) -> str:
        return self.question_key


class Completion(models.Model):
    """A course done: what the certificate shows and HR reads. Never changed, never removed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="completion")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="completions")
    course = models.ForeignKey(Course, models.PROTECT, related_name="completions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="completions")
    score = models.FloatField(help_text="Mean of the scored parts, 0 to 1.")
    completed_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        indexes = [models.Index(fields=["updated_at", "id"], name="courses_completion_updated")]

    def __str__(self) -> str:
        return f"{self.user} · {self.course}"
