"""What a revision brings along beside its lessons: files, and the terms of its glossary."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.content import Revision


class Stored(models.Model):
    """A file whose bytes lie once in the default storage, named by their digest."""

    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(help_text=_("In bytes."))

    class Meta:
        abstract = True

    @property
    def stored_as(self) -> str:
        """Where the default storage has the bytes."""
        return f"assets/{self.sha256[:2]}/{self.sha256}"


class Asset(Stored):
    """A file of a revision."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="assets")
    path = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "path"], name="courses_asset_path_once")]
        indexes = [models.Index(fields=["sha256"], name="courses_asset_digest")]

    def __str__(self) -> str:
        return self.path

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class Term(models.Model):
    """A term of a revision's glossary: `pages` by language, each with `term`, `html` and `aliases`."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="terms")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    pages = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["revision", "key"], name="courses_term_key_once")]

    def __str__(self) -> str:
        return self.key
