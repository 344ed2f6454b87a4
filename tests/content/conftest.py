import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

TINY = Path(__file__).parent / "fixtures" / "tiny-course"
QUIZ = "lessons/first-steps/check.quiz.yaml"
LESSON = "lessons/first-steps/lesson.yaml"
TEXT = "lessons/first-steps/intro.en.md"
LAB = "lessons/second-steps/sort.lab.yaml"

Edit = Callable[..., Path]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the fixture course, to be broken."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny-course"))


@pytest.fixture
def edit(tiny: Path) -> Edit:
    """Replace one string in one file of the copy, and say which folder it is."""

    def change(path: str, old: str, new: str) -> Path:
        text = (tiny / path).read_text("utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {path}"
        (tiny / path).write_text(text.replace(old, new, 1), "utf-8")
        return tiny

    return change
