"""The rows of a draft's pictures and other files: what they are made from, and what its check reads of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.core.files.storage import default_storage
from django.db.models.functions import Now

from courses.content.assets import AssetSource
from courses.content.writer import course_files
from courses.models import Draft, DraftAsset, DraftAssetSave, Revision
from courses.read_models import source_of
from people.audit import Did, record
from people.models import User

CONTENT = ("sha256", "media_type", "size", "width", "height")


class KeptFile:
    """A file of a draft that was judged when it came; its bytes are read when something asks for them."""

    def __init__(self, asset: DraftAsset) -> None:
        self._asset = asset
        self.source = AssetSource(path=asset.path, **content_of(asset))

    @cached_property
    def content(self) -> bytes:
        with default_storage.open(self._asset.stored_as) as file:
            return bytes(file.read())


def content_of(file: Any) -> dict[str, Any]:
    """What makes two versions of a file the same."""
    return {name: getattr(file, name) for name in CONTENT}


def take_over(draft: Draft, sources: Iterable[AssetSource | DraftAsset]) -> None:
    """The files of the revision or the draft that a draft is made from; their bytes are there."""
    for source in sources:
        put_asset(draft, source.path, content_of(source), by=None)


def written_in(revision: Revision) -> tuple[dict[str, str], Sequence[AssetSource]]:
    """The texts of a revision as a draft of it has them, and its pictures and other files."""
    source = source_of(revision)
    return {path: content.decode() for path, content in course_files(source).items()}, source.assets


def files_of(draft: Draft) -> list[KeptFile]:
    """The files of a draft as its check needs them; what was lost from the storage is left out."""
    return [KeptFile(one) for one in draft.assets.present() if default_storage.exists(one.stored_as)]


def put_asset(draft: Draft, path: str, content: Mapping[str, Any], *, by: User | None) -> DraftAsset:
    """A new version of the file at `path`. The caller holds the draft's lock."""
    asset = DraftAsset.objects.filter(draft=draft, path=path).first()
    if asset is None:
        asset = DraftAsset(draft=draft, path=path, version=0)
    for name, value in content.items():
        setattr(asset, name, value)
    asset.version, asset.by = asset.version + 1, by
    asset.save()
    DraftAsset.objects.filter(pk=asset.pk).update(at=Now())
    DraftAssetSave.objects.create(asset=asset, version=asset.version, by=by, **content_of(asset))
    if by is not None:
        record(by=by, did=Did.CHANGED_COURSE_FILE, to=draft.course, path=path, version=asset.version)
    asset.refresh_from_db()
    return asset
