"""The bytes of courses' files: in the default storage, each content once, named by its digest.

A row of `Asset` is committed only after its bytes lie there, so a page never names a file that was not written.
"""

from collections.abc import Iterable, Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from courses.content.assets import AssetFile
from courses.models import Asset, DraftAsset, DraftAssetSave, Revision
from courses.ranges import Span

CHUNK = 64 * 1024
FOLDER = "assets"
BYTES = 7_221_004  # the advisory lock on which those who write and those who sweep wait for each other
Served = Asset | DraftAsset | DraftAssetSave


def keep_files(files: Iterable[AssetFile]) -> None:
    """Write what is not there yet. One whose writing was cut short is known by its size, and written anew.

    Belongs into the transaction that commits the rows: until it ends nothing that lies there is swept away.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BYTES])
    for file in files:
        name = Asset(sha256=file.source.sha256).stored_as
        if default_storage.exists(name):
            if default_storage.size(name) == file.source.size:
                continue
            default_storage.delete(name)
        default_storage.save(name, ContentFile(file.content))


def bytes_of(revision: Revision) -> dict[str, bytes]:
    """The files of a revision by path; what was lost from the storage is left out."""
    found = {}
    for asset in revision.assets.all():
        if default_storage.exists(asset.stored_as):
            with default_storage.open(asset.stored_as) as file:
                found[asset.path] = file.read()
    return found


class Part(Iterator[bytes]):
    """The bytes of a span of a file, a chunk at a time; whoever serves it closes it, read to its end or not."""

    def __init__(self, asset: Served, span: Span) -> None:
        """Raises `FileNotFoundError`."""
        self._file = default_storage.open(asset.stored_as)
        self._file.seek(span.start)
        self._left = span.length

    def __next__(self) -> bytes:
        chunk = self._file.read(min(CHUNK, self._left)) if self._left > 0 else b""
        if not chunk:
            raise StopIteration
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
