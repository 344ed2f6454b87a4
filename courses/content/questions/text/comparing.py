"""When two short texts are the same answer. Pure, and quick whatever is typed: no regular expression that could go back."""

import re
import unicodedata

LETTERS_PER_SLIP = 5
SPARE = ".,;:!?。，；：！？、\"'“”‘’「」"
FULL_STOP = re.compile(r"(?<=[^\W\d_])[.。]\Z")
RAISED = re.compile("(?<=[0-9０-９])(?=[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻])")


def normalised(text: str, *, exact: bool = False) -> str:
    """Full-width and compatibility forms as plain ones, single spaces; small letters unless exact.

    `10²` is `10^2`, and not 102.
    """
    plain = " ".join(unicodedata.normalize("NFKC", RAISED.sub("^", text)).split())
    return plain if exact else plain.casefold()


def wanted(text: str, *, exact: bool = False) -> str:
    """An accepted answer, to be compared with `readings`. Its signs count (`!=` is not `=`), but for a final full stop."""
    return FULL_STOP.sub("", normalised(text, exact=exact))


def readings(text: str, *, exact: bool = False) -> frozenset[str]:
    """A typed answer as it stands, without a full stop, and without the punctuation around its words."""
    plain = normalised(text, exact=exact)
    bare = plain.strip(SPARE + " ")
    return frozenset({plain, wanted(text, exact=exact), bare if any(map(str.isalnum, bare)) else plain})


def matches(said: str, pattern: str) -> bool:
    """Whether the text is the pattern, in which `*` stands for any text, also for none."""
    first, *rest = pattern.split("*")
    if not rest:
        return said == pattern
    *between, last = rest
    if not said.startswith(first) or not said.endswith(last) or len(said) < len(first) + len(last):
        return False
    at, end = len(first), len(said) - len(last)
    for part in between:
        at = said.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def is_close(said: str, wanted: str) -> bool:
    """Whether one letter in five, at least, may be wrong, missing, too many, or swapped with its neighbour."""
    allowed = len(wanted) // LETTERS_PER_SLIP
    return "*" not in wanted and allowed > 0 and distance(said, wanted, allowed) <= allowed


def distance(one: str, other: str, most: int) -> int:
    """Optimal string alignment distance (Boytsov 2011, section 2.2); more than `most` is told as `most + 1`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last[-1], most + 1)
