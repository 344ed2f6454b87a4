"""Numbers that nobody guesses, and that notice the slips people make when they type."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.certificates.numbers import ALPHABET, LENGTH, grouped, new_number, read_number

NUMBERS = st.builds(new_number)
PLACES = st.integers(0, LENGTH - 1)


@given(NUMBERS)
def test_a_number_comes_back_from_its_printed_form(number: str):
    assert len(number) == LENGTH
    assert read_number(grouped(number)) == read_number(number) == number


@given(NUMBERS, st.sampled_from([" ", "-", "–", "", "\u3000", ". ", "_"]))
def test_case_width_and_grouping_do_not_matter(number: str, between: str):
    wide = {ord(c): ord(c) + 0xFEE0 for c in string.ascii_letters + string.digits}
    typed = between.join(number[at : at + 4] for at in range(0, LENGTH, 4))
    assert read_number(f" {typed.lower()} ") == number
    assert read_number(typed.translate(wide)) == number


@given(NUMBERS, PLACES, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(number: str, place: int, other: str):
    wrong = number[:place] + other + number[place + 1 :]
    assert read_number(wrong) == (number if other == number[place] else "")


@given(NUMBERS, PLACES, PLACES)
def test_two_exchanged_characters_are_noticed(number: str, one: int, other: int):
    swapped = list(number)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert read_number("".join(swapped)) == (number if number[one] == number[other] else "")


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault(typed: str):
    assert read_number(typed) in ("", read_number(typed).upper())


@pytest.mark.parametrize("typed", ["", "ABCD", "0" * 16, "I" * 16, "A" * 17, "\x00" * 16, "¹" * 16, "٣" * 16])
def test_what_cannot_be_a_number_is_none(typed: str):
    assert read_number(typed) == ""


def test_numbers_do_not_repeat():
    assert len({new_number() for _ in range(5_000)}) == 5_000
