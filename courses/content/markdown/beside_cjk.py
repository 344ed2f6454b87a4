"""Emphasis in Chinese, Japanese and Korean texts, where words stand without spaces between them.

CommonMark tells the start of emphasis from its end by spaces and punctuation, so that in `**重点：**不要` the second run
neither opens nor closes anything. The published amendment "CommonMark CJK-friendly" (specification.md of
github.com/tats-u/markdown-cjk-friendly) counts such punctuation as a letter, and lets any other be followed or preceded by
such a letter. Where no such sign stands beside a run, nothing is different.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from unicodedata import category, east_asian_width, name

from markdown_it import MarkdownIt
from markdown_it.common.utils import isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

EDGE = " "
"""The beginning and the end of a text count as a space."""
WIDE_QUOTES = {f"{quote}\ufe01" for quote in "‘’“”"}
"""Quotation marks of any script, said to be those of full width."""


def _is_between(low: str, sign: str, high: str) -> bool:
    return low <= sign <= high


@cache
def is_cjk(sign: str) -> bool:
    if _is_between("\U000e0100", sign, "\U000e01ef"):  # says which form of the ideograph before it is meant
        return True
    is_wide = east_asian_width(sign) in {"W", "F", "H"} and not _is_emoji(sign)
    return is_wide or "HANGUL" in name(sign, "")


def _is_emoji(sign: str) -> bool:
    is_drawn = category(sign) in {"So", "Sk"} and not _is_between("\U0001f200", sign, "\U0001f265")
    return is_drawn and (sign >= "\U0001f000" or _is_between("\u2300", sign, "\u2bff"))


class State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001 (the parser's own names)
        scanned = super().scanDelims(start, canSplitWord)
        end = start + scanned.length
        last, last_cjk = self._before(start)
        after = self.src[end] if end < self.posMax else EDGE
        if not (last_cjk or is_cjk(after)):
            return scanned
        opens = _flanks(after, is_cjk(after), last, last_cjk)
        closes = _flanks(last, last_cjk, after, is_cjk(after))
        return Scanned(
            opens and (canSplitWord or not closes or isPunctChar(last)),
            closes and (canSplitWord or not opens or isPunctChar(after)),
            scanned.length,
        )

    def _before(self, start: int) -> tuple[str, bool]:
        """The sign before a run, without what only says which of its forms is meant; and whether it is CJK."""
        last = self.src[start - 1] if start else EDGE
        if start > 1 and _is_between("\ufe00", last, "\ufe0e"):
            sign = self.src[start - 2]
            return sign, is_cjk(sign) or sign + last in WIDE_QUOTES
        return last, is_cjk(last)


def _flanks(inside: str, inside_cjk: bool, outside: str, outside_cjk: bool) -> bool:  # noqa: FBT001
    """Whether a run belongs to what stands on its one side, seen from the other."""
    if isWhiteSpace(ord(inside)):
        return False
    if inside_cjk or not isPunctChar(inside):
        return True
    return outside_cjk or isPunctChar(outside) or isWhiteSpace(ord(outside))


class Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def parser_for(preset: str, options: Mapping[str, Any]) -> MarkdownIt:
    parser = MarkdownIt()
    parser.inline = Inline()
    return parser.configure(preset, options_update=options)
