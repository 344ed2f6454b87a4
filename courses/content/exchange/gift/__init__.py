"""GIFT, a plain-text format of many learning systems: one language, no points, six kinds of questions."""

from courses.content.exchange.gathering import MOST_QUESTIONS, Gathering, decoded
from courses.content.exchange.gift.blocks import blocks
from courses.content.exchange.gift.reading import BlockReader
from courses.content.exchange.gift.writing import write
from courses.content.exchange.result import Read
from courses.content.problems import gettext_noop as _

__all__ = ["read", "write"]


def read(data: bytes | str, *, language: str) -> Read:
    """Never raises for what a file may hold."""
    found = Gathering(language)
    text = decoded(data, found)
    for count, block in enumerate(blocks(text or "", found)):
        if count >= MOST_QUESTIONS:
            found.error(
                block.numbers[0], _("Only the first %(most)d questions were read."), most=MOST_QUESTIONS
            )
            break
        BlockReader(block, found).read()
    return found.result()
