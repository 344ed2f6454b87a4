import os
import time
from pathlib import Path

import pytest

from courses.content import folder as course_folder
from courses.content import located_yaml
from courses.content.reader import read_course
from tests.content.conftest import LESSON, QUIZ, TEXT


def messages(folder: Path) -> str:
    reading = read_course(folder)
    assert reading.course is None
    return "\n".join(map(str, reading.problems))


def test_a_folder_that_is_not_there_is_a_problem_not_an_exception(tmp_path: Path) -> None:
    assert "There is no folder" in messages(tmp_path / "absent")


def test_an_empty_folder_misses_its_course_file(tmp_path: Path) -> None:
    assert "There is no course.yaml" in messages(tmp_path)


def test_links_are_refused_and_never_followed(tiny: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("CANARY")
    (tiny / TEXT).unlink()
    (tiny / TEXT).symlink_to(secret)
    os.symlink("/etc", tiny / "lessons" / "etc")
    told = messages(tiny)
    assert told.count("Links to other places are not read") == 2
    assert "CANARY" not in told


def test_a_pipe_is_refused_without_waiting_on_it(tiny: Path) -> None:
    os.mkfifo(tiny / "lessons" / "pipe")
    assert "not a plain file" in messages(tiny)


def test_bytes_that_are_not_utf8_are_located(tiny: Path) -> None:
    (tiny / TEXT).write_bytes(b"# fine\n\nnot \xff fine\n")
    assert f"{TEXT}:3: This file is not UTF-8" in messages(tiny)


def test_binary_data_is_refused(tiny: Path) -> None:
    (tiny / TEXT).write_bytes(b"# fine\n\0\n")
    assert f"{TEXT}:2: This file holds binary data" in messages(tiny)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tiny: Path) -> None:
    text = (tiny / TEXT).read_text("utf-8")
    (tiny / TEXT).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_course(tiny).problems == ()


def test_a_large_file_is_refused_by_its_size(tiny: Path) -> None:
    (tiny / TEXT).write_text("a" * (course_folder.MAX_FILE_BYTES + 1))
    (tiny / QUIZ).write_text("a" * (course_folder.MAX_YAML_BYTES + 1))
    assert messages(tiny).count("is larger than") == 2


def test_many_files_are_refused(tiny: Path) -> None:
    for number in range(course_folder.MAX_FILES):
        (tiny / f"{number}.md").touch()
    assert "at most 500 files" in messages(tiny)


def test_an_empty_lesson_file_is_said_to_be_empty(tiny: Path) -> None:
    (tiny / LESSON).write_text("")
    assert f"{LESSON}:1: This file is empty." in messages(tiny)


def test_an_alias_bomb_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi"))  # noqa: B905
    with pytest.raises(located_yaml.BadYaml, match="Anchors") as refused:
        located_yaml.load(bomb)
    assert refused.value.line == 1


def test_absurd_depth_is_refused():
    with pytest.raises(located_yaml.BadYaml, match="nested"):
        located_yaml.load("[" * 5000)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("12:30", "12:30"),
        ("2026-11-22", "2026-11-22"),
        ("010", 10),
        ("0x1F", "0x1F"),
        ("true", True),
        ("~", None),
        ("1e-3", 0.001),
        ("'1'", "1"),
        ("9" * 400, "9" * 400),
        ("-7", -7),
        (".5", 0.5),
    ],
)
def test_scalars_mean_what_they_say(written, meant):
    assert located_yaml.load(f"value: {written}").data == {"value": meant}


@pytest.mark.parametrize(
    "text", ["a: [", "a: !!python/name:os.system x", "? [a]\n: b", "a: b\n---\nc: d", "\x01: a"]
)
def test_strange_yaml_is_a_located_refusal(text):
    with pytest.raises(located_yaml.BadYaml):
        located_yaml.load(text)


def test_the_largest_yaml_allowed_is_read_in_reasonable_time():
    text = "a:\n" + "  - {key: a, text: {en: hello}}\n" * (course_folder.MAX_YAML_BYTES // 32)
    start = time.perf_counter()
    located_yaml.load(text)
    assert time.perf_counter() - start < 20
