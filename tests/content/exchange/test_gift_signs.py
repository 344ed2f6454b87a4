"""What stands between the signs of a GIFT file costs nothing to pass over."""

from courses.content.exchange.gift.syntax import place_of, signs


def test_words_are_passed_over_at_once():
    assert list(signs("x" * 100_000 + "{T}####")) == [(100_000, "{"), (100_002, "}"), (100_003, "####")]


def test_escaped_signs_are_words():
    assert list(signs(r"\{a\\} \(x\) \\{")) == [(5, "}"), (15, "{")]
    assert place_of(r"\{ {", "{") == 3
