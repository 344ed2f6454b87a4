"""No text makes its author wait: what is too long, or asks for too much, is told with its place."""

import time

import pytest

from courses.content.markdown import References, render, render_inline
from courses.content.markdown.bounds import LONGEST, MOST_FORMULAS, MOST_LINES, excess
from courses.content.reader import read_course
from tests.content.conftest import TEXT

PATIENCE = 4  # seconds of computing; without the bounds most of these take minutes, on any machine
ROUND = {
    "open brackets": "[",
    "open pictures": "![",
    "brackets in brackets": "[[a](",
    "footnotes that are never closed": "[^a",
    "formulas that are never closed": "$a ",
    "formulas that close too late": "$a $",
    "link titles that are never closed": '[a](b "',
    "link targets that are never closed": "[a](<b",
    "emphasis of one kind": "*a ",
    "emphasis of two kinds": "*a_",
    "emphasis in words": "a**b_c~~",
    "code of growing length": "` `` ``` ",
    "addresses that are never closed": "<a:",
    "entities that are none": "&a",
    "escapes": "\\",
    "terms that are never closed": "[[a",
    "terms": "[[a]]",
    "quotes": "> ",
    "lists": "- ",
    "lists in lists": "- a\n  ",
    "a long list": "- a\n",
    "definitions": "[a]: b\n",
    "definitions that are never closed": "[a\n",
    "footnotes and their notes": "[^a]\n\n[^a]: b\n\n",
    "headings of one name": "# a\n",
    "containers that are never closed": "::: note\n",
    "tabs that are never closed": ":::: tabs\n::: tab a\n",
    "callouts": "> [!NOTE] a\n\n",
    "callouts in callouts": "> [!NOTE]\n> ",
    "short formulas": "$a$ ",
    "rows of a table": "|a",
    "cells": "a|b\n-|-\n",
    "fences": "```\na\n",
    "coloured code": "```python\na = 'b'\n```\n",
    "tildes": "~~",
    "rules": "***\n",
    "breaks": "a  \n",
    "Chinese": "损失**学习**率",
}


SHAPES = {
    "without an end": lambda piece: piece * LONGEST,
    "line by line": lambda piece: (piece.rstrip("\n") * (60 // len(piece) + 1) + "\n") * MOST_LINES,
    "in paragraphs": lambda piece: (piece.rstrip("\n") * 60 + "\n\n") * MOST_LINES,
}


def seconds_of(text: str) -> float:
    """What it costs to draw as much of a text as the bounds let through."""
    whole = "\n".join(text[:LONGEST].split("\n")[:MOST_LINES])
    assert excess(whole) is None
    began = time.process_time()
    render(whole, references=References(term=lambda name: "a"))
    return time.process_time() - began


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("piece", ROUND.values(), ids=ROUND.keys())
def test_no_text_within_the_bounds_takes_long(piece, shape):
    assert seconds_of(SHAPES[shape](piece)) < PATIENCE


@pytest.mark.parametrize("opening", ["[", "*", "$", "`", "[^", "~~", "[[", '[a](b "'])
def test_an_opening_that_is_repeated_and_closed_once_takes_no_longer(opening):
    half = LONGEST // len(opening) // 2
    assert seconds_of(opening * half + "]" * (LONGEST - len(opening) * half)) < PATIENCE


@pytest.mark.parametrize("wide", [1, 20, 800])
def test_a_table_takes_no_longer_however_wide(wide):
    assert seconds_of("|a" * wide + "\n" + "|-" * wide + "\n" + "a\n" * MOST_LINES) < PATIENCE


def test_a_table_of_too_many_cells_is_told_once_where_it_begins():
    page = render("fine\n\n" + "|a" * 40 + "\n" + "|-" * 40 + "\n" + "a\n" * 100)
    assert [(p.line, p.message) for p in page.problems] == [
        (3, "A table may have at most 3000 cells. Offer it as a file.")
    ]
    assert "<table>" not in page.html
    assert "<table>" in render("|a|b\n|-|-\n" + "|1|2\n" * 500).html


def test_a_label_takes_no_longer():
    began = time.process_time()
    for piece in ROUND.values():
        render_inline((piece * LONGEST)[:LONGEST])
    assert time.process_time() - began < PATIENCE * 3


def test_a_text_that_is_too_long_is_told_where_and_shown_as_text():
    text = "line *one* and more of it\n" * 1700
    page = render(text)
    ((problem),) = page.problems
    assert (problem.line, problem.is_error) == (LONGEST // 26 + 1, True)
    assert "at most 40000 characters; this one has 44200" in problem.message
    assert "<em>" not in page.html
    assert "line *one*" in page.html


def test_a_text_of_too_many_lines_is_told_at_the_first_of_them():
    ((problem),) = render("a\n" * (MOST_LINES + 5)).problems
    assert (problem.line, "has 2005. Split it" in problem.message) == (MOST_LINES + 1, True)


def test_a_paragraph_that_asks_for_too_much_is_told_and_the_others_are_read():
    page = render("fine *one*\n\n" + "[a " * 5000 + "\n\nfine *two*")
    assert [(p.line, "Split it" in p.message) for p in page.problems] == [(3, True)]
    assert page.html.count("<em>") == 2
    assert "[a [a" in page.html


def test_many_formulas_are_told():
    page = render("$x$\n" * (MOST_FORMULAS + 1))
    assert [problem.line for problem in page.problems] == [MOST_FORMULAS + 1]


def test_a_file_of_5_mb_is_refused_at_once_by_its_size(tiny):
    (tiny / TEXT).write_text("[" * 5_000_000)
    began = time.process_time()
    (problem,) = read_course(tiny).problems
    assert str(problem) == f"{TEXT}:1: This file is larger than 512 KiB."
    assert time.process_time() - began < PATIENCE


def test_a_file_between_the_two_bounds_is_refused_with_its_length(tiny):
    (tiny / TEXT).write_text("word " * 50_000)
    (problem,) = read_course(tiny).problems
    assert "this one has 250000. Split it" in str(problem)
