"""Beside a text its author is told what Check tells: what learners would read raw, and terms that nobody explained."""

import pytest
from django.test import Client

from courses.content.drafts.structure import begin_glossary
from courses.drafts.drafting import restructure
from tests.courses.deskwork import DESK, INTRO, Desk

FILE = f"{DESK}edit/file/"


def beside(client: Client, text: str) -> str:
    return client.post(f"{FILE}preview/", {"path": INTRO, "text": text}).content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One\n\n[x](javascript:alert(1))", "A link cannot lead to “javascript:alert(1”"),
        ("One\n\n<script>alert(1)</script>", "HTML is shown as text: “&lt;script&gt;”"),
    ],
)
def test_raw_signs_are_told_beside_the_text_and_on_check(aisha: Client, desk: Desk, text: str, words: str):
    shown = beside(aisha, text)
    assert words in shown
    assert "line 3" in shown.lower()
    desk.write(text)
    assert words in aisha.get(f"{DESK}edit/?check=1").content.decode()


def test_a_term_that_the_glossary_lacks_is_told_beside_the_text(aisha: Client, desk: Desk):
    assert "There is no term" not in beside(aisha, "[[unknown term]]"), (
        "without a glossary these are brackets"
    )
    restructure(by=desk.company.aisha, draft=desk.draft, change=begin_glossary)
    desk.change("…", "Learning rate", "glossary.yaml")
    shown = beside(aisha, "See the [[learning rate]] and [[unknown term]].")
    assert "There is no term “unknown term”" in shown
    assert "There is no term “learning rate”" not in shown
