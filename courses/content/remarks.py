"""A warning at its place in a file of a course that can be read."""

from pathlib import Path

from courses.content import located_yaml
from courses.content.located_yaml import BadYaml
from courses.content.problems import Problem


def warning_at(
    folder: Path, path: str, place: tuple[str | int, ...], template: str, **params: str | int
) -> Problem:
    try:
        line = located_yaml.load((folder / path).read_text("utf-8-sig")).line_of(place)
    except (OSError, ValueError, BadYaml):
        line = 1
    return Problem(path, line, template, "warning", params)
