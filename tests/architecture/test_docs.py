"""What the documents say about the code is made from the code, or checked against it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands

from courses import states as attempts
from lms.env import Environment
from lms.kit.moves import mermaid
from training_jobs import states as runs

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    ("name", "moves", "first"),
    [
        ("states", runs.MOVES, runs.State.QUEUED),
        ("attempts", attempts.MOVES, attempts.AttemptState.NOT_STARTED),
        ("regrades", attempts.REGRADE_MOVES, attempts.RegradeState.COMPARING),
    ],
)
def test_a_diagram_of_states_is_the_table_of_moves(name: str, moves: Any, first: Any):
    text = (ROOT / "docs" / "architecture.md").read_text()
    diagram = re.search(rf"<!-- {name}:begin -->\n```mermaid\n(.*?)```\n<!-- {name}:end -->", text, re.DOTALL)
    assert diagram, "docs/architecture.md has no such diagram"
    assert diagram[1] == mermaid(moves, first=first)


def test_every_setting_is_documented():
    table = (ROOT / "docs" / "operations.md").read_text()
    named = set(re.findall(r"`([A-Z_]+)`", table))
    undocumented = {name.upper() for name in Environment.model_fields} - named
    assert undocumented <= {"DEBUG", "SERVER_EMAIL"}, undocumented


def test_commands_that_documents_name_exist():
    texts = [(ROOT / name).read_text() for name in ("README.md", "docs/operations.md", "CONTRIBUTING.md")]
    named = set(re.findall(r"manage\.py ([a-z_]+)", " ".join(texts)))
    assert {"token", "import_course", "models"} <= named
    assert not named - set(get_commands()) - {"up"}


def test_links_between_documents_lead_somewhere():
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = re.sub(r"`[^`\n]*`", "", document.read_text())  # what stands in code is an example
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
