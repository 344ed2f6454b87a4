"""What a button of a form took away a moment ago: where it stood, what it was, and the way back for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.content.forms.changing import BadChange
from courses.content.forms.nodes import Node
from courses.content.forms.picking import Choices
from courses.content.forms.undoing import is_part
from courses.content.whole import whole
from courses.drafts.file_forms import PREFIX, Posted, brought_back, nodes_of, place_in
from courses.drafts.pages import languages_of_draft
from courses.models import DraftFile
from lms.kit.refusals import Conflict

TAKING = ("remove", "instead", "turn")
"""The buttons of a form that throw something away."""
BETWEEN = ";"
MOST = 4
"""Ways back that a page offers at the same time."""


@dataclass(frozen=True)
class Undo:
    """`version` is the one in which the field `name` of the version before it is `gone`. `place` is where the form says so:
    the list that it was in, before the part number `at`, or the field that took its place.
    """

    version: int
    name: str
    place: str
    at: int
    gone: Node

    @property
    def said(self) -> str:
        return f"{self.version} {self.name}"

    @property
    def listed(self) -> str:
        """The list that it was taken out of."""
        return self.place if is_part(self.name) else ""

    @property
    def instead(self) -> str:
        """The field that took its place."""
        return "" if is_part(self.name) else self.place


def said_ways(said: str) -> list[str]:
    """Each as a version and a name, as a page or an address says them, newest first."""
    return [way for way in dict.fromkeys(said.split(BETWEEN)) if way][:MOST]


def undos_of(file: DraftFile, said: str, choices: Callable[[], Choices]) -> list[Undo]:
    """Of what is said those by which something can come back."""
    found = (_undo_of(file, way, choices) for way in said_ways(said))
    return [undo for undo in found if undo is not None]


def _undo_of(file: DraftFile, way: str, choices: Callable[[], Choices]) -> Undo | None:
    version, _space, name = way.partition(" ")
    before, after = texts_around(file, version)
    if not before or not after or not name.startswith(PREFIX):
        return None
    languages = languages_of_draft(file.draft)
    was, now = (_by_name(nodes_of(file.path, text, languages, choices)) for text in (before, after))
    gone = was.get(name) if is_part(name) else _replaced(was, now, name)
    if gone is None:
        return None
    listed, _dot, at = name.rpartition(".")
    shown = listed if is_part(name) else name
    place = place_in(before, shown, file.text or "")
    return Undo(int(version), name, place, int(at) if is_part(name) else 0, gone)


def undone(file: DraftFile, posted: Posted, asked: Sequence[str]) -> tuple[str, str]:
    """The text of a file with what was taken away, and its place; `asked` is the version that lacks it, and its name."""
    version, name = asked if len(asked) == len(("version", "name")) else ("", "")
    before = texts_around(file, version)[0]
    if not before:
        raise Conflict(_(BadChange.template))
    languages = languages_of_draft(file.draft)
    return brought_back(file.path, file.text or "", posted, languages, before, name)


def texts_around(file: DraftFile, version: str) -> tuple[str, str]:
    """Before a version and in it; empty where there is no such version."""
    number = whole(version) or 0
    texts = dict(file.saves.filter(version__in=[number - 1, number]).values_list("version", "text"))
    return texts.get(number - 1) or "", texts.get(number) or ""


def _replaced(was: Mapping[str, Node], now: Mapping[str, Node], name: str) -> Node | None:
    """What a field took the place of: itself as it was, or one of those beside it."""
    here = was.get(name)
    if here is None or here.how != "instead":
        return here
    around = name.rpartition(".")[0]
    beside = (node for node in was.values() if node.name.rpartition(".")[0] == around)
    return next((one for one in beside if _gives_way(one, now)), None)


def _gives_way(node: Node, now: Mapping[str, Node]) -> bool:
    return node.how != "instead" and node.name in now and now[node.name].how == "instead"


def _by_name(nodes: Iterable[Node]) -> dict[str, Node]:
    return {node.name: node for node in _all(nodes)}


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.nodes)
