"""YAML that remembers where each value was written, and takes nothing it need not."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from courses.content.problems import Params, fill
from courses.content.problems import gettext_noop as _

DEEPEST = 20
NOT_ALLOWED = _("This line holds a character that YAML does not allow.")
NOT_YAML = _("This is not YAML: %(why)s. Text with , : ? # { } needs quotes.")
INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]{1,40}(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
ORDINARY_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("map", "seq", "str", "null", "bool", "int", "float", "timestamp", "merge", "value")
}

Path = tuple[str | int, ...]


class BadYaml(ValueError):
    """`line` counts from 1."""

    def __init__(self, line: int, template: str, **params: str | int | float) -> None:
        super().__init__(fill(template, params))
        self.line = line
        self.template = template
        self.params: Params = params


@dataclass
class LocatedYaml:
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of a value; steps that were not written (a missing key, a union's tag) are passed over."""
        reached: Path = ()
        for step in path:
            if (*reached, step) in self.lines:
                reached = (*reached, step)
        return self.lines.get(reached, 1)


class _Loader(Composer, yaml.CSafeLoader):
    """Composes nodes only, of what libyaml reads. Aliases are refused before they can multiply; so is absurd depth."""

    depth = 0

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event: Any = self.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadYaml(line, _("Anchors and aliases are not read; write the value out."))
        if self.depth > DEEPEST:
            raise BadYaml(line, _("This is nested more than %(most)d deep."), most=DEEPEST)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def load(text: str) -> LocatedYaml:
    """One document in YAML's core types (1.2: `no` and `12:30` are text). Raises `BadYaml`."""
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.count("\n")) + 1 if mark else 1
        raise BadYaml(line, NOT_YAML, why=_why(error)) from None
    except yaml.reader.ReaderError as error:
        raise BadYaml(text.encode().count(b"\n", 0, error.position) + 1, NOT_ALLOWED) from None
    except UnicodeEncodeError as error:
        raise BadYaml(text.count("\n", 0, error.start) + 1, NOT_ALLOWED) from None
    if node is None:
        raise BadYaml(1, _("This file is empty."))
    located = LocatedYaml(None)
    located.data = _value(node, (), located)
    return located


def _why(error: yaml.MarkedYAMLError) -> str:
    return ", ".join(part for part in (error.context, error.problem) if part)


def _value(node: Node, path: Path, located: LocatedYaml) -> Any:
    located.lines.setdefault(path, node.start_mark.line + 1)
    if node.tag not in ORDINARY_TAGS:
        raise BadYaml(node.start_mark.line + 1, _("The tag %(tag)s is not read."), tag=node.tag)
    if isinstance(node, MappingNode):
        return _mapping(node, path, located)
    if isinstance(node, SequenceNode):
        return [_value(child, (*path, place), located) for place, child in enumerate(node.value)]
    return _scalar(node.value, node)


def _mapping(node: MappingNode, path: Path, located: LocatedYaml) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise BadYaml(line, _("A key must be a single word."))
        key = key_node.value
        if key in found:
            first = located.lines[(*path, key)]
            raise BadYaml(line, _("“%(key)s” is already given in line %(first)d."), key=key, first=first)
        located.lines[(*path, key)] = line
        found[key] = _value(value_node, (*path, key), located)
    return found


def _scalar(text: str, node: Node) -> Any:
    if getattr(node, "style", None):  # quoted, or a block of text
        return text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if REAL.fullmatch(text):
        return float(text)
    return text


def nearest(wrong: str, known: list[str]) -> str:
    """The known word that was probably meant, or ""."""
    return (get_close_matches(wrong, known, n=1, cutoff=0.6) or [""])[0]


class Guesses:
    """The same for the first wrong words of many: comparing takes a while, and a text may hold thousands."""

    MOST = 20

    def __init__(self) -> None:
        self._made: dict[str, str] = {}

    def nearest(self, wrong: str, known: list[str]) -> str:
        if wrong not in self._made and len(self._made) < self.MOST:
            self._made[wrong] = nearest(wrong, known)
        return self._made.get(wrong, "")
