"""What two people made of one file, put together without asking: data by its fields, and texts by their lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.content.drafts.bringing import Bringing
from courses.content.drafts.merging import Merge, merge
from courses.content.drafts.texts import data_of
from courses.content.yaml_writing import to_yaml
from courses.drafts.file_forms import arranged


@dataclass(frozen=True)
class Together:
    """`text` is None where both changed the same; `lines` says where."""

    lines: Merge
    text: str | None


def together(path: str, base: str, mine: str, theirs: str, languages: Sequence[str]) -> Together:
    """Lines that say the same as the fields are kept as they were written, with what is remarked between them."""
    lines = merge(base, mine, theirs)
    by_lines = None if lines.conflicts else lines.text
    before, ours, others = sides = [
        None if path.endswith(".md") else data_of(text) for text in (base, mine, theirs)
    ]
    if not all(isinstance(side, dict) for side in sides):
        return Together(lines, by_lines)
    bringing = Bringing()
    data = bringing.data(before, ours, others, languages)
    if any(conflict.is_of_entries for conflict in bringing.conflicts):
        return Together(lines, None)
    if bringing.conflicts or (by_lines is not None and data_of(by_lines) == data):
        return Together(lines, by_lines)
    return Together(lines, to_yaml(arranged(data)))
