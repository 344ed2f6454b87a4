"""What stands within a line of Markdown: emphasis that works where it stands, code, small letters."""

import re
from dataclasses import dataclass

BACKTICKS = re.compile("`+")
UP_SIGNS, DOWN_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
UP = str.maketrans("0123456789+-=()n", UP_SIGNS)
DOWN = str.maketrans("0123456789+-=()", DOWN_SIGNS)


@dataclass(frozen=True)
class Emphasis:
    mark: str
    pieces: "Pieces"


Pieces = list[str | Emphasis]


def joined(pieces: Pieces) -> str:
    """The line; emphasis whose marks would stay asterisks, by what stands beside them, is left off."""
    text = ""
    for place, piece in enumerate(pieces):
        if isinstance(piece, str):
            # An exclamation mark before a link would make it a picture.
            text = text[:-1] + "\\!" if piece.startswith("[") and text.endswith("!") else text
            text += piece
            continue
        follows = _text_of(pieces[place + 1]) if place + 1 < len(pieces) else ""
        text += _marked(piece, text, follows)
    return text


def _marked(piece: Emphasis, before: str, follows: str) -> str:
    """The words between their marks, spaces outside of them."""
    inner = joined(piece.pieces)
    words = inner.strip()
    if not words:
        return inner[:1]
    ahead, behind = inner[: inner.index(words)], inner[inner.index(words) + len(words) :]
    if "\n" not in words and _opens(before + ahead, words) and _closes(words, behind + follows):
        words = f"{piece.mark}{words}{piece.mark}"
    return ahead + words + behind


def _text_of(piece: str | Emphasis) -> str:
    return piece if isinstance(piece, str) else piece.mark


def _opens(before: str, words: str) -> bool:
    """Next to a letter, marks only work before a letter (CommonMark 6.2)."""
    return not before or before[-1].isspace() or (words[0].isalnum() and before[-1] != "*")


def _closes(words: str, behind: str) -> bool:
    return not behind or behind[0].isspace() or (words[-1].isalnum() and behind[0] != "*")


def code_span(code: str) -> str:
    """Spaces around are kept out of it; backticks inside make the fence longer."""
    text = " ".join(code.split())
    if not text:
        return ""
    runs = {len(run) for run in BACKTICKS.findall(text)}
    fence = "`" * next(length for length in range(1, len(text) + 2) if length not in runs)
    room = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{room}{text}{room}{fence}"


def code_block(code: str) -> str:
    """A fence longer than any in the code; "" for nothing."""
    text = code.strip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in BACKTICKS.findall(text)), default=0))
    return f"{fence}\n{text}\n{fence}" if text.strip() else ""


def raised(text: str, *, is_up: bool) -> str:
    """Small figures where letters for them exist; ^(…) and _(…) elsewhere."""
    small = text.strip().translate(UP if is_up else DOWN)
    if not small:
        return ""
    if all(sign in (UP_SIGNS if is_up else DOWN_SIGNS) for sign in small):
        return small
    return ("^" if is_up else "\\_") + f"({text.strip()})"
