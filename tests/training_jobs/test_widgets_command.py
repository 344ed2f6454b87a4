"""`manage.py widgets attention` leaves the work to a process that has torch, and says what it was not told."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ASKED = {"text": "It is urgent", "layer": [1], "head": [2]}


def test_it_writes_the_file_that_a_course_reads(models_dir: Path, tmp_path: Path):
    into = tmp_path / "who-looks.measured.yaml"
    call_command("widgets", "attention", **ASKED, into=into)
    assert 'text: "It is urgent"' in into.read_text()


@pytest.mark.parametrize(
    ("instead", "told"),
    [
        ({"head": [1, 2]}, "as many --layer as --head"),
        ({"into": Path("somewhere.yaml")}, "NAME.measured.yaml"),
        ({"head": [99]}, "Nothing was written"),
    ],
)
def test_what_it_cannot_do_it_refuses(tmp_path: Path, instead: dict, told: str):
    with pytest.raises(CommandError, match=told):
        call_command("widgets", "attention", **{**ASKED, "into": tmp_path / "x.measured.yaml", **instead})
    assert not list(tmp_path.iterdir())
