"""A lesson or block that was removed comes back whole, at the place where it stood."""

import pytest

from courses.content.drafts import removed, structure
from courses.content.drafts.structure import BadStructure
from tests.content.test_draft_structure import Files, after, files

__all__ = ["files"]


def taken_out(files: Files, changed: structure.Changed) -> tuple[Files, Files]:
    """What is left, and what is gone."""
    return after(files, changed), {path: files[path] for path, text in changed.items() if text is None}


def lessons_of(files: Files) -> list[str]:
    listed: list[str] = structure.data_at(files, structure.COURSE)["lessons"]
    return listed


def test_a_removed_lesson_comes_back_as_it_was(files: Files):
    left, gone = taken_out(files, structure.remove_lesson(files, "read-1"))
    assert removed.lessons_gone(left, gone) == ["read-1"]
    assert removed.blocks_gone(left, gone) == [], "blocks of a removed lesson come with it"
    back = after(left, removed.bring_lesson_back(left, gone, "read-1", lessons_of(files)))
    assert lessons_of(back) == lessons_of(files)
    assert {path: back[path] for path in gone} == gone


def test_a_block_comes_back_between_its_neighbours(files: Files):
    files = after(files, structure.add_block(files, "read-1", "quiz", "Between"))
    files = after(files, structure.add_block(files, "read-1", "text", "Last"))
    before: list[object] = structure.data_at(files, structure.lesson_file("read-1"))["blocks"]
    left, gone = taken_out(files, structure.remove_block(files, "read-1", "quiz", "between"))
    left = after(left, structure.add_block(left, "read-1", "text", "Newer"))
    assert removed.blocks_gone(left, gone) == [("read-1", "quiz", "between")]
    back = after(left, removed.bring_block_back(left, gone, "read-1", "quiz", "between", before))
    assert structure.data_at(back, structure.lesson_file("read-1"))["blocks"] == [*before, {"text": "newer"}]
    with pytest.raises(BadStructure, match="there already"):
        removed.bring_block_back(back, gone, "read-1", "quiz", "between", before)


def test_a_lesson_comes_back_without_what_was_removed_from_it_before(files: Files):
    files = after(files, structure.add_block(files, "read-1", "text", "Aside"))
    without, gone = taken_out(files, structure.remove_block(files, "read-1", "text", "aside"))
    left, more = taken_out(without, structure.remove_lesson(without, "read-1"))
    back = after(left, removed.bring_lesson_back(left, {**gone, **more}, "read-1", lessons_of(files)))
    assert {**back, structure.COURSE: ""} == {**without, structure.COURSE: ""}
    assert lessons_of(back) == lessons_of(without)


def test_a_translation_that_is_gone_is_no_removed_block(files: Files):
    gone = {"lessons/read-1/intro.zh-hans.md": "你好\n"}
    assert removed.blocks_gone(files, gone) == []


@pytest.mark.parametrize(
    ("now", "place"),
    [(["a", "c"], 1), (["c", "a"], 2), (["c"], 0), ([], 0), (["x", "a", "y"], 2)],
)
def test_the_old_place_is_behind_the_nearest_that_stood_before(now: list[str], place: int):
    assert removed.put_back(now, "b", ["a", "b", "c"]).index("b") == place
