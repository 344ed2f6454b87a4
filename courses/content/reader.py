"""A course folder becomes a CourseSource or a list of located problems."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from courses.content.problems import Problem
from courses.content.schema import CourseSource, Json

LabChecks = Callable[[Json], list[str]]


@dataclass(frozen=True)
class Reading:
    """`course` is None when any problem is an error; warnings may accompany a course."""

    course: CourseSource | None
    problems: tuple[Problem, ...]


def read_course(folder: Path, *, lab_checks: LabChecks | None = None) -> Reading:
    raise NotImplementedError
