"""`manage.py widgets attention` leaves the work to a process that has torch, and says what it was not told."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def measure(*heads: str, into: Path) -> None:
    """Ask for the heads named LAYER.HEAD; one without a layer is asked for so."""
    pairs = [
        part for head in heads for part in zip(("--head", "--layer"), head.split(".")[::-1], strict=False)
    ]
    asked = [word for pair in pairs for word in pair]
    call_command("widgets", "attention", "--text", "It is urgent", *asked, "--into", str(into))


def test_it_writes_the_file_that_a_course_reads(models_dir: Path, tmp_path: Path):
    into = tmp_path / "who-looks.measured.yaml"
    measure("1.2", into=into)
    assert 'text: "It is urgent"' in into.read_text()


@pytest.mark.parametrize(
    ("heads", "name", "told"),
    [
        (["1.1", "2"], "x.measured.yaml", "as many --layer as --head"),
        (["1.1"], "somewhere.yaml", "NAME.measured.yaml"),
        (["1.99"], "x.measured.yaml", "Nothing was written"),
    ],
)
def test_what_it_cannot_do_it_refuses(tmp_path: Path, heads: list[str], name: str, told: str):
    with pytest.raises(CommandError, match=told):
        measure(*heads, into=tmp_path / name)
    assert not list(tmp_path.iterdir())
