"""What an item declares: right responses, what they earn, and what is said to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.content.exchange.figures import read_figures
from courses.content.exchange.gathering import Gathering
from courses.content.exchange.qti.names import BODY, MAP_RESPONSE, MATCH_CORRECT, MOST, SCORE
from courses.content.exchange.qti.xhtml import markdown_in
from courses.content.exchange.xml_tree import Element
from courses.content.problems import gettext_noop as _

COMPARISONS = ("qti-equal", "qti-match", "qti-string-match", "qti-member")
BRANCHES = ("qti-response-if", "qti-response-else-if")


@dataclass(frozen=True)
class Entry:
    line: int
    key: str
    points: float
    minds_capitals: bool


@dataclass(frozen=True)
class Declared:
    line: int
    identifier: str
    cardinality: str = "single"
    base_type: str = ""
    right: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def best(self) -> float:
        """The most that a response can earn."""
        earned = [entry.points for entry in self.entries if entry.points > 0]
        return (max(earned, default=0) if self.cardinality == "single" else sum(earned)) or 1.0


@dataclass(frozen=True)
class Rule:
    """`if` a response compares to something, it earns points; `comparison` is one of `COMPARISONS`.

    `about` names the responses; what they are compared to is `wanted`, or what is right.
    """

    line: int
    comparison: Element
    points: float | None
    said: tuple[str, ...]
    about: frozenset[str]
    wanted: str
    is_about_right: bool

    def asks_about(self, identifier: str) -> bool:
        return identifier in self.about


@dataclass
class Item:
    element: Element
    found: Gathering
    feedback: dict[str, str] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    """What found a place, where it would be dropped elsewhere, by `id`."""
    _used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.body = self.element.first(BODY) or Element(BODY, {}, self.line)
        self.processing = self.element.first("qti-response-processing") or Element("", {}, self.line)
        self.declared = {one.identifier: one for one in map(_declared, self._all("response-declaration"))}
        self._mapped = {one.get("identifier") for one in self.processing.below("qti-map-response")}
        self.rules = list(_rules(self.processing, self._stated_most() or 1.0))
        for said in self._all("modal-feedback"):
            holder = said.first("qti-content-body") or said
            self.feedback[said.get("identifier")] = markdown_in(holder, self.found)

    @property
    def line(self) -> int:
        return self.element.line

    @property
    def template(self) -> str:
        return self.processing.get("template").rpartition("/")[2].removesuffix(".xml")

    def response_to(self, interaction: Element) -> Declared:
        identifier = interaction.get("response-identifier")
        return self.declared.get(identifier) or Declared(interaction.line, identifier)

    def maps(self, declared: Declared) -> bool:
        """Whether the points come from the mapping rather than from being right."""
        return bool(declared.entries) and (
            self.template == MAP_RESPONSE or declared.identifier in self._mapped
        )

    def matches(self, declared: Declared) -> bool:
        """Whether only what is right as a whole earns anything."""
        return self.template == MATCH_CORRECT or any(
            rule.is_about_right and rule.asks_about(declared.identifier) for rule in self.rules
        )

    def points(self) -> float:
        mapped = [one.best for one in self.declared.values() if self.maps(one)]
        stated = self._stated_most()
        points = (sum(mapped) or 1.0) if stated is None else stated
        if 0 < points <= 100:
            return points
        self.found.warn(self.line, _("The points must lie between 0 and 100; the question earns 1."))
        return 1.0

    def _stated_most(self) -> float | None:
        """The most that the item earns, as it says itself."""
        told = {one.get("identifier"): one for one in self._all("outcome-declaration")}
        stated = (
            [read_figures(value.words) for value in told[MOST].below("qti-value")] if MOST in told else []
        )
        if SCORE in told:
            stated.append(read_figures(told[SCORE].get("normal-maximum")))
        return next((one for one in stated if one is not None), None)

    def said_to(self, declared: Declared, response: str) -> str:
        """The words for a response: by a rule about it, or named like a choice."""
        names = [
            name
            for rule in self.rules
            if rule.asks_about(declared.identifier) and rule.wanted == response.strip()
            for name in rule.said
        ]
        if declared.base_type == "identifier":
            names.append(response)
        told = next((name for name in names if name in self.feedback), "")
        self._used.add(told)
        return self.feedback.get(told, "")

    def said_to_all(self) -> str:
        """The words for any response, all of them together."""
        always = [
            value.words.strip()
            for rule in self.processing.all("qti-set-outcome-value")
            if rule.get("identifier") not in (SCORE, MOST)
            for value in rule.below("qti-base-value")
        ]
        told = [name for name in dict.fromkeys(always) if name in self.feedback]
        self._used.update(told)
        return "\n\n".join(self.feedback[name] for name in told)

    def tell_unsaid(self) -> None:
        for said in self._all("modal-feedback"):
            if said.get("identifier") not in self._used:
                self.found.warn(
                    said.line, _("Words for every right, partly right or wrong answer were dropped.")
                )
                return

    def _all(self, name: str) -> list[Element]:
        return list(self.element.all(f"qti-{name}"))


def _declared(element: Element) -> Declared:
    right = element.first("qti-correct-response")
    values = (value.words for value in right.all("qti-value")) if right else ()
    mapping = element.first("qti-mapping")
    entries = (_entry(entry) for entry in mapping.all("qti-map-entry")) if mapping else ()
    return Declared(
        element.line,
        element.get("identifier"),
        element.get("cardinality", "single"),
        element.get("base-type"),
        tuple(values),
        tuple(entries),
    )


def _entry(element: Element) -> Entry:
    points = read_figures(element.get("mapped-value")) or 0.0
    minds = element.get("case-sensitive", "true") != "false"
    return Entry(element.line, element.get("map-key"), points, minds)


def _rules(processing: Element, most: float) -> Iterator[Rule]:
    for branch in processing.below(*BRANCHES):
        comparison = next((one for one in branch.children if one.tag in COMPARISONS), None)
        if comparison is not None:
            yield Rule(
                branch.line,
                comparison,
                _earned(branch, most),
                tuple(_said(branch)),
                frozenset(one.get("identifier") for one in comparison.below("qti-variable")),
                next((one.words.strip() for one in comparison.below("qti-base-value")), ""),
                any(True for _right in comparison.below("qti-correct")),
            )


def _earned(branch: Element, most: float) -> float | None:
    """What a branch sets SCORE to, or adds to it; None where that is no figure."""
    for rule in branch.all("qti-set-outcome-value"):
        if rule.get("identifier") == SCORE:
            values = (read_figures(value.words) for value in rule.below("qti-base-value"))
            is_most = any(one.get("identifier") == MOST for one in rule.below("qti-variable"))
            return next((value for value in values if value is not None), most if is_most else None)
    return None


def _said(branch: Element) -> Iterator[str]:
    for rule in branch.all("qti-set-outcome-value"):
        if rule.get("identifier") not in (SCORE, MOST):
            yield from (value.words.strip() for value in rule.below("qti-base-value"))
