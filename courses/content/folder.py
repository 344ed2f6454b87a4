"""The files of a course folder, listed once; nothing outside the list is ever opened."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from courses.content.located_yaml import nearest
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _

if TYPE_CHECKING:
    from courses.content.assets import KnownFile

MAX_FILE_BYTES = 512 * 1024
MAX_YAML_BYTES = 128 * 1024
MAX_ASSET_BYTES = 16 * 1024 * 1024
MAX_FILES = 500
IGNORED = {".DS_Store", "Thumbs.db", "__MACOSX", ".git", ".gitkeep"}


class CourseFolder:
    """Reads by relative POSIX path; every refusal becomes a problem in the report. `known` files lie elsewhere."""

    def __init__(self, root: Path, report: Report, known: "Iterable[KnownFile]" = ()) -> None:
        self.root = root
        self.report = report
        self.known = {file.source.path: file for file in known}
        self.files: dict[str, os.stat_result] = {}
        self.read: set[str] = set()
        for path, entry in self._walk(root, ""):
            if len(self.files) >= MAX_FILES:
                report.error(path, 1, _("A course has at most %(most)d files."), most=MAX_FILES)
                break
            self.files[path] = entry.stat(follow_symlinks=False)

    def _walk(self, folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            path = prefix + entry.name
            if entry.name in IGNORED:
                continue
            if entry.is_symlink():
                self.report.error(path, 1, _("Links to other places are not read. Copy the file here."))
            elif entry.is_dir():
                yield from self._walk(Path(entry.path), path + "/")
            elif stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                yield path, entry
            else:
                self.report.error(path, 1, _("This is not a plain file."))

    def __contains__(self, path: str) -> bool:
        return path in self.files

    def names_in(self, folder: str) -> set[str]:
        """The first path step below `folder`, for everything in it."""
        return {path[len(folder) + 1 :].split("/")[0] for path in self.files if path.startswith(folder + "/")}

    def unread(self) -> list[str]:
        return sorted({*self.files, *self.known} - self.read)

    def content(self, path: str) -> bytes | None:
        """The bytes of a file that is no text of the course, or None after saying why not."""
        self.read.add(path)
        if self.files[path].st_size <= MAX_ASSET_BYTES:
            with (self.root / path).open("rb") as file:
                raw = file.read(MAX_ASSET_BYTES + 1)
            if len(raw) <= MAX_ASSET_BYTES:
                return raw
        most = MAX_ASSET_BYTES // 1024**2
        self.report.error(path, 1, _("This file is larger than %(most)d MiB."), most=most)
        return None

    def text(self, path: str) -> str | None:
        """The file's text, or None after saying why not."""
        self.read.add(path)
        most = MAX_YAML_BYTES if path.endswith(".yaml") else MAX_FILE_BYTES
        if self.files[path].st_size > most:
            self.report.error(path, 1, _("This file is larger than %(most)d KiB."), most=most // 1024)
            return None
        with (self.root / path).open("rb") as file:
            raw = file.read(most + 1)
        return decoded(raw, path, self.report)

    def tell_absent(self, path: str, line: int, wanted: str, meant: str = "") -> None:
        """Report, where it is asked for, that a file is missing."""
        meant = meant or self._near(wanted)
        if meant:
            template = _("There is no %(wanted)s. Did you mean “%(meant)s”?")
            self.report.error(path, line, template, wanted=wanted, meant=meant)
        else:
            self.report.error(path, line, _("There is no %(wanted)s."), wanted=wanted)

    def _near(self, wanted: str) -> str:
        """A file of the same kind with a name that is close, wherever it lies: long folders alone make none alike."""
        stem, _dot, kind = wanted.rpartition("/")[2].partition(".")
        named = {path: path.rpartition("/")[2].partition(".") for path in sorted(self.files)}
        alike = [path for path, (name, _dot, of) in named.items() if of == kind and nearest(stem, [name])]
        return nearest(wanted, alike)


def decoded(raw: bytes, path: str, report: Report) -> str | None:
    """The text in a file's bytes, or None after saying why they are none."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        report.error(path, line, _("This file is not UTF-8 text. Save it as UTF-8."))
        return None
    if "\0" in text:
        report.error(path, text.count("\n", 0, text.index("\0")) + 1, _("This file holds binary data."))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
