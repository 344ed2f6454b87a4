"""Letters for print: one face for Latin, Greek and Cyrillic, one for Chinese, each helping out where the other has none."""

import re
from functools import lru_cache
from pathlib import Path

import fontpkg_noto_serif
import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

LATIN, CHINESE = "latin", "chinese"
FACES: dict[str, Path] = {
    LATIN: fontpkg_noto_serif.ROOT / "files" / "NotoSerif[wdth,wght].ttf",
    CHINESE: pylopdf_fonts_zh_cn.serif_path(),
}
HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def face_for(text: str) -> str:
    """A line is set in one face, so that its punctuation and its Latin words belong to it."""
    return CHINESE if HAN.search(text) else LATIN


def faces_for(text: str) -> list[str]:
    """That face, and the other one only where the line has characters that it lacks: opening a face takes its time."""
    face = face_for(text)
    other = LATIN if face == CHINESE else CHINESE
    return [face, other] if _missing(text, face) else [face]


def without_letters(text: str) -> str:
    """The characters that no face has, each once."""
    left = _missing(text, LATIN)
    return _missing(left, CHINESE) if left else ""


def _missing(text: str, face: str) -> str:
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in _letters_of(face)))


@lru_cache(maxsize=len(FACES))
def _letters_of(face: str) -> frozenset[int]:
    with TTFont(FACES[face], lazy=True) as font:
        return frozenset(font.getBestCmap())
