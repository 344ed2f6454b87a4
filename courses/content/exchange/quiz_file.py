"""A quiz as the text of a `.quiz.yaml`: what authors would write, and what our reader gives back as the same quiz."""

from typing import Any

import yaml
from pydantic import BaseModel

from courses.content.localized import LocalizedText
from courses.content.located_yaml import INTEGER, REAL, WORDS
from courses.content.schema import QuizSource

ALWAYS = {"key", "kind"}
LAST = "feedback"


class _Dumper(yaml.SafeDumper):
    """Quotes what our reader would take for a number or a word of YAML 1.2, and repeats rather than refers."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if text in WORDS or INTEGER.fullmatch(text) or REAL.fullmatch(text):
        style = '"'
    elif "\n" in text:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def quiz_yaml(quiz: QuizSource) -> str:
    return yaml.dump(as_written(quiz), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def as_written(value: Any) -> Any:
    """The mappings and lists of a YAML file; what is left at its default is left out."""
    if isinstance(value, LocalizedText):
        return dict(value.texts)
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, tuple | list):
        return [as_written(one) for one in value]
    return {key: as_written(one) for key, one in value.items()} if isinstance(value, dict) else value


def _fields(model: BaseModel) -> dict[str, Any]:
    """Keys first, the words for everybody last, as in the courses we ship."""
    fields = type(model).model_fields
    places = {name: place for place, name in enumerate(("key", "kind", "points", "prompt", "title"))}
    written = {}
    for name in sorted(fields, key=lambda name: (name == LAST, places.get(name, len(places)))):
        value = getattr(model, name)
        if name in ALWAYS or value != fields[name].get_default():
            written[fields[name].alias or name] = as_written(value)
    return written
