"""Words as they are searched for: one way of reading a text into terms, for what is written and for what is typed.

Chinese has no spaces between words. A run of Han characters is kept as its pairs of neighbours, and a run that is
searched for must be found as such pairs one after the other, so 学习率 is found as exactly that, without a dictionary.
A dictionary would cut new words (微调, 提示词) now so and now otherwise, depending on what stands around them, and
then a text is not found by a word that it holds. What this costs is a larger index.
"""

from courses.content.search.entries import Entry, Kind, entries_of
from courses.content.search.excerpts import Excerpt, Marked, marked, mostly_han
from courses.content.search.folding import folded
from courses.content.search.terms import Query, Term, indexed, latin, read_query

__all__ = [
    "Entry",
    "Excerpt",
    "Kind",
    "Marked",
    "Query",
    "Term",
    "entries_of",
    "folded",
    "indexed",
    "latin",
    "marked",
    "mostly_han",
    "read_query",
]
