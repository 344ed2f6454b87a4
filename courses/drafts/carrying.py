"""A draft as a zip, and back: also while there is something to mend in it, which no revision could hold.

What others wrote meanwhile stays: what comes back is merged with the draft, from the state that was taken away.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction

from courses.assets import keep_files
from courses.authoring import TAKEN_BY_COURSES
from courses.content.archive import unpack_course
from courses.content.assets import AssetFile, BadAsset
from courses.content.drafts.structure import COURSE
from courses.content.folder import MAX_FILE_BYTES, CourseFolder, decoded
from courses.content.packing import packed
from courses.content.problems import Problem, Report, gettext_noop
from courses.drafts.assets import described
from courses.drafts.begun import begin_draft
from courses.drafts.drafting import locked, locked_texts, open_draft
from courses.drafts.earlier import last_saves, states_to_take
from courses.drafts.forms import SLUG
from courses.drafts.material import content_of
from courses.drafts.pages import languages_of_draft
from courses.drafts.taking_in import State, Taken, take_in, taken_from
from courses.models import Course, Draft, DraftAsset
from courses.roles.standing import Ability, check_may
from lms.kit.refusals import Conflict
from people.access import check_is_author
from people.audit import Did, record
from people.models import User

ASSETS = "assets/"
NO_PLACE = gettext_noop("This file has no place in a course.")
BAD_KEY = gettext_noop("The key “%(key)s” cannot be that of a course.")


@dataclass(frozen=True)
class BroughtBack:
    draft: Draft
    made: Taken
    is_new: bool = False


@transaction.atomic
def download_draft(*, by: User, draft: Draft) -> bytes:
    """It holds every answer, so who took it away is written down."""
    here = locked(draft)
    check_may(by, here.course, Ability.WRITE)
    files = {path: text.encode() for path, text in locked_texts(here).items()}
    files |= {asset.path: content for asset, content in _bytes(here)}
    told = {"course": here.course.key, "number": 0, "saves": last_saves(here)}
    record(by=by, did=Did.DOWNLOADED, to=here.course, **told)
    return packed({f"{here.course.key}/{path}": content for path, content in files.items()})


def bring_back_draft(*, by: User, archive: IO[bytes]) -> BroughtBack | list[Problem]:
    """A new course begins with what the zip holds; the draft of one that is there takes in what is new in it."""
    with tempfile.TemporaryDirectory(prefix="lc-draft-") as place:
        folder = unpack_course(archive, Path(place))
        if not isinstance(folder, Path):
            return folder
        report = Report()
        texts, assets = _read(folder, report)
        if not re.fullmatch(SLUG, folder.name) or folder.name in TAKEN_BY_COURSES:
            report.error(COURSE, 1, BAD_KEY, key=folder.name)
        return list(report) if report.has_errors else _put(by, folder.name, texts, assets)


@transaction.atomic
def _put(by: User, key: str, texts: dict[str, str], assets: list[AssetFile]) -> BroughtBack:
    course = Course.objects.filter(key=key).first()
    if course is None:
        check_is_author(by)
        draft = begin_draft(by=by, key=key)
    else:
        check_may(by, course, Ability.WRITE)
        draft = open_draft(by=by, course=course)
    here = locked(draft)
    keep_files(assets)
    arriving = State(texts, {asset.source.path: content_of(asset.source) for asset in assets})
    base = taken_from(arriving, states_to_take(here))
    made = take_in(here, arriving, base, languages_of_draft(here), by=by)
    return BroughtBack(here, made, is_new=course is None)


def _read(folder: Path, report: Report) -> tuple[dict[str, str], list[AssetFile]]:
    texts: dict[str, str] = {}
    assets = []
    for path in CourseFolder(folder, report).files:
        content = (folder / path).read_bytes()
        try:
            if path.startswith(ASSETS):
                assets.append(AssetFile(described(path, content), content))
            elif path.endswith((".yaml", ".md")) and len(content) <= MAX_FILE_BYTES:
                texts[path] = decoded(content, path, report) or ""
            else:
                report.error(path, 1, NO_PLACE)
        except BadAsset as bad:
            bad.tell(report.error, path)
        except Conflict as refused:
            report.error(path, 1, str(refused))
    return texts, assets


def _bytes(draft: Draft) -> Iterator[tuple[DraftAsset, bytes]]:
    """What was lost from the storage is left out."""
    for asset in draft.assets.present():
        if default_storage.exists(asset.stored_as):
            with default_storage.open(asset.stored_as) as file:
                yield asset, file.read()
