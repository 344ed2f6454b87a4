r"""The signs of GIFT, and the backslash that makes words of them. Other backslashes are themselves, so that `\(x\)` is."""

import re
from collections.abc import Iterator

ESCAPED = re.compile(r"\\([\\~=#{}:n])")
SIGNS = re.compile(r"[\\~=#{}:]")
STEPS = re.compile(r"\\[\\~=#{}:n]|(####|[~=#{}:])")


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def escaped(text: str) -> str:
    """In one line, without a sign that means something."""
    return SIGNS.sub(lambda found: "\\" + found.group(), text).replace("\n", "\\n")


def signs(text: str) -> Iterator[tuple[int, str]]:
    """Each sign that was not escaped, and where; `####` comes as one. Words are passed over at once."""
    for found in STEPS.finditer(text):
        if sign := found[1]:
            yield found.start(), sign


def place_of(text: str, wanted: str, start: int = 0) -> int:
    """The first place of an unescaped sign at or behind `start`, or -1."""
    return next((at for at, sign in signs(text) if sign == wanted and at >= start), -1)


def parted(text: str, sign: str) -> tuple[str, str]:
    """What stands before the first unescaped sign, and behind it."""
    at = place_of(text, sign)
    return (text, "") if at < 0 else (text[:at], text[at + len(sign) :])
