"""Bytes that no course needs any more: of a revision or a draft that is gone, or of a change that was taken back."""

from collections.abc import Iterator

import structlog
from django.core.files.storage import default_storage
from django.db import connection, transaction

from courses.assets import BYTES, FOLDER
from courses.models import Asset, DraftAssetSave

log = structlog.get_logger(__name__)


def sweep() -> int:
    """Delete what no revision, no draft and no history refers to; how many files those were.

    One folder at a time. Whoever is just keeping a file is waited for, and waits: it is never between being looked at
    and being referred to.
    """
    return sum(_sweep_folder(folder) for folder in listed(FOLDER)[0])


@transaction.atomic
def _sweep_folder(folder: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BYTES])
    digests = listed(f"{FOLDER}/{folder}")[1]
    left = sorted(set(digests) - set(_needed(digests)))
    for digest in left:
        default_storage.delete(f"{FOLDER}/{folder}/{digest}")
        log.info("swept a file of no course", sha256=digest)
    return len(left)


def _needed(digests: list[str]) -> Iterator[str]:
    for model in (Asset, DraftAssetSave):
        yield from model.objects.filter(sha256__in=digests).values_list("sha256", flat=True).distinct()


def listed(folder: str) -> tuple[list[str], list[str]]:
    """The folders and files in a folder of the storage, which may not be there yet."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
