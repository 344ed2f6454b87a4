import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from courses.content import archive
from courses.content.archive import unpack_course
from courses.content.folder import MAX_FILE_BYTES
from courses.content.reader import read_course
from tests.content.conftest import TINY


def packed(entries: dict[str, bytes | str] | list[tuple[str | zipfile.ZipInfo, bytes | str]]) -> io.BytesIO:
    file = io.BytesIO()
    pairs = entries.items() if isinstance(entries, dict) else entries
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in pairs:
            opened.writestr(name, content)
    file.seek(0)
    return file


def tiny_files(prefix: str) -> dict[str, bytes | str]:
    files = [path for path in TINY.rglob("*") if path.is_file()]
    assert files
    return {prefix + path.relative_to(TINY).as_posix(): path.read_bytes() for path in files}


def refusal(file: io.BytesIO | Path, into: Path) -> str:
    """Why it was refused; nothing may be left behind, inside or outside."""
    into.mkdir(exist_ok=True)
    before = sorted(path for path in into.parent.rglob("*") if path != file)
    result = unpack_course(file, into)
    assert isinstance(result, list)
    assert result
    assert sorted(path for path in into.parent.rglob("*") if path != file) == before
    return "\n".join(map(str, result))


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "deep" / "into"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("prefix", ["tiny-course/", "download/courses/tiny-course/", ""])
def test_a_course_is_found_wherever_it_lies_in_the_zip(into: Path, prefix: str) -> None:
    folder = unpack_course(packed(tiny_files(prefix)), into)
    assert folder == into / "tiny-course"
    assert read_course(folder).problems == ()
    assert sorted(os.listdir(into)) == ["tiny-course"]


def test_a_zip_on_disk_is_read_as_well(into: Path, tmp_path: Path) -> None:
    path = tmp_path / "course.zip"
    path.write_bytes(packed(tiny_files("tiny-course/")).getvalue())
    assert unpack_course(path, into) == into / "tiny-course"


def test_what_desktops_add_is_left_out(into: Path) -> None:
    extras: dict[str, bytes | str] = {
        "__MACOSX/tiny-course/._course.yaml": b"x",
        "tiny-course/.DS_Store": b"x",
    }
    folder = unpack_course(packed(tiny_files("tiny-course/") | extras), into)
    assert isinstance(folder, Path)
    assert not (folder / ".DS_Store").exists()


HOSTILE_NAMES = [
    "../evil.md",
    "a/../../evil.md",
    "/etc/evil.md",
    "C:/evil.md",
    "C:\\evil.md",
    "..\\evil.md",
    "a\\..\\b.md",
    "./a.md",
    "a//b.md",
    "a/./b.md",
    "\\\\host\\share\\a.md",
    "a\x1b[31m.md",
    "a\u202egnp.md",
    "a /b.md",
    "x" * 300,
    "/".join("abcdefghijk"),
    "file.md:stream",
    "~/../../x",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_that_leads_elsewhere_is_refused(into: Path, name: str) -> None:
    refusal(packed([("ok/course.yaml", "key: ok"), (name, "evil")]), into)


def test_a_link_is_refused(into: Path) -> None:
    link = zipfile.ZipInfo("tiny-course/lessons")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    told = refusal(packed([(link, "/etc"), ("tiny-course/lessons/passwd", "x")]), into)
    assert "Links and devices" in told


def test_the_same_name_twice_is_refused_in_any_spelling(into: Path) -> None:
    assert "twice" in refusal(packed([("a/course.yaml", "1"), ("A/Course.yaml", "2")]), into)
    assert "twice" in refusal(packed([("a/é.md", "1"), ("a/e\u0301.md", "2")]), into)


def test_a_file_used_as_a_folder_is_refused(into: Path) -> None:
    refusal(packed([("a/x", "1"), ("a/x/y", "2")]), into)


def test_too_many_entries_are_refused(into: Path) -> None:
    assert "at most 500 files" in refusal(packed({f"a/{n}.md": "" for n in range(501)}), into)


def test_a_bomb_is_stopped_while_it_grows(into: Path) -> None:
    told = refusal(packed({"a/course.yaml": "key: a", "a/bomb.md": b"0" * 50_000_000}), into)
    assert "larger than 512 KiB" in told
    told = refusal(packed({"a/course.yaml": "key: a", "a/bomb.md": b"0" * 500_000}), into)
    assert "suspiciously small" in told


def test_a_bomb_that_lies_about_its_size_is_stopped_too(into: Path) -> None:
    honest = packed({"a/bomb.md": b"0" * 3_000_000}).getvalue()
    size = struct.pack("<L", 3_000_000)
    assert honest.count(size) == 2
    refusal(io.BytesIO(honest.replace(size, struct.pack("<L", 10))), into)


def test_a_large_file_and_a_large_course_are_refused(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = os.urandom(MAX_FILE_BYTES + 1)
    assert "larger than 512 KiB" in refusal(packed({"a/noise.md": noise}), into)
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 100_000)
    told = refusal(packed({f"a/{n}.md": noise[:40_000] for n in range(3)}), into)
    assert "Unpacked, the course is larger" in told


def test_a_large_zip_is_refused_before_it_is_opened(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ZIP_BYTES", 1000)
    assert "The zip is larger" in refusal(packed(tiny_files("a/")), into)


def test_encrypted_entries_are_refused(into: Path) -> None:
    raw = bytearray(packed({"a/course.yaml": "key: a"}).getvalue())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert "Encrypted" in refusal(io.BytesIO(bytes(raw)), into)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_compression_is_refused(into: Path, method: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as opened:
        opened.writestr("a/course.yaml", "key: a")
    assert "ordinary zip" in refusal(file, into)


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04", b"not a zip", b"PK\x05\x06" + bytes(18), os.urandom(2000)]
)
def test_what_is_no_zip_is_said_to_be_none(into: Path, raw: bytes) -> None:
    refusal(io.BytesIO(raw), into)


def test_a_zip_cut_or_changed_anywhere_never_raises(into: Path) -> None:
    whole = packed({"a/course.yaml": "key: a\n" * 40, "a/b.md": "text " * 50}).getvalue()
    for place in range(0, len(whole), 7):
        for raw in (whole[:place], whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]):
            result = unpack_course(io.BytesIO(raw), into)
            if isinstance(result, Path):
                assert result.parent == into
                for path in sorted(result.rglob("*"), reverse=True):
                    path.unlink()
                result.rmdir()
    assert os.listdir(into) == []


def test_a_zip_without_a_course_says_so(into: Path) -> None:
    assert "no course.yaml" in refusal(packed({"a/x.md": "1", "b/y.md": "2"}), into)


def test_an_existing_folder_is_never_overwritten(into: Path) -> None:
    (into / "tiny-course").mkdir()
    (into / "tiny-course" / "mine.md").write_text("mine")
    assert "already a folder" in refusal(packed(tiny_files("tiny-course/")), into)
    assert (into / "tiny-course" / "mine.md").read_text() == "mine"


def test_a_hostile_key_names_no_folder(into: Path) -> None:
    folder = unpack_course(packed({"course.yaml": "key: ../../evil"}), into)
    assert folder == into / "course"
