"""Unpacking what was uploaded. Every byte of a zip is hostile until it is shown to be dull."""

import os
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NoReturn

from courses.content import located_yaml
from courses.content.folder import IGNORED, MAX_ASSET_BYTES, MAX_FILE_BYTES, MAX_FILES
from courses.content.problems import Problem, Report
from courses.content.problems import gettext_noop as _

MAX_ZIP_BYTES = 32 * 1024 * 1024
MAX_TOTAL_BYTES = 48 * 1024 * 1024
MAX_RATIO = 100
"""Bytes out per byte in. Course text compresses about 3 to 1, so this is far from any honest file."""
RATIO_COUNTS_FROM = 64 * 1024
CHUNK = 64 * 1024
LONGEST_PATH, DEEPEST = 200, 8
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)

NOT_A_ZIP = _("This is not a zip file that can be read. Pack the folder again.")


class _Refused(Exception):
    """Said already in the report."""


def unpack_course(archive: Path | IO[bytes], into: Path) -> Path | list[Problem]:
    """The course folder inside `into` (an existing folder), or what is wrong, leaving nothing behind.

    The course may lie at the top of the zip or inside folders of its own. Nothing is written outside `into`.
    """
    report = Report()
    workplace = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=into))
    try:
        _unpack(archive, workplace, report)
        return _move_into_place(_course_folder(workplace, report), workplace, into, report)
    except _Refused:
        return list(report)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def read_members(archive: IO[bytes], *, ending: str, most: int) -> dict[str, bytes] | list[Problem]:
    """The files of this ending by their paths, read without writing anything, or what is wrong with the zip."""
    report = Report()
    found: dict[str, bytes] = {}
    try:
        _check_size(archive, report)
        with zipfile.ZipFile(archive) as opened:
            total = 0
            for member in _members(opened, report, most=most):
                if member.filename.lower().endswith(ending):
                    found[member.filename] = b"".join(_pieces(opened, member, total, report))
                    total += len(found[member.filename])
    except BROKEN:
        report.error("(zip)", 1, NOT_A_ZIP)
    except _Refused:
        pass
    return list(report) if report.has_errors else found


def _unpack(archive: Path | IO[bytes], workplace: Path, report: Report) -> None:
    try:
        _check_size(archive, report)
        with zipfile.ZipFile(archive) as opened:
            members = _members(opened, report, most=MAX_FILES)
            total = 0
            for member in members:
                total += _extract(opened, member, workplace, total, report)
    except BROKEN:
        _refuse(report, "", NOT_A_ZIP)


