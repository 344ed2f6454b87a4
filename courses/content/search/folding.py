"""What does not matter when words are compared: capitals, accents, full-width forms, control characters."""

import unicodedata
from functools import lru_cache

ACCENTS = range(0x0300, 0x0370)
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


@lru_cache(maxsize=20_000)
def folded_character(character: str) -> str:
    """What one character is compared as: none, one or several characters. A control character parts words."""
    if unicodedata.category(character) in UNSEEN:
        return "" if unicodedata.category(character) == "Cf" else " "
    apart = unicodedata.normalize("NFKD", character.casefold())
    kept = "".join(part for part in apart if ord(part) not in ACCENTS)
    return unicodedata.normalize("NFC", kept).casefold()


def folded(text: str) -> str:
    return "".join(map(folded_character, text))
