"""Bytes of answers that are gone: with the person, the course or the attempt they were written for."""

import uuid
from datetime import timedelta

import structlog
from django.core.files.storage import default_storage
from django.utils import timezone

from courses.asset_leftovers import listed
from courses.models import AnswerFile

FOLDER = "answers"
SETTLED_AFTER = timedelta(days=1)
"""Bytes are written before the row that names them: what is younger may still be on its way."""
log = structlog.get_logger(__name__)


def sweep() -> int:
    """Delete the files of answers that are gone; how many those were."""
    return sum(_sweep_folder(f"{FOLDER}/{folder}") for folder in listed(FOLDER)[0])


def _sweep_folder(folder: str) -> int:
    names = listed(folder)[1]
    wanted = AnswerFile.objects.filter(public_id__in=map(uuid.UUID, names))
    kept = {one.hex for one in wanted.values_list("public_id", flat=True)}
    settled = timezone.now() - SETTLED_AFTER
    gone = [f"{folder}/{name}" for name in names if name not in kept]
    left = [path for path in gone if default_storage.get_modified_time(path) < settled]
    for path in left:
        default_storage.delete(path)
        log.info("swept a file of an answer that is gone", file=path)
    return len(left)
