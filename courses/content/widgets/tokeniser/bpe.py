"""Byte-level byte-pair encoding, small enough to read: how a text is cut, and how the cutting was learned."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

Pair = tuple[int, int]

PIECES = re.compile(
    " ?[A-Za-z\u0080-\U0010ffff]+| ?[0-9]+| ?[^ \t\n\rA-Za-z0-9\u0080-\U0010ffff]+|[ \t\n\r]+"
)
"""Words, numbers and signs, each with a space before it: no token reaches over their borders.

All that is not ASCII counts as letters, so that this and the browser's regular expression cannot differ by the
version of Unicode that they know.
"""


class Encoder:
    """Cuts text by `merges`; token n < 256 is the byte n, token 256 + m is what merge m joined."""

    def __init__(self, merges: Sequence[Pair]) -> None:
        self.rank = {pair: place for place, pair in enumerate(merges)}
        self.bytes = [bytes([n]) for n in range(256)]
        for left, right in merges:
            self.bytes.append(self.bytes[left] + self.bytes[right])

    def encode(self, text: str) -> list[int]:
        """Token ids. Source: Sennrich, Haddow & Birch 2016, arXiv 1508.07909, on bytes as in GPT-2."""
        return [token for piece in PIECES.findall(text) for token in self._encode_piece(piece.encode())]

    def _encode_piece(self, piece: bytes) -> list[int]:
        tokens = list(piece)
        while len(tokens) > 1:
            pairs = [(self.rank.get(pair, len(self.rank)), pair) for pair in itertools.pairwise(tokens)]
            rank, pair = min(pairs)
            if rank == len(self.rank):
                break
            tokens = join(tokens, pair, 256 + rank)
        return tokens

    def shown(self, token: int) -> str:
        """The token as text, spaces as ␣; part of a character as its bytes, such as ⟨E4⟩."""
        try:
            text = self.bytes[token].decode()
        except UnicodeDecodeError:
            return f"⟨{self.bytes[token].hex(' ').upper()}⟩"
        return text.replace(" ", "␣").replace("\n", "⏎").replace("\t", "⇥").replace("\r", "⏎")


def learn(texts: Iterable[str], merges: int) -> list[Pair]:
    """The pairs to join, most frequent first, each found after the ones before it; of equals the lower one."""
    words = Counter(tuple(piece.encode()) for text in texts for piece in PIECES.findall(text))
    learned: list[Pair] = []
    while len(learned) < merges:
        pairs: Counter[Pair] = Counter()
        for word, count in words.items():
            for pair in itertools.pairwise(word):
                pairs[pair] += count
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        joined: Counter[tuple[int, ...]] = Counter()
        for word, count in words.items():
            joined[tuple(join(word, best, 256 + len(learned)))] += count
        words = joined
        learned.append(best)
    return learned


def join(tokens: Sequence[int], pair: Pair, joined: int) -> list[int]:
    """The tokens with each occurrence of the pair, from the left, replaced by one."""
    out: list[int] = []
    at = 0
    while at < len(tokens):
        if at + 1 < len(tokens) and (tokens[at], tokens[at + 1]) == pair:
            out.append(joined)
            at += 2
        else:
            out.append(tokens[at])
            at += 1
    return out
