"""The files below assets/ of a course as its texts and blocks ask for them: each is read and judged once."""

import hashlib
import re

from courses.content.assets.judging import BadAsset
from courses.content.assets.kinds import KINDS, Group, kind_of
from courses.content.assets.pictures import measured
from courses.content.assets.source import AssetFile, AssetSource
from courses.content.folder import CourseFolder
from courses.content.located_yaml import Guesses
from courses.content.markdown import NotThere, Picture
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _

FOLDER = "assets/"
PLAIN = re.compile(r"assets/([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
WANTED = {
    Group.PICTURE: _("“%(name)s” is not a picture. Pictures are %(kinds)s."),
    Group.VIDEO: _("“%(name)s” is not a video. Videos are %(kinds)s."),
    Group.RECORDING: _("“%(name)s” is not a recording of a run. Recordings are %(kinds)s."),
    Group.CAPTIONS: _("“%(name)s” holds no captions. Captions are %(kinds)s."),
}


class Assets:
    """Problems of a file itself are reported at the file, those of a name that leads nowhere raised for its place."""

    def __init__(self, folder: CourseFolder, report: Report) -> None:
        self._folder, self._report = folder, report
        self._sources: dict[str, AssetSource | None] = {}
        self._read: dict[str, AssetFile] = {}
        self._guesses = Guesses()

    @property
    def used(self) -> tuple[AssetSource, ...]:
        return tuple(source for _path, source in sorted(self._sources.items()) if source)

    @property
    def files(self) -> tuple[AssetFile, ...]:
        """Those of `used` that were read from the folder."""
        return tuple(file for _path, file in sorted(self._read.items()))

    def picture(self, path: str) -> Picture:
        """For a text. Where the file itself is at fault, that is what the author gets told, and once."""
        source = self.find(path, Group.PICTURE)
        return Picture("", source.width, source.height) if source else Picture("", 1, 1)

    def find(self, path: str, wanted: Group | None = None) -> AssetSource | None:
        """The file, or None where it has problems of its own. Raises `NotThere`."""
        if path not in self._sources:
            self._check_name(path)
            self._sources[path] = self._known(path) or self._described(path)
        kind = kind_of(path)
        if wanted in WANTED and kind is not None and kind.group != wanted:
            endings = ", ".join(f".{ending}" for ending, known in KINDS.items() if known.group == wanted)
            raise NotThere(WANTED[wanted], name=path, kinds=endings)
        return self._sources[path]

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where it was not found or has problems of its own."""
        file = self._read.get(path) or self._folder.known.get(path)
        return file.content if file and self._sources.get(path) else None

    def _check_name(self, path: str) -> None:
        if not PLAIN.fullmatch(path):
            template = _(
                "“%(name)s” is no file below assets/ with a name of plain letters, digits, - _ and dots."
            )
            raise NotThere(template, name=path[:80])
        if path not in self._folder and path not in self._folder.known:
            here = [name for name in self._folder.files if name.startswith(FOLDER)]
            meant = self._guesses.nearest(path, [*here, *self._folder.known])
            if meant:
                raise NotThere(
                    _("There is no %(wanted)s. Did you mean “%(meant)s”?"), wanted=path, meant=meant
                )
            raise NotThere(_("There is no %(wanted)s."), wanted=path)

    def _known(self, path: str) -> AssetSource | None:
        """One that was judged before."""
        self._folder.read.add(path)
        file = self._folder.known.get(path)
        return file.source if file else None

    def _described(self, path: str) -> AssetSource | None:
        content = self._folder.content(path)
        if content is None:
            return None
        try:
            self._read[path] = AssetFile(describe(path, content), content)
            return self._read[path].source
        except BadAsset as bad:
            bad.tell(self._report.error, path)
            return None


def describe(path: str, content: bytes) -> AssetSource:
    """What a file is, after looking into it. Raises `BadAsset`."""
    kind = kind_of(path)
    if kind is None:
        raise BadAsset(_("Files of this kind are not taken. Known are %(kinds)s."), kinds=", ".join(KINDS))
    if not content:
        raise BadAsset(_("This file is empty."))
    width = height = 0
    if kind.measure:
        width, height = measured(kind.measure, content)
    if kind.judge:
        kind.judge(content)
    return AssetSource(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=kind.media_type,
        size=len(content),
        width=width,
        height=height,
    )
