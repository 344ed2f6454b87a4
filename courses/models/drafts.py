"""A course while it is written in the browser: the files of its folder, and everything that was ever saved in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from courses.models.content import Course, Revision


class Draft(models.Model):
    """The one working copy of a course, which all its authors share. `revision` is what it was made from, or became last."""

    course = models.OneToOneField(Course, models.CASCADE, related_name="draft")
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.course.key


class DraftFileQuerySet(models.QuerySet["DraftFile"]):
    def present(self) -> "DraftFileQuerySet":
        return self.filter(text__isnull=False)


class DraftFile(models.Model):
    """A file as it is now; without a text it was removed. `version` counts its saves."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    text = models.TextField(null=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    stands_on = models.JSONField(
        default=dict,
        db_default={},
        help_text="Prints of the sources of its translations: {place: {language: print}}.",
    )

    objects = DraftFileQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["draft", "path"], name="courses_draft_path_once")]

    def __str__(self) -> str:
        return self.path


class DraftSave(models.Model):
    """What a file was at one moment. Only ever added, so that no word of two authors at once is lost.

    Without a `version` it was set aside: it was written on version `base` and could not be merged with what had been
    saved since; `settled_at` tells when its author had dealt with it. `from_zip`: it came in with files that were changed
    elsewhere.
    """

    file = models.ForeignKey(DraftFile, models.CASCADE, related_name="saves")
    version = models.PositiveIntegerField(null=True)
    base = models.PositiveIntegerField()
    text = models.TextField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    from_zip = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["file", "version"], name="courses_draft_save_once")]
        indexes = [
            models.Index(
                fields=["file", "by"],
                condition=Q(version__isnull=True, settled_at__isnull=True),
                name="courses_draft_set_aside",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file.path} v{self.version}"
