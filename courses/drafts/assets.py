"""Pictures and other files of a draft: each change is kept, so none is lost, whoever replaces or removes what."""

from django.db import transaction
from django.db.models import Sum
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.assets import keep_files
from courses.content.archive import MAX_TOTAL_BYTES
from courses.content.assets import AssetFile, AssetSource, BadAsset
from courses.content.assets.folder import describe
from courses.content.drafts.files import path_for, renamed
from courses.content.folder import MAX_ASSET_BYTES, MAX_FILES
from courses.drafts.drafting import locked_texts, write_files
from courses.drafts.material import content_of, put_asset
from courses.models import Draft, DraftAsset
from courses.roles.standing import Ability, check_may
from courses.wording import in_words
from lms.kit.refusals import Conflict, Rule
from people.models import User

GONE = {"sha256": ""}


@transaction.atomic
def add_asset(*, by: User, draft: Draft, name: str, content: bytes) -> DraftAsset:
    """A new file, named after `name`. One that is there already, byte for byte and of the same kind, is that one."""
    here = _locked(draft.pk, by)
    present = {asset.path: asset for asset in here.assets.present()}
    source = judged(path_for(name, present), content)
    same = (one for one in present.values() if one.sha256 == source.sha256)
    twin = next((one for one in same if one.media_type == source.media_type), None)
    if twin is not None:
        return twin
    check_room(here, source.size)
    return _keep(here, source, content, by=by)


@transaction.atomic
def replace_asset(*, by: User, asset: DraftAsset, content: bytes, base: int) -> DraftAsset:
    """Other bytes for the same name, on version `base`.

    Where somebody else changed the file meanwhile, what is sent becomes a file of its own beside it.
    """
    draft = _locked(asset.draft_id, by)
    here = DraftAsset.objects.get(pk=asset.pk)
    if here.version != base or not here.sha256:
        return add_asset(by=by, draft=draft, name=here.name, content=content)
    source = judged(here.path, content)
    if source.sha256 == here.sha256:
        return here
    check_room(draft, source.size - here.size)
    return _keep(draft, source, content, by=by)


@transaction.atomic
def rename_asset(*, by: User, asset: DraftAsset, name: str) -> DraftAsset:
    """The same bytes under another name of the same ending; whatever names the file says the new one."""
    draft = _locked(asset.draft_id, by)
    here = get_object_or_404(draft.assets.present(), pk=asset.pk)
    ending = here.name.rpartition(".")[2]
    others = draft.assets.present().exclude(pk=here.pk).values_list("path", flat=True)
    path = path_for(f"{name.removesuffix(f'.{ending}')}.{ending}", others)
    if path == here.path:
        return here
    texts = locked_texts(draft)
    changed = {place: renamed(text, here.path, path) for place, text in texts.items()}
    write_files(draft, changed, by=by)
    moved = put_asset(draft, path, content_of(here), by=by)
    put_asset(draft, here.path, GONE, by=by)
    return moved


@transaction.atomic
def remove_asset(*, by: User, asset: DraftAsset, base: int) -> None:
    """Away from the draft; `restore_asset` brings it back."""
    draft = _locked(asset.draft_id, by)
    here = DraftAsset.objects.get(pk=asset.pk)
    check_is_as_seen(here, base)
    if here.sha256:
        put_asset(draft, here.path, GONE, by=by)


@transaction.atomic
def restore_asset(*, by: User, asset: DraftAsset, version: int) -> DraftAsset:
    """What the file was in an earlier version, on top of all others."""
    draft = _locked(asset.draft_id, by)
    here = DraftAsset.objects.get(pk=asset.pk)
    save = get_object_or_404(here.saves.exclude(sha256=""), version=version)
    if save.sha256 == here.sha256:
        return here
    check_room(draft, save.size - (here.size if here.sha256 else 0))
    return put_asset(draft, here.path, content_of(save), by=by)


@Rule
def check_is_as_seen(asset: DraftAsset, base: int) -> None:
    if asset.version != base:
        raise Conflict(_("Somebody changed “%(name)s” meanwhile. Look at it first.") % {"name": asset.name})


@Rule
def check_room(draft: Draft, more: int) -> None:
    """Together no more than a course may bring along as a zip, so that it can leave and come back as one."""
    files = draft.files.present().count() + draft.assets.present().count()
    if more > 0 and files >= MAX_FILES:
        raise Conflict(_("A course has at most %(most)d files.") % {"most": MAX_FILES})
    total = draft.assets.present().aggregate(total=Sum("size"))["total"] or 0
    if more > 0 and total + more > MAX_TOTAL_BYTES:
        told = {"most": MAX_TOTAL_BYTES // 1024**2}
        raise Conflict(
            _("The files of a course have at most %(most)d MiB together. Remove some first.") % told
        )


def judged(path: str, content: bytes) -> AssetSource:
    """What the file is, after looking into it. A refusal is a `Conflict` with the reason."""
    try:
        return described(path, content)
    except BadAsset as bad:
        raise Conflict(bad.worded(in_words)) from None


def described(path: str, content: bytes) -> AssetSource:
    """The same for whoever tells the lines of a `BadAsset` apart."""
    if len(content) > MAX_ASSET_BYTES:
        told = {"most": MAX_ASSET_BYTES // 1024**2}
        raise Conflict(_("This file is larger than %(most)d MiB.") % told)
    return describe(path, content)


def _locked(draft_id: int, by: User) -> Draft:
    """The draft, which nobody else changes the files of before this is done; for those who write the course."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("course").get(pk=draft_id)
    check_may(by, draft.course, Ability.WRITE)
    return draft


def _keep(draft: Draft, source: AssetSource, content: bytes, *, by: User) -> DraftAsset:
    keep_files([AssetFile(source, content)])
    return put_asset(draft, source.path, content_of(source), by=by)
