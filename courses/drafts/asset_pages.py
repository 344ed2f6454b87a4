"""The pictures and other files of a draft: where each is used, what it was before, and what was removed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from courses.content.assets import Group, kind_of
from courses.content.drafts.files import uses_of
from courses.drafts.pages import DraftPage
from courses.models import Draft, DraftAsset, DraftAssetSave
from courses.rendering import address_of

REMOVED_SHOWN = 50


@dataclass(frozen=True)
class Use:
    """A file of the draft that names the asset, by the title of its block."""

    title: str
    href: str


@dataclass(frozen=True)
class AssetLine:
    asset: DraftAsset
    uses: Sequence[Use]
    saves: Sequence[DraftAssetSave]

    @property
    def href(self) -> str:
        return address_of(self.asset)

    @property
    def group(self) -> Group | None:
        kind = kind_of(self.asset.name)
        return kind.group if kind else None

    @property
    def is_picture(self) -> bool:
        return self.group == Group.PICTURE

    @property
    def markdown(self) -> str:
        """What a text says to show it."""
        return f"![…]({self.asset.path})"

    @property
    def ending(self) -> str:
        return self.asset.name.rpartition(".")[2]

    @property
    def earlier(self) -> list[tuple[DraftAssetSave, str]]:
        """What it was before, newest first, with its address; what it is now is not among them."""
        others = (save for save in self.saves if save.sha256 not in {"", self.asset.sha256})
        return [(save, reverse("courses:asset", args=[save.sha256, self.asset.name])) for save in others]


class AssetsPage:
    def __init__(self, draft: Draft, page: DraftPage) -> None:
        self.page = page
        assets = draft.assets.select_related("by").prefetch_related("saves__by")
        uses = uses_of({path: file.text or "" for path, file in page.files.items()})
        lines = [self._line(asset, uses.get(asset.path, ())) for asset in assets]
        self.lines = [line for line in lines if line.asset.sha256]
        gone = [line for line in lines if not line.asset.sha256]
        self.removed = sorted(gone, key=lambda line: line.asset.at, reverse=True)[:REMOVED_SHOWN]

    @property
    def unused(self) -> int:
        return sum(not line.uses for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.asset.size for line in self.lines)

    def _line(self, asset: DraftAsset, paths: Sequence[str]) -> AssetLine:
        here = reverse("courses:draft_file", args=[self.page.course.key])
        uses = [Use(self.page.title_of(path), f"{here}?path={path}") for path in paths]
        return AssetLine(asset, uses, list(asset.saves.all()))
