"""Unpacking an uploaded course. Every byte of a zip is hostile until it is shown to be dull."""

from pathlib import Path
from typing import IO

from courses.content.problems import Problem


def unpack_course(archive: Path | IO[bytes], into: Path) -> Path | list[Problem]:
    """The course folder inside `into`, or what is wrong; then nothing is left behind."""
    raise NotImplementedError
