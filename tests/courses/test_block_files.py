"""What authors get told about the files of blocks, the glossary and assets/: each mistake at its place."""

import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from courses.content.reader import Reading, read_course
from courses.content.schema import CourseSource
from tests.content import sample_files
from tests.courses.every_block import BLOCKS, CHECK, GLOSSARY, HOME, every_block
from tests.courses.folders import both, quiz, write

HOSTS = ("video.example",)


def reading(place: Path, **shape: Any) -> Reading:
    return read_course(every_block(place, **shape), embed_hosts=HOSTS)


def told(place: Path, **shape: Any) -> list[str]:
    return [str(problem) for problem in reading(place, **shape).problems]


def test_every_kind_of_block_is_read(tmp_path: Path):
    found = reading(tmp_path)
    assert found.problems == ()
    assert found.course is not None
    assert [block.kind for block in found.course.lessons[0].blocks] == ["text", *BLOCKS]
    assert CourseSource.model_validate(found.course.model_dump(mode="json")) == found.course


def test_files_are_part_of_the_course_and_of_its_digest(tmp_path: Path):
    before = reading(tmp_path / "a")
    folder = every_block(tmp_path / "b")
    (folder / "assets" / "grey.png").write_bytes(sample_files.png(640, 361))
    after = read_course(folder)
    assert before.course is not None
    assert after.course is not None
    assert [asset.path for asset in before.course.assets] == [file.source.path for file in before.files]
    assert len(before.files) == 6
    assert before.course.digest != after.course.digest


def without(kind: str, *keys: str, **changed: Any) -> dict[str, Any]:
    content = {key: value for key, value in BLOCKS[kind].items() if key not in keys}
    return {kind: content | changed}


EMBED = {"title": both("A run"), "transcript": both("Words.")}
RESOURCE = BLOCKS["resources"]["items"][0]
MISTAKES = [
    (without("image", "alt"), "one.image.yaml:1: Say in “alt” what the picture shows"),
    (without("image", decorative=True), "one.image.yaml:1: A decorative picture has no “alt”"),
    (
        without("image", file="assets/gray.png"),
        "one.image.yaml:1: There is no file “assets/gray.png”. Did you mean “assets/grey.png”?",
    ),
    (
        without("image", file="assets/run.mp4"),
        "one.image.yaml:1: “assets/run.mp4” is not a picture. Pictures are .png",
    ),
    (without("image", file="grey.png"), "There is no file “grey.png”. Did you mean “assets/grey.png”?"),
    (without("image", file="missing.png"), "one.image.yaml:1: There is no file “missing.png”."),
    (without("image", file="../secret.png"), "one.image.yaml:1: “../secret.png” is no file below assets/"),
    (without("image", file="assets/../course.yaml"), "is no file below assets/"),
    (without("image", caption=both("$\\foo$")), "the command \\foo is not known"),
    (without("image", colour="red"), "one.image.yaml:8: Unknown key “colour”"),
    (without("video", "captions"), "one.video.yaml:1: Give “captions” in “en”"),
    (without("video", "transcript"), "one.video.yaml:1: “transcript” is missing."),
    (
        without("video", captions={"en": "assets/messages.csv"}),
        "one.video.yaml:6: “assets/messages.csv” holds no captions",
    ),
    (without("video", poster="assets/run.mp4"), "“assets/run.mp4” is not a picture"),
    (without("video", embed="https://video.example/1"), "one.video.yaml:11: Leave “file” or “embed” out"),
    ({"video": {**EMBED}}, "one.video.yaml:1: Fill in “file” or “embed”"),
    (
        {"video": {**EMBED, "embed": "https://other.example/1"}},
        "one.video.yaml:7: Videos from “other.example” are not approved here; approved are: video.example.",
    ),
    ({"video": {**EMBED, "embed": "http://video.example/1"}}, "is no web address; it begins with https://"),
    ({"video": {**EMBED, "embed": "https://a:b@video.example/1"}}, "is no web address"),
    ({"video": {**EMBED, "embed": "javascript:alert(1)"}}, "is no web address"),
    (
        {"video": {**EMBED, "embed": "https://video.example/1", "captions": {"en": "assets/run.en.vtt"}}},
        "brings its captions",
    ),
    (without("file", file="assets/none.pdf"), "one.file.yaml:4: There is no file “assets/none.pdf”."),
    (without("file", "title"), "one.file.yaml:1: “title” is missing."),
    (without("reveal", "answer"), "one.reveal.yaml:1: “answer” is missing."),
    (without("reveal", answer=both("[[gradiant]]")), "There is no term “gradiant” in glossary.yaml"),
    (
        {"check": {"question": {**CHECK, "kind": "sinlge"}}},
        "There is no question kind “sinlge”. Did you mean “single”?",
    ),
    ({"check": {"question": CHECK, "tries": 2}}, "Unknown key “tries”"),
    ({"check": {}}, "“question” is missing."),
    (without("acknowledge", "statement"), "one.acknowledge.yaml:1: “statement” is missing."),
    ({"resources": {"items": []}}, "“items” needs at least 1."),
    (
        {"resources": {"items": [{**RESOURCE, "url": "javascript:alert(1)"}]}},
        "one.resources.yaml:5: “javascript:alert(1)” is no web address",
    ),
    ({"resources": {"items": [{**RESOURCE, "url": "https://exa mple.org"}]}}, "is no web address"),
    ({"resources": {"items": [{**RESOURCE, "kind": "blog"}]}}, "“kind” must be"),
    ({"resources": {"items": [{**RESOURCE, "minutes": 0}]}}, "“minutes” must be at least 1."),
]


