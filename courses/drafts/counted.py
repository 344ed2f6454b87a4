"""What a lesson is made of, in a line: each kind of block once, with how many there are."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import ngettext_lazy

from courses.drafts.pages import BlockLine, label_of_kind

COUNTED = {
    "text": ngettext_lazy("%(count)d text", "%(count)d texts", "count"),
    "quiz": ngettext_lazy("%(count)d quiz", "%(count)d quizzes", "count"),
    "lab": ngettext_lazy("%(count)d lab", "%(count)d labs", "count"),
    "widget": ngettext_lazy("%(count)d widget", "%(count)d widgets", "count"),
    "image": ngettext_lazy("%(count)d picture", "%(count)d pictures", "count"),
    "video": ngettext_lazy("%(count)d video", "%(count)d videos", "count"),
    "file": ngettext_lazy("%(count)d file", "%(count)d files", "count"),
    "reveal": ngettext_lazy(
        "%(count)d question to think about", "%(count)d questions to think about", "count"
    ),
    "check": ngettext_lazy("%(count)d check", "%(count)d checks", "count"),
    "replay": ngettext_lazy("%(count)d replay of a run", "%(count)d replays of runs", "count"),
    "acknowledge": ngettext_lazy("%(count)d confirmation", "%(count)d confirmations", "count"),
    "resources": ngettext_lazy("%(count)d list of resources", "%(count)d lists of resources", "count"),
}


def counted_kinds(blocks: Sequence[BlockLine]) -> list[str]:
    """In the order in which they come first."""
    counts = Counter(block.kind for block in blocks)
    return [_said(kind, count) for kind, count in counts.items()]


def _said(kind: str, count: int) -> str:
    return str(COUNTED[kind] % {"count": count}) if kind in COUNTED else label_of_kind(kind)
