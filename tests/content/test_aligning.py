"""What two sequences have in common is found, in their order, whatever they are, and without counting every pair."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content import aligning
from courses.content.aligning import Run, aligned, parts
from courses.content.differences import word_marks
from courses.content.drafts.merging import merge

THINGS = st.text(alphabet="abcde ", max_size=40)
WORK = st.sampled_from([0, 20, 100, 1_000, aligning.MOST_WORK])
"""From nothing but what is there once, over a little of both, to difflib alone."""


@given(THINGS, THINGS, WORK)
def test_what_goes_together_is_the_same_and_in_order(old: str, new: str, work: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligning, "MOST_WORK", work)
        runs = aligned(old, new)
    assert all(old[run.old : run.old + run.size] == new[run.new : run.new + run.size] for run in runs)
    assert all(run.size for run in runs)
    for run, after in pairwise(runs):
        assert run.old + run.size <= after.old
        assert run.new + run.size <= after.new
        assert (run.old + run.size, run.new + run.size) != (after.old, after.new), "neighbours are one run"


@given(THINGS, THINGS, WORK)
def test_the_parts_make_both_sides(old: str, new: str, work: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligning, "MOST_WORK", work)
        found = list(parts(old, new))
    assert "".join(old[part.old] for part in found) == old
    assert "".join(new[part.new] for part in found) == new
    assert all(old[part.old] == new[part.new] for part in found if part.is_kept)
    assert all(one.is_kept != other.is_kept for one, other in pairwise(found))


@given(THINGS, WORK)
def test_what_is_the_same_is_one_run(text: str, work: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligning, "MOST_WORK", work)
        assert aligned(text, text) == ([Run(0, 0, len(text))] if text else [])


def paragraphs(count: int, words: str) -> list[str]:
    return [line for number in range(count) for line in (words % number, "")]


def test_a_long_text_with_one_change_keeps_all_else():
    old = paragraphs(5_000, "Paragraph %d")
    new = [*old[:4_000], "Another", "", *old[4_000:]]
    assert [part.old for part in parts(old, new) if not part.is_kept] == [slice(4_000, 4_000)]


def test_what_is_there_once_holds_a_rewritten_text_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(aligning, "MOST_WORK", 50_000)
    old, new = paragraphs(500, "Paragraph %d"), paragraphs(500, "Absatz %d")
    for place in (300, 600):
        new[place] = old[place]
    kept = [old[part.old] for part in parts(old, new) if part.is_kept]
    assert [lines for lines in kept if any(lines)] == [["", old[300], ""], ["", old[600], ""]]


def test_a_long_text_keeps_its_words_though_none_is_there_once():
    words = random.Random(1).choices(range(500), k=20_000)
    new = [-1 if place % 1_000 == 500 else word for place, word in enumerate(words)]
    assert sum(run.size for run in aligned(words, new)) == 19_980


@pytest.mark.parametrize("count", [100, 500, 5_000])
def test_difflib_never_looks_at_more_than_it_may(count: int, monkeypatch: pytest.MonkeyPatch):
    """For every run that it finds it may go over all pairs of equal things."""
    spent: list[int] = []

    class Counting(aligning.SequenceMatcher[str]):
        def find_longest_match(self, *area: int) -> object:  # type: ignore[override]
            start, stop, *_new = area
            spent.append(sum(1 + len(self.b2j.get(thing, ())) for thing in self.a[start:stop]))
            return super().find_longest_match(*area)

    monkeypatch.setattr(aligning, "SequenceMatcher", Counting)
    aligned(paragraphs(count, "Paragraph %d of the text."), paragraphs(count, "Absatz %d des Textes."))
    assert sum(spent) <= 3 * aligning.MOST_WORK


def test_merging_a_rewritten_text_takes_no_seconds():
    count = 1_500
    base = "".join(f"Paragraph {n} of the text.\n\n" for n in range(count))
    mine = "".join(f"Absatz {n} des Textes.\n\n" for n in range(count))
    theirs = base.replace("Paragraph 0 ", "P 0 ").replace(f"Paragraph {count - 1} ", "P ")
    began = time.perf_counter()
    merge(base, mine, theirs)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("count", [700, 20_000])
def test_the_words_of_a_rewritten_text_take_no_seconds(count: int):
    old = " ".join(f"word{n} the" for n in range(count))
    new = " ".join(f"mot{n} the" for n in range(count))
    began = time.perf_counter()
    word_marks(old, new)
    assert time.perf_counter() - began < 2
