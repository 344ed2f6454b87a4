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


def without_letters(text: str) -> str:
    """The characters that no face has, each once."""
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in _drawable()))


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    known: set[int] = set()
    for path in FACES.values():
        with TTFont(path, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)
