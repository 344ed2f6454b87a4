"""Certificate numbers: nobody guesses one, and one mistyped character or two exchanged ones are noticed at once.

Fifteen random characters (74 bits) and a check character, as XXXX-XXXX-XXXX-XXXX. The alphabet has neither 0, O, 1, I
nor L. It has 31 characters, and 31 is prime: a sum weighted by place, modulo a prime, changes with every single
character and with every exchange of two different ones (the ISBN-10 scheme).
"""

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16
GROUP = 4
LONGEST_TYPED = 200
SEPARATORS = re.compile(r"[\s\W_]+")


def new_number() -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH - 1))
    return drawn + ALPHABET[-_weighted(drawn) % len(ALPHABET)]


def read_number(typed: str) -> str:
    """The number that was typed: in any case, width and grouping. Empty when it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).upper()
    number = SEPARATORS.sub("", plain)
    if len(number) != LENGTH or not set(number) <= set(ALPHABET):
        return ""
    return number if _weighted(number) % len(ALPHABET) == 0 else ""


def grouped(number: str) -> str:
    return "-".join(number[start : start + GROUP] for start in range(0, len(number), GROUP))


def _weighted(number: str) -> int:
    """Weights fall from 16 at the first place to 1 at the check character."""
    return sum((LENGTH - place) * ALPHABET.index(character) for place, character in enumerate(number))
