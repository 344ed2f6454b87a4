"""How much a browser draws for an SVG. Ten uses of a part that uses another ten times draw that a hundred times.

Each element counts as one, and with it all that is in what it draws again: by `use`, or as a pattern, a mask, a marker or a
clip path. Patterns and markers are handed down, so each shape below draws them. A gradient is one colour, however many stops
it has. Where a browser might draw less, the more is counted: only an attack comes near the bound.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from courses.content.assets.judging import BadAsset
from courses.content.problems import gettext_noop as _

MOST_DRAWN = 20_000
MOST_PAINTS = 20
DEEPEST = 100
"""Parts that draw others that draw others; no program writes so many levels."""
TOO_MANY = _("This drawing has too many parts.")
ADDRESS = re.compile(r"url\s*\(\s*['\"]?\s*#([^'\")\s]+)", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
FIGURES = re.compile(r"[0-9]+")
ONCE = frozenset({"mask", "clip-path", "filter"})
"""Not handed down."""
ON_EACH_POINT = ("marker", "marker-mid", "--")
GRADIENTS = frozenset({"linearGradient", "radialGradient"})
PLACES = frozenset({"svg", "g", "defs", "symbol", "switch", "clipPath", "mask", "pattern", "marker"})
"""What is no shape itself, and hands down what it is painted with."""

Names = frozenset[str]
NOBODY: Names = frozenset()


@dataclass
class Part:
    """An element: `count` of what is in it, and how often these draw parts again, with what is painted on each."""

    paints: Names = NOBODY
    on_points: Names = NOBODY
    once: Names = NOBODY
    count: int = 0
    again: Counter[tuple[str, Names]] = field(default_factory=Counter)


class Drawn:
    """Told of each element as it begins and ends."""

    def __init__(self) -> None:
        self._open = [Part()]
        self._named: dict[str, Part] = {}
        self._sums: dict[str, int] = {}
        self._within: set[str] = set()

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        part = _part(self._open[-1], attributes)
        if len(part.paints | part.on_points | part.once) > MOST_PAINTS:
            raise BadAsset(TOO_MANY)
        painted = part.paints | part.on_points
        targets = [] if tag in GRADIENTS else _targets(attributes)
        if tag == "use":
            if part.on_points:  # at how many points is not known
                raise BadAsset(TOO_MANY)
            part.again.update((target, painted) for target in targets)
        else:
            part.again.update((target, NOBODY) for target in targets)
            part.again.update((name, NOBODY) for name in (NOBODY if tag in PLACES else part.paints))
            points = 0 if tag in PLACES or not part.on_points else _points(attributes)
            part.again.update({(name, NOBODY): points for name in part.on_points})
        part.again.update((name, NOBODY) for name in part.once)
        self._open.append(part)
        if name := attributes.get("id"):
            self._named.setdefault(name, Part() if tag in GRADIENTS else part)

    def end(self) -> None:
        part, outer = self._open.pop(), self._open[-1]
        outer.count += part.count
        outer.again.update(part.again)

    def check(self) -> None:
        """Raises `BadAsset`."""
        self._sum(self._open[0])

    def _sum(self, part: Part) -> int:
        whole = part.count
        for (name, painted), times in part.again.items():
            whole += times * self._of(name) * (1 + sum(map(self._of, painted)))
            if whole > MOST_DRAWN:
                raise BadAsset(TOO_MANY)
        return whole

    def _of(self, name: str) -> int:
        if name in self._within:
            raise BadAsset(_("A part of this drawing uses itself."))
        if len(self._within) == DEEPEST:
            raise BadAsset(TOO_MANY)
        if name not in self._sums:
            self._within.add(name)
            self._sums[name] = self._sum(self._named.get(name) or Part())
            self._within.remove(name)
        return self._sums[name]


def _part(outer: Part, attributes: Mapping[str, str]) -> Part:
    paints, on_points, once = set(outer.paints), set(outer.on_points), set[str]()
    for name, value in _properties(attributes):
        names = {unquote(found) for found in ADDRESS.findall(value)}
        if name in ONCE:
            once |= names
        elif name.startswith(ON_EACH_POINT) and name not in {"marker-start", "marker-end"}:
            on_points |= names
        else:
            paints |= names
        if "inherit" in value.lower():
            once |= outer.once
    return Part(frozenset(paints), frozenset(on_points), frozenset(once), count=1)


def _properties(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        if name != "style":
            yield name, value
            continue
        for declared in COMMENT.sub("", value).split(";"):
            said, _colon, worth = declared.partition(":")
            yield said.strip().lower(), worth


def _targets(attributes: Mapping[str, str]) -> list[str]:
    return [
        value.strip().removeprefix("#")
        for key, value in attributes.items()
        if key.rpartition(" ")[2] == "href"
    ]


def _points(attributes: Mapping[str, str]) -> int:
    """At least as many as the shape has."""
    return 2 + len(FIGURES.findall(attributes.get("d", "") + attributes.get("points", "")))
