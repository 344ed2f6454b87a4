"""The pictures and other files of a course while it is written, and everything that any of them ever was."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from courses.models.drafts import Draft
from courses.models.material import Stored


class Kept(Stored):
    """What a file held at one moment; without a digest it was removed. Pictures have a size in pixels."""

    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class DraftAssetQuerySet(models.QuerySet["DraftAsset"]):
    def present(self) -> "DraftAssetQuerySet":
        return self.exclude(sha256="")


class DraftAsset(Kept):
    """A file as it is now. `version` counts its changes."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="assets")
    path = models.CharField(max_length=200)

    objects = DraftAssetQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "path"], name="courses_draft_asset_path_once")
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class DraftAssetSave(Kept):
    """What a file was in one version. Only ever added; the bytes stay as long as it does."""

    asset = models.ForeignKey(DraftAsset, models.CASCADE, related_name="saves")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "version"], name="courses_draft_asset_save_once")
        ]
        indexes = [models.Index(fields=["sha256"], name="courses_draft_asset_digest")]

    def __str__(self) -> str:
        return f"{self.asset.path} v{self.version}"

    @property
    def name(self) -> str:
        return self.asset.name
