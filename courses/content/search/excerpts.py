"""The piece of a text in which a query was found, with what was found marked. Plain text: escaping is the page's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from courses.content.search.folding import folded_character
from courses.content.search.terms import HAN, JOINER, LETTER, Term

SEARCHED = 20_000  # characters of a text in which marks are looked for
LOOKED_AT = 60  # places among which the best stretch is looked for
BEFORE = 4  # a quarter of what is shown stands before the first thing found
ENDING = re.compile(r"(?:ings?|ed|ers?|es|e|s|ies|ied|y)$")
HAN_RUN = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class Marked:
    text: str
    is_found: bool = False


Excerpt = tuple[Marked, ...]
Place = tuple[int, int, int]  # from, to, and which term


def mostly_han(text: str) -> bool:
    """Whether its characters say as much as three letters do."""
    start = text[:80]
    return len(HAN_RUN.findall(start)) * 3 > len(start)


def marked(text: str, terms: Sequence[Term], *, width: int) -> Excerpt:
    """About `width` letters where most of the terms stand together, or the beginning; half as many Han characters.

    An English word is marked in any of its usual forms. PostgreSQL has decided what is found; where it finds by a form
    that is not known here, nothing is marked.
    """
    wide = width // 2 if mostly_han(text) else width
    text = text[:SEARCHED]
    places = list(_found(text, terms))
    start, end = _window(text, _richest(places, wide), wide)
    pieces = [Marked("… ")] if start > 0 else []
    at = start
    for first, last, _term in places:
        if first >= at and last <= end:
            pieces += [Marked(text[at:first]), Marked(text[first:last], is_found=True)]
            at = last
    pieces.append(Marked(text[at:end] + (" …" if end < len(text) else "")))
    return tuple(piece for piece in pieces if piece.text)


def _richest(places: Sequence[Place], width: int) -> int:
    """Where the first stretch begins that holds the most terms."""
    best, most = 0, 0
    for at, (first, _last, _term) in enumerate(places[:LOOKED_AT]):
        reach = first + width * (BEFORE - 1) // BEFORE
        held = len({term for begins, _ends, term in places[at : at + LOOKED_AT] if begins < reach})
        if held > most:
            best, most = first, held
    return best


def _window(text: str, first: int, width: int) -> tuple[int, int]:
    """From where to where, cut between words where there are spaces near."""
    if len(text) <= width:
        return 0, len(text)
    start = max(0, min(first - width // BEFORE, len(text) - width))
    end = min(len(text), start + width)
    if start and (space := text.find(" ", start, min(start + 15, first))) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", max(end - 15, first), end)) > first:
        end = space
    return start, end


def _found(text: str, terms: Sequence[Term]) -> Iterator[Place]:
    """Places in `text`, though what is compared is folded and may be longer or shorter."""
    if not terms:
        return
    pieces = list(text.lower()) if text.isascii() else [folded_character(character) for character in text]
    read = "".join(pieces)
    is_even = len(read) == len(text) and "" not in pieces
    origin = range(len(text)) if is_even else [at for at, piece in enumerate(pieces) for _ in piece]
    for match in _compiled(tuple(terms)).finditer(read):
        yield origin[match.start()], origin[match.end() - 1] + 1, match.lastindex or 0


@lru_cache(maxsize=100)
def _compiled(terms: tuple[Term, ...]) -> re.Pattern[str]:
    """One group for each term."""
    return re.compile("|".join(f"({_pattern(term)})" for term in terms))


def _pattern(term: Term) -> str:
    if term.is_run:
        return re.escape(term.joined)
    words = dict.fromkeys([term.joined, *term.parts])
    begun = {term.joined, term.parts[-1]} if term.is_open else set()
    return "|".join(_word_pattern(word, is_open=word in begun) for word in words)


def _word_pattern(word: str, *, is_open: bool) -> str:
    """A whole word in its forms, or the word that begins so. A hyphen may stand anywhere in it."""
    stem = ENDING.sub("", word) if len(ENDING.sub("", word)) > 2 else word
    forms = rf"{_hyphened(stem)}{stem[-1]}?(?:ings?|ed|ers?|es|e|s|ies|ied|y)?(?!{LETTER})"
    whole = f"{_hyphened(word)}{LETTER}*" if is_open else rf"{_hyphened(word)}(?!{LETTER})"
    return rf"(?<!{LETTER})(?:{whole}|{forms})"


def _hyphened(word: str) -> str:
    return rf"{JOINER}?".join(re.escape(letter) for letter in word)
