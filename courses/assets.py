"""The bytes of courses' files: in the default storage, each content once, named by its digest.

A row of `Asset` is committed only after its bytes lie there, so a page never names a file that was not written.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from courses.content.assets import AssetFile
from courses.models import Asset
from courses.ranges import Span

CHUNK = 64 * 1024


def keep_files(files: Iterable[AssetFile]) -> None:
    """Write what is not there yet. One whose writing was cut short is known by its size, and written anew."""
    for file in files:
        name = Asset(sha256=file.source.sha256).stored_as
        if default_storage.exists(name):
            if default_storage.size(name) == file.source.size:
                continue
            default_storage.delete(name)
        default_storage.save(name, ContentFile(file.content))


def read(asset: Asset, span: Span) -> Iterator[bytes]:
    """The bytes of a span, a chunk at a time. Raises `FileNotFoundError` at once, before the first."""
    file = default_storage.open(asset.stored_as)
    file.seek(span.start)
    return _chunks(file, span.length)


def _chunks(file: Any, left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
