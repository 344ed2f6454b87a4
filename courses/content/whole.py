"""Whole numbers as addresses, forms and files of others say them: versions, places in lists, ids."""

DIGITS = 9
"""What a PostgreSQL integer surely holds."""
OF_AN_ID = 18


def whole(said: str, digits: int = DIGITS) -> int | None:
    """The number; None for whatever else was said, for one that is too long, and for figures of other kinds, as in `²`.

    `int` reads some of those and fails at others, and at some thousand digits.
    """
    return int(said) if len(said) <= digits and said.isascii() and said.isdigit() else None


def part_of(parts: object, said: str) -> int | None:
    """The place in a list or mapping, where it has such a place."""
    at = whole(said)
    return at if at is not None and isinstance(parts, list | dict) and at < len(parts) else None
