"""Two people changed the same text."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from courses.content.drafts.merging import has_marks, marked, merge

TEXT = "one\ntwo\nthree\nfour\nfive\n"
lines = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=8)
texts = st.builds(lambda rows, end: "\n".join(rows) + end, lines, st.sampled_from(["", "\n"]))


def test_changes_at_different_places_come_together():
    mine, theirs = TEXT.replace("one", "ONE"), TEXT.replace("five", "FIVE")
    assert merge(TEXT, mine, theirs).text == "ONE\ntwo\nthree\nfour\nFIVE\n"


def test_what_one_added_and_the_other_removed_come_together():
    mine, theirs = TEXT.replace("two\n", "two\nand a half\n"), TEXT.replace("four\n", "")
    assert merge(TEXT, mine, theirs).text == "one\ntwo\nand a half\nthree\nfive\n"


def test_the_same_change_on_both_sides_is_made_once():
    both = TEXT.replace("three", "THREE")
    assert merge(TEXT, both, both).text == both


def test_a_line_both_changed_is_kept_from_both():
    found = merge(TEXT, TEXT.replace("two", "mine"), TEXT.replace("two", "theirs").replace("five", "FIVE"))
    conflict = next(piece for piece in found.pieces if piece.is_conflict)
    assert found.conflicts == 1
    assert (conflict.base, conflict.mine, conflict.theirs) == (("two\n",), ("mine\n",), ("theirs\n",))
    mine = "".join(line for piece in found.pieces for line in (*piece.lines, *piece.mine))
    assert mine == "one\nmine\nthree\nfour\nFIVE\n"


def test_a_text_removed_on_one_side_and_changed_on_the_other_is_a_conflict():
    assert merge(TEXT, "", TEXT.replace("two", "2")).conflicts == 1


def words(lines: Iterable[str]) -> set[str]:
    return {line.removesuffix("\n") for line in lines}


def test_a_last_line_that_both_wrote_on_behind_is_in_once():
    found = merge("one\ntwo", "one\ntwo\nmine", "one\ntwo\ntheirs")
    assert [(piece.lines, piece.mine, piece.theirs) for piece in found.pieces] == [
        (("one\n", "two\n"), (), ()),
        ((), ("mine",), ("theirs",)),
    ]


def test_what_both_sides_wrote_is_no_part_of_their_conflict():
    found = merge("one\ntwo\nthree\n", "1\nmine\n3\n", "1\ntheirs\n3\n")
    assert [(piece.lines, piece.mine, piece.theirs) for piece in found.pieces] == [
        (("1\n",), (), ()),
        ((), ("mine\n",), ("theirs\n",)),
        (("3\n",), (), ()),
    ]


@given(texts, texts)
def test_whoever_changed_alone_wins(base: str, changed: str):
    assert merge(base, changed, base).text == merge(base, base, changed).text == changed


@given(texts, texts, texts)
def test_no_line_that_someone_wrote_is_lost(base: str, mine: str, theirs: str):
    kept = [line for piece in merge(base, mine, theirs).pieces for line in (*piece.lines, *piece.mine)]
    also = [line for piece in merge(base, mine, theirs).pieces for line in (*piece.lines, *piece.theirs)]
    assert {*mine.splitlines()} - {*base.splitlines()} <= words(kept)
    assert {*theirs.splitlines()} - {*base.splitlines()} <= words(also)


@given(texts, texts, texts)
def test_the_sides_may_be_exchanged(base: str, mine: str, theirs: str):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.conflicts == other.conflicts
    assert [(piece.lines, piece.mine) for piece in one.pieces] == [
        (piece.lines, piece.theirs) for piece in other.pieces
    ]


def test_long_texts_come_together_at_different_places():
    base = "\n" * 20_000
    assert merge(base, f"a{base}", f"{base}b").text == f"a{base}b"


def test_too_much_to_compare_is_kept_from_both():
    base, mine = ("".join(f"{word} {n}\n\n" for n in range(2_000)) for word in ("Paragraph", "Absatz"))
    found = merge(base, mine, f"First, {base}")
    (conflict,) = (piece for piece in found.pieces if piece.is_conflict)
    assert "".join(conflict.mine).startswith("Absatz 0\n\nAbsatz 1\n")
    assert "".join(conflict.theirs).startswith("First, Paragraph 0\n\nParagraph 1\n")
    assert len(conflict.mine) == len(conflict.theirs) == 3_999


def test_both_sides_of_a_conflict_stand_between_marks_that_say_whose_they_are():
    found = merge("one\ntwo\n", "one\nmine", "one\nhers\n")
    text = marked(found, theirs="Dana", mine="Yours")
    assert text == "one\n<<<<<<< Dana\nhers\n=======\nmine\n>>>>>>> Yours\n"
    assert has_marks(text)


def test_a_heading_underlined_in_markdown_is_no_mark():
    assert not has_marks("A heading\n=======\n\n<b>\n")
