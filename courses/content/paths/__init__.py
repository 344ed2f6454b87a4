"""Learning paths: several courses in stages, as one document that is read, checked and written like a course."""

from courses.content.paths.checks import Known
from courses.content.paths.merging import Clash, merged
from courses.content.paths.reader import PathReading, path_yaml, read_located, read_path
from courses.content.paths.schema import PathSource, Placement, PlacementPart, Stage

__all__ = [
    "Clash",
    "Known",
    "PathReading",
    "PathSource",
    "Placement",
    "PlacementPart",
    "Stage",
    "merged",
    "path_yaml",
    "read_located",
    "read_path",
]
