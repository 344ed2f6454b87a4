"""`certificate:` in course.yaml: none, for good, or for some months; everything else is told at its line."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from courses.content.certificate import CertificateTerms
from courses.content.reader import Reading, read_course
from tests.courses.folders import course_folder


def reading(place: Path, written: Any) -> Reading:
    return read_course(course_folder(place, certificate=written))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("none", CertificateTerms(given=False)),
        ("forever", CertificateTerms()),
        ({"valid_months": 24}, CertificateTerms(valid_months=24)),
    ],
)
def test_it_is_read_as_authors_write_it(tmp_path: Path, written: Any, meant: CertificateTerms):
    course = reading(tmp_path, written).course
    assert course is not None
    assert course.certificate == meant
    assert type(course).model_validate(course.model_dump(mode="json")) == course


def test_saying_nothing_is_for_good_and_changes_no_digest(tmp_path: Path):
    silent, said = reading(tmp_path / "a", None).course, reading(tmp_path / "b", "forever").course
    assert silent is not None
    assert said is not None
    assert silent.certificate == CertificateTerms()
    assert silent.digest == said.digest


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("12 months", "Write none, forever, or for example {valid_months: 24}."),
        (12, "Write none, forever"),
        (True, "Write none, forever"),
        ({"valid_month": 12}, "Did you mean “valid_months”?"),
        ({"valid_months": 0}, "at least 1"),
        ({"valid_months": 121}, "at most 120"),
        ({"valid_months": "soon"}, "whole number"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_line(tmp_path: Path, written: Any, told: str):
    folder = course_folder(tmp_path, certificate=written)
    problems = read_course(folder).problems
    assert len(problems) == 1
    assert told in problems[0].message
    lines = (folder / "course.yaml").read_text().splitlines()
    line = lines[problems[0].line - 1]
    assert line.startswith("certificate") or "valid_month" in line
    assert yaml.safe_load("\n".join(lines))["certificate"] == written