@pytest.mark.parametrize(("shape", "words"), MISTAKES)
def test_a_mistake_in_a_block_is_told_at_its_place(tmp_path: Path, shape: dict[str, Any], words: str):
    found = told(tmp_path, **shape)
    assert any(words in line and line.startswith(f"{HOME}/one.") for line in found), found


def test_a_block_of_no_known_kind_is_told_with_the_known_ones(tmp_path: Path):
    folder = every_block(tmp_path)
    lesson = folder / HOME / "lesson.yaml"
    lesson.write_text(lesson.read_text().replace("- image: one", "- picture: one"))
    assert "Unknown key “picture”" in "\n".join(str(problem) for problem in read_course(folder).problems)


def test_a_quiz_and_a_check_of_one_name_are_refused(tmp_path: Path):
    folder = every_block(tmp_path)
    write(folder, {f"{HOME}/one.quiz.yaml": quiz()})
    lesson = folder / HOME / "lesson.yaml"
    lesson.write_text(lesson.read_text() + "- quiz: one\n")
    (problem,) = read_course(folder).problems
    assert "needs a name of its own" in problem.message
    assert problem.path == f"{HOME}/lesson.yaml"


def test_a_file_that_is_not_what_it_is_called_is_told_once_at_the_file(tmp_path: Path):
    folder = every_block(tmp_path)
    (folder / "assets" / "grey.png").write_bytes(b"<svg/>")
    lines = [str(problem) for problem in read_course(folder).problems]
    assert lines == ["assets/grey.png:1: What is in this file is not what its name says."]


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from courses.content import folder as course_folder

    monkeypatch.setattr(course_folder, "MAX_ASSET_BYTES", 1024)
    folder = every_block(tmp_path)
    (folder / "assets" / "messages.csv").write_bytes(b"a" * 1025)
    lines = [str(problem) for problem in read_course(folder).problems]
    assert any(line.startswith("assets/messages.csv:1: This file is larger than") for line in lines)


def test_a_file_that_nothing_uses_is_a_warning_and_not_kept(tmp_path: Path):
    folder = every_block(tmp_path)
    (folder / "assets" / "old.png").write_bytes(sample_files.png())
    found = read_course(folder)
    assert [str(problem) for problem in found.problems] == [
        "assets/old.png:1: Nothing in the course uses this file."
    ]
    assert found.course is not None
    assert "assets/old.png" not in {asset.path for asset in found.course.assets}


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ([{"key": "loss", "term": both("loss")}], "glossary.yaml:2: “definition” is missing."),
        (
            [*GLOSSARY["terms"], {**deepcopy(GLOSSARY["terms"][0]), "key": "other"}],
            "“loss” already names the term “loss”.",
        ),
        ([{**GLOSSARY["terms"][0], "aliases": {"English": ["x"]}}], "“English” is not a language code."),
        ([{**GLOSSARY["terms"][0], "aliases": {"en": "x"}}], "must be a list"),
        ([{**GLOSSARY["terms"][0], "definition": both("$\\foo$")}], "\\foo is not known"),
        ([{**GLOSSARY["terms"][0], "definition": both("a" * 1001)}], "at most 1000 characters"),
    ],
)
def test_a_mistake_in_the_glossary_is_told(tmp_path: Path, terms: list[Any], words: str):
    folder = write(every_block(tmp_path), {"glossary.yaml": {"terms": terms}})
    found = "\n".join(str(problem) for problem in read_course(folder).problems)
    assert words in found


def test_thousands_of_unknown_terms_and_pictures_take_no_longer(tmp_path: Path):
    many = [
        {"key": f"term-{n}", "term": both(f"a rather long term {n}"), "definition": both("x")}
        for n in range(500)
    ]
    unknown = " ".join(f"[[unknown term {n}]] ![x](assets/no{n}.png)\n\n" for n in range(800))
    folder = write(every_block(tmp_path, text=unknown), {"glossary.yaml": {"terms": many}})
    began = time.process_time()
    problems = read_course(folder).problems
    assert len(problems) > 3000
    assert time.process_time() - began < 10  # about a second; comparing each name with all takes minutes
