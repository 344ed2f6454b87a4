"""YAML as an author would write it: long texts folded, short lists in a line; our reader gives it back as it was."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

import yaml
from pydantic import BaseModel

from courses.content.localized import LocalizedText
from courses.content.located_yaml import INTEGER, REAL, WORDS

WIDTH = 110
LONG_TEXT = 90
SHORT_LIST = 60
# A line break to YAML, but not to whoever wrote it.
OTHER_BREAKS = frozenset("\r\x85\u2028\u2029\ufeff")
ALWAYS = {"key", "kind"}
FIRST = {name: place for place, name in enumerate(("key", "kind", "points", "prompt"))}
LAST = "feedback"


class _Dumper(yaml.SafeDumper):
    """Quotes what our reader would take for a number or a word of YAML 1.2, and repeats rather than refers."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
        """Lists within mappings stand further in, as people write them."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if text in WORDS or INTEGER.fullmatch(text) or REAL.fullmatch(text) or OTHER_BREAKS & set(text):
        style = '"'
    elif "\n" in text:
        style = "|"
    elif len(text) > LONG_TEXT and " " in text.strip() == text:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: yaml.SafeDumper, values: Sequence[Any]) -> yaml.SequenceNode:
    is_plain = not any(isinstance(value, dict | list) for value in values)
    is_short = is_plain and sum(len(str(value)) + 2 for value in values) <= SHORT_LIST
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=is_short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def to_yaml(value: Any) -> str:
    """`value` is made of mappings, lists, texts, numbers, truths and nothings."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def to_compact_yaml(value: Any) -> str:
    """The same on one line, for what would be too large otherwise."""
    return yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=float("inf"),
        default_flow_style=True,
    )


def as_written(value: Any) -> Any:
    """The mappings and lists of a YAML file; what is left at its default is left out.

    Mappings of JSON stand in alphabetical order, as the database keeps no other.
    Numbers of models lose a needless `.0`; JSON that a model carries along keeps it, for there it makes a difference.
    """
    if isinstance(value, LocalizedText):
        others = sorted(language for language in value.texts if language != value.source)
        return {language: value.texts[language] for language in (value.source, *others)}
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_number(as_written(one)) for one in value]
    if isinstance(value, list):
        return [as_written(one) for one in value]
    return {key: as_written(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


def _fields(model: BaseModel) -> dict[str, Any]:
    """Keys first, the words for everybody last, as in the courses we ship."""
    fields = type(model).model_fields
    places = FIRST if "key" in fields else {}
    written = {}
    for name in sorted(fields, key=lambda name: (name == LAST, places.get(name, len(places)))):
        value = getattr(model, name)
        if fields[name].exclude:  # it follows from the others
            continue
        if name in ALWAYS or value != fields[name].get_default():
            written[fields[name].alias or name] = _number(as_written(value))
    return written


def _number(value: Any) -> Any:
    is_whole = isinstance(value, float) and abs(value) < 1e15 and value == int(value)
    return int(value) if is_whole and str(value) != "-0.0" else value
