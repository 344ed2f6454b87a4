"""An SVG is taken when it only draws: what is not in the lists is refused by name and line, never cut out silently.

What is refused is told together, once by name; a doctype ends the reading at once, as its entities may be a bomb.
"""

import re
from xml.parsers import expat

from courses.content.assets.drawn import TOO_MANY, Drawn
from courses.content.assets.judging import BadAsset, refuse_all
from courses.content.problems import gettext_noop as _

SHAPES = frozenset(
    {"svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
    | {"text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker"}
    | {"use", "symbol", "metadata", "switch"}
)
DEEPEST, MOST_ELEMENTS, MOST_TOLD = 40, 20_000, 10
HERE = re.compile(r"#[\w.-]+")
FETCHES = re.compile(r"url\s*\(\s*(?!['\"]?#)|@import|javascript:|data:|expression\s*\(|\\", re.IGNORECASE)
LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(px)?\s*")
SVG = "http://www.w3.org/2000/svg"


def svg(content: bytes) -> tuple[int, int]:
    """The drawing's size in pixels. Raises `BadAsset`."""
    judge = _Judge()
    try:
        judge.parser.Parse(content, True)  # noqa: FBT003 - expat takes it so
        judge.drawn.check()
    except expat.ExpatError as error:
        judge.found.append(BadAsset(_("This is not XML that can be read."), line=error.lineno))
    except BadAsset as end:
        judge.found.append(end)
    refuse_all(judge.found)
    return judge.size


class _Judge:
    def __init__(self) -> None:
        self.size = (0, 0)
        self.drawn = Drawn()
        self.depth = self.count = 0
        self.found: list[BadAsset] = []
        self.named: set[str] = set()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise BadAsset(TOO_MANY)
        space, _gap, tag = name.rpartition(" ")
        if space != SVG or tag not in SHAPES or (self.depth == 1 and tag != "svg"):
            self._refuse(f"<{tag}>")
        elif self.depth == 1:
            self._measure(attributes)
        for key, value in attributes.items():
            self._check(key.rpartition(" ")[2], value)
        self.drawn.begin(tag, attributes)

    def _measure(self, attributes: dict[str, str]) -> None:
        try:
            self.size = _size(attributes)
        except BadAsset as bad:
            self.found.append(bad)

    def _check(self, key: str, value: str) -> None:
        leads_away = key in {"href", "src"} and not HERE.fullmatch(value.strip())
        if leads_away or key.lower().startswith("on") or FETCHES.search(value):
            self._refuse(key)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.drawn.end()

    def _doctype(self, *_declared: object) -> None:
        raise self._refusal("<!DOCTYPE>")

    def _instruction(self, target: str, _data: str) -> None:
        self._refuse(f"<?{target}?>")

    def _refuse(self, what: str) -> None:
        if what not in self.named and len(self.found) < MOST_TOLD:
            self.named.add(what)
            self.found.append(self._refusal(what))

    def _refusal(self, what: str) -> BadAsset:
        template = _("%(what)s is not taken in an SVG. Save it as plain SVG, or as PNG.")
        return BadAsset(template, line=self.parser.CurrentLineNumber, what=what[:60])


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """From width and height, else from the view box."""
    sides = [LENGTH.fullmatch(attributes.get(name, "")) for name in ("width", "height")]
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    try:
        numbers = [float(side[1]) if side else float(box[2 + at]) for at, side in enumerate(sides)]
        return round(min(numbers[0], 1e6)), round(min(numbers[1], 1e6))
    except (ValueError, IndexError, OverflowError):
        raise BadAsset(_("Give the drawing a viewBox, or a width and a height.")) from None
