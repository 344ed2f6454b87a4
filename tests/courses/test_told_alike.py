"""A mistake in a text is told in the same words wherever it is told: beside the editor, in the lesson and by *Check*."""

import pytest
from django.test import Client

from courses.drafts.drafting import check_draft
from courses.models import Draft

EDIT = "/authoring/small/edit/"
PATH = "lessons/read-1/intro.en.md"
MAY_NOT_BE = "is no file below assets/ with a name of plain letters, digits, - _ and dots."


def told_beside(client: Client, text: str) -> str:
    return client.post(f"{EDIT}file/preview/", {"path": PATH, "text": text}).content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.png", "There is no file “missing.png”."),
        ("assets/missing.png", "There is no file “assets/missing.png”."),
        ("my%20file.png", f"“my file.png” {MAY_NOT_BE}"),
        ("../up.png", f"“../up.png” {MAY_NOT_BE}"),
        ("course.yaml", f"“course.yaml” {MAY_NOT_BE}"),
        ("assets/film.mp4", "There is no file “assets/film.mp4”."),
    ],
)
def test_a_missing_picture_is_told_alike(aisha: Client, here: Draft, name: str, words: str):
    text = f"Look:\n\n![A curve]({name})\n"
    assert words in told_beside(aisha, text)
    here.files.filter(path=PATH).update(text=text)
    assert words in aisha.get(f"{EDIT}lessons/read-1/preview/").content.decode()
    assert words in [problem.message for problem in check_draft(here).problems if problem.path == PATH]


def test_what_is_wrong_with_a_formula_quotes_it_and_comes_in_the_order_of_the_lines(
    aisha: Client, here: Draft
):
    text = "![A curve](b.png) $\\frac{1$\n\n$\\foo$\n\n![A curve](a.png)\n\n$x_$\n"
    told = told_beside(aisha, text)
    wanted = (
        "There is no file “b.png”.",
        "Formula “\\frac{1”: a { is never closed.",
        "Formula “\\foo”: the command \\foo is not known.",
        "There is no file “a.png”.",
        "Formula “x_”: something is missing after ^ or _.",
    )
    places = [told.find(words) for words in wanted]
    assert -1 not in places
    assert places[2:] == sorted(places[2:])
    assert max(places[:2]) < places[2]
