"""Courses that are called the same, told apart by their keys."""

from collections import Counter
from collections.abc import Mapping


def told_apart(titles: Mapping[str, str]) -> dict[str, str]:
    """The titles by key, and where several are one, each with its key behind it."""
    seen = Counter(titles.values())
    return {key: f"{title} · {key}" if seen[title] > 1 else title for key, title in titles.items()}
