"""Files that lessons show or offer: judged by what is in them, and known by their digest."""

from courses.content.assets.judging import BadAsset
from courses.content.assets.kinds import KINDS, Group, kind_of
from courses.content.assets.source import AssetFile, AssetSource, KnownFile

__all__ = ["KINDS", "AssetFile", "AssetSource", "BadAsset", "Group", "KnownFile", "kind_of"]
