"""A file that is sent becomes a block of a lesson."""

from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from courses.content.assets import Group, kind_of
from courses.content.drafts import structure
from courses.draft_assets import add_asset
from courses.drafting import restructure
from courses.models import Draft
from lms.kit.refusals import Conflict
from people.models import User

KIND_OF = {Group.PICTURE: "image", Group.VIDEO: "video", Group.DOWNLOAD: "file"}


@transaction.atomic
def add_file_block(*, by: User, draft: Draft, lesson: str, file: UploadedFile, title: str = "") -> str:
    """A picture, a video or a download at the end of a lesson; the path of the block's file."""
    name = str(file.name)
    asset = add_asset(by=by, draft=draft, name=name, content=file.read())
    known = kind_of(asset.name)
    kind = KIND_OF.get(known.group) if known else None
    if kind is None:
        raise Conflict(_("Captions are no block of their own. Send them under “Pictures and files”."))
    words = title.strip() or ("" if kind == "image" else name.rpartition(".")[0])
    add = partial(structure.add_asset_block, lesson=lesson, kind=kind, title=words, asset=asset.path)
    changed = restructure(by=by, draft=draft, change=add)
    return next(path for path in changed if path.endswith(f".{kind}.yaml"))
