"""A file that is sent, or a run that was made, becomes a block of a lesson."""

from functools import partial
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from courses.content.assets import BadAsset, Group, kind_of
from courses.content.drafts import structure
from courses.content.drafts.beginnings import replay
from courses.content.recordings import read_recording
from courses.drafts.assets import add_asset
from courses.drafts.drafting import restructure
from courses.labs import lab_registry
from courses.models import Draft
from courses.wording import in_words
from lms.kit.refusals import Conflict
from people.models import User

KIND_OF = {Group.PICTURE: "image", Group.VIDEO: "video", Group.DOWNLOAD: "file"}


@transaction.atomic
def add_file_block(*, by: User, draft: Draft, lesson: str, file: UploadedFile, title: str = "") -> str:
    """A picture, a video or a download at the end of a lesson; the path of the block's file."""
    name = str(file.name)
    known = kind_of(name)
    if known and known.group is Group.RECORDING:
        words = title.strip() or name.rpartition(".")[0]
        return _add_replay(by=by, draft=draft, lesson=lesson, title=words, recording=file.read())
    asset = add_asset(by=by, draft=draft, name=name, content=file.read())
    kind = KIND_OF.get(known.group) if known else None
    if kind is None:
        raise Conflict(_("Captions are no block of their own. Send them under “Pictures and files”."))
    words = title.strip() or ("" if kind == "image" else name.rpartition(".")[0])
    add = partial(structure.add_asset_block, lesson=lesson, kind=kind, title=words, asset=asset.path)
    changed = restructure(by=by, draft=draft, change=add)
    return next(path for path in changed if path.endswith(f".{kind}.yaml"))


@transaction.atomic
def add_run_block(*, by: User, draft: Draft, lesson: str, run: UUID, title: str) -> str:
    """One of the author's own runs, to be replayed with questions; the path of the block's file."""
    recording = lab_registry().recording(by, run)
    return _add_replay(by=by, draft=draft, lesson=lesson, title=title, recording=recording)


def _add_replay(*, by: User, draft: Draft, lesson: str, title: str, recording: bytes) -> str:
    """It begins with one question, halfway through the run."""
    try:
        halfway = read_recording(recording).last // 2
    except BadAsset as bad:
        raise Conflict(bad.worded(in_words)) from None
    asset = add_asset(by=by, draft=draft, name=f"{title}.jsonl", content=recording)
    begin = partial(replay, recording=asset.path, at=halfway)
    add = partial(structure.add_block, lesson=lesson, kind="replay", name=title, begin=begin)
    changed = restructure(by=by, draft=draft, change=add)
    return next(path for path in changed if path.endswith(".replay.yaml"))
