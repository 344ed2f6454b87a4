"""How wide text will be, and where to break it, without a browser at hand."""

import re
import unicodedata

FONT = 14.0
LINE = 19.0
NARROW = set("iljtfrI.,:;'|!()[]{} `")
WIDE = set("mwMW@%&—…")
NEVER_FIRST = "，。、；：？！）》」』】〉”’…,.!?;:)%"
PIECES = re.compile(
    rf"[（《「『【〈“‘(]*[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60][{re.escape(NEVER_FIRST)}]*"
    r"|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60]+|\s+"
)


def width(text: str) -> float:
    """Pixels at the size of a node's label; a little generous, so that boxes never pinch."""
    return FONT * sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if letter in NARROW:
        return 0.34
    if letter in WIDE:
        return 0.92
    return 0.69 if letter.isupper() else 0.58


def wrap(text: str, widest: float) -> list[str]:
    """Lines no wider than `widest` where a break is possible, evened out."""
    return [line for part in text.split("\n") for line in _even(part, widest)] or [""]


def _even(text: str, widest: float) -> list[str]:
    """As few lines as `widest` allows, then as narrow as that many lines allow."""
    best = _fill(text, widest)
    for share in range(1, 10):
        narrower = _fill(text, widest * (1 - share / 14))
        if len(narrower) > len(best) or max(map(width, narrower)) > widest:
            break
        best = narrower
    return best


def _fill(text: str, widest: float) -> list[str]:
    lines = [""]
    for piece in PIECES.findall(text.strip()):
        if width(lines[-1] + piece.rstrip()) > widest and lines[-1].strip():
            lines.append("")
        for bit in _hard_split(piece, widest):
            if lines[-1] and width(lines[-1] + bit) > widest and bit.strip():
                lines.append("")
            lines[-1] += bit if lines[-1] else bit.lstrip()
    return [line.strip() for line in lines]


def _hard_split(piece: str, widest: float) -> list[str]:
    """A single word wider than a line is cut."""
    if width(piece) <= widest or not piece.strip():
        return [piece]
    room = max(1, int(widest / (FONT * 0.7)))
    return [piece[start : start + room] for start in range(0, len(piece), room)]