def _check_size(archive: Path | IO[bytes], report: Report) -> None:
    if isinstance(archive, Path):
        size = archive.stat().st_size
    else:
        size = archive.seek(0, os.SEEK_END)
        archive.seek(0)
    if size > MAX_ZIP_BYTES:
        _refuse(report, "", _("The zip is larger than %(most)d MiB."), most=MAX_ZIP_BYTES // 1024**2)


def _members(opened: zipfile.ZipFile, report: Report, *, most: int) -> list[zipfile.ZipInfo]:
    """The files to extract, after every name has been judged; all problems at once."""
    entries = opened.infolist()
    if len(entries) > most:
        _refuse(report, "", _("The zip may hold at most %(most)d files."), most=most)
    wanted: list[zipfile.ZipInfo] = []
    seen: set[str] = set()
    for entry in entries:
        if reason := danger(entry):
            report.error(_printable(entry.filename), 1, reason)
            continue
        folded = unicodedata.normalize("NFC", entry.filename.rstrip("/")).casefold()
        if folded in seen:
            report.error(_printable(entry.filename), 1, _("The zip holds this name twice."))
        seen.add(folded)
        if not entry.is_dir() and not IGNORED & set(PurePosixPath(entry.filename).parts):
            wanted.append(entry)
    if report.has_errors:
        raise _Refused
    return wanted


def danger(entry: zipfile.ZipInfo) -> str:
    """Why this entry is refused, or ""."""
    # The raw name: zipfile already cuts filename at a NUL and turns os.sep into "/".
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    mode = entry.external_attr >> 16
    if name.startswith("/") or ":" in name or "\\" in name or {"", ".", ".."} & set(parts):
        return _("This name points outside the course. Use plain relative names.")
    if any(not letter.isprintable() for letter in name) or any(part != part.strip() for part in parts):
        return _("This name holds characters that cannot be seen.")
    if len(name) > LONGEST_PATH or len(parts) > DEEPEST:
        return _("This name is too long or too deep.")
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return _("Links and devices are not unpacked.")
    if entry.flag_bits & 0x41:
        return _("Encrypted zips are not read. Pack the folder without a password.")
    if entry.compress_type not in METHODS:
        return _("This compression is not read. Pack the folder as an ordinary zip.")
    return ""


def _extract(
    opened: zipfile.ZipFile, member: zipfile.ZipInfo, workplace: Path, total: int, report: Report
) -> int:
    """Write one file; how large it is."""
    target = workplace.joinpath(*PurePosixPath(member.filename).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as sink:
        return sum(sink.write(piece) for piece in _pieces(opened, member, total, report))


def _pieces(opened: zipfile.ZipFile, member: zipfile.ZipInfo, total: int, report: Report) -> Iterator[bytes]:
    """One file, counting what really comes out behind the `total` so far, whatever the headers promise."""
    written = 0
    with opened.open(member) as source:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            _check_growth(member, written, total + written, report)
            yield chunk


def _check_growth(member: zipfile.ZipInfo, written: int, total: int, report: Report) -> None:
    if written > RATIO_COUNTS_FROM and written > MAX_RATIO * max(1, member.compress_size):
        _refuse(report, member.filename, _("This file is packed suspiciously small."))
    is_asset = "assets" in PurePosixPath(member.filename).parts[:-1]
    if is_asset and written > MAX_ASSET_BYTES:
        most = MAX_ASSET_BYTES // 1024**2
        _refuse(report, member.filename, _("This file is larger than %(most)d MiB."), most=most)
    if not is_asset and written > MAX_FILE_BYTES:
        most = MAX_FILE_BYTES // 1024
        _refuse(report, member.filename, _("This file is larger than %(most)d KiB."), most=most)
    if total > MAX_TOTAL_BYTES:
        most = MAX_TOTAL_BYTES // 1024**2
        _refuse(report, "", _("Unpacked, the course is larger than %(most)d MiB."), most=most)


def _course_folder(workplace: Path, report: Report) -> Path:
    """Down through folders that hold nothing but one folder, to where course.yaml is."""
    here = workplace
    while not (here / "course.yaml").is_file():
        inside = list(here.iterdir())
        if len(inside) != 1 or not inside[0].is_dir():
            _refuse(
                report, "course.yaml", _("There is no course.yaml in the zip, or several folders at its top.")
            )
        here = inside[0]
    return here


def _move_into_place(found: Path, workplace: Path, into: Path, report: Report) -> Path:
    name = _key_in(found / "course.yaml") if found == workplace else found.name
    target = into / name
    if target.exists() or target.is_symlink():
        _refuse(report, name, _("There is already a folder of this name."))
    if found == workplace:
        # The workplace itself has to stay until the end, so its content moves one folder further in.
        found = Path(tempfile.mkdtemp(prefix=".course-", dir=workplace))
        for child in [child for child in workplace.iterdir() if child != found]:
            child.rename(found / child.name)
    found.rename(target)
    return target


def _key_in(course_file: Path) -> str:
    """A course without a folder of its own is put into one named by its key; the reader judges the rest."""
    try:
        data = located_yaml.load(course_file.read_text("utf-8")).data
        key = data.get("key") if isinstance(data, dict) else None
    except (located_yaml.BadYaml, UnicodeDecodeError):
        key = None
    return key if isinstance(key, str) and key.replace("-", "").isalnum() and len(key) <= 60 else "course"


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)[:LONGEST_PATH]


def _refuse(report: Report, path: str, template: str, **params: str | int | float) -> NoReturn:
    report.error(_printable(path) or "(zip)", 1, template, **params)
    raise _Refused
