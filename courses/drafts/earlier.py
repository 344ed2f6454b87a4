"""What a draft was when somebody took a zip of it away, or of a revision of its course."""

from collections.abc import Iterator

from courses.drafts.material import content_of
from courses.drafts.taking_in import State, state_of
from courses.models import Draft, DraftAssetSave, DraftSave, Revision
from courses.read_models import source_of
from people.audit import Did
from people.models import AuditEvent

LOOKED_BACK = 12
"""Downloads of a draft, and as many revisions of its course."""


def states_to_take(draft: Draft) -> list[State]:
    """Newest first, those of the draft before the revisions."""
    revisions = Revision.objects.filter(course=draft.course).order_by("-number")[:LOOKED_BACK]
    return [*_downloaded(draft), *(state_of(source_of(one)) for one in revisions)]


def last_saves(draft: Draft) -> list[int]:
    """The newest save of its texts and that of its other files, which tell what it is. The caller keeps others away."""
    texts = DraftSave.objects.filter(file__draft=draft).order_by("-pk").values_list("pk", flat=True)
    assets = DraftAssetSave.objects.filter(asset__draft=draft).order_by("-pk").values_list("pk", flat=True)
    return [texts.first() or 0, assets.first() or 0]


def _downloaded(draft: Draft) -> Iterator[State]:
    told = {"kind": "courses.course", "object_id": draft.course.key, "did": Did.DOWNLOADED}
    taken = AuditEvent.objects.filter(**told, detail__has_key="saves").order_by("-pk")
    for last in taken.values_list("detail__saves", flat=True)[:LOOKED_BACK]:
        yield _state_after(draft, *last)


def _state_after(draft: Draft, last_text: int, last_asset: int) -> State:
    saves = DraftSave.objects.filter(file__draft=draft, version__isnull=False, pk__lte=last_text)
    newest = saves.order_by("file_id", "-version").distinct("file_id").values_list("file__path", "text")
    kept = DraftAssetSave.objects.filter(asset__draft=draft, pk__lte=last_asset).select_related("asset")
    files = kept.order_by("asset_id", "-version").distinct("asset_id")
    return State(
        {path: text for path, text in newest if text is not None},
        {save.asset.path: content_of(save) for save in files if save.sha256},
    )
