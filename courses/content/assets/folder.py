"""The files below assets/ of a course as its texts and blocks ask for them: each is read and judged once."""

import hashlib

from courses.content.assets.judging import BadAsset
from courses.content.assets.kinds import KINDS, Group, kind_of
from courses.content.assets.names import is_plain, not_there, not_wanted
from courses.content.assets.pictures import measured
from courses.content.assets.source import AssetFile, AssetSource
from courses.content.folder import CourseFolder
from courses.content.located_yaml import Guesses
from courses.content.markdown import Picture
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _


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
        if wanted is not None and (other := not_wanted(path, wanted)):
            raise other
        return self._sources[path]

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where it was not found or has problems of its own."""
        file = self._read.get(path) or self._folder.known.get(path)
        return file.content if file and self._sources.get(path) else None

    def _check_name(self, path: str) -> None:
        if not is_plain(path) or (path not in self._folder and path not in self._folder.known):
            here = [name for name in self._folder.files if is_plain(name)]
            raise not_there(path, [*here, *self._folder.known], self._guesses)

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
