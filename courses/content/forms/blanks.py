"""What a new part begins with: the least that can be read, for its author to write over."""

import secrets
from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

from pydantic import BaseModel

from courses.content.forms.fields import Field, fields_of
from courses.content.forms.shapes import (
    Fixed,
    Group,
    Items,
    Kinded,
    Line,
    Lines,
    Localized,
    LocalizedLines,
    Number,
    Option,
    Passage,
    Pick,
    Reference,
)
from courses.content.questions import calculated, cloze, hotspot, upload
from courses.content.questions.assigning import AssigningQuestion, Item, Target
from courses.content.questions.choices import Choice
from courses.content.questions.order import Step
from courses.content.questions.prompt.examples import Example
from courses.content.questions.rubric import Level

BLANK = "…"
LINES = {"en": ("training loss", "validation loss"), "zh-hans": ("训练损失", "验证损失")}
CALCULATED = {"variables": {"a": {"min": 1, "max": 9}}, "answer": "a"}
WANTED = "label"
CONSONANTS = "bcdfghjklmnpqrstvwxz"
MOVED_ABOUT = (Choice, Item, Step, Target)
"""What is offered in an order of its own: a page names its fields by their keys, which may not tell the one of the file."""
Data = dict[str, Any]


def blank(model: type[BaseModel], language: str, *, key: str = "a") -> Data:
    """The required fields of a model, filled with the least they may hold."""
    made: Data = {}
    for field in fields_of(model):
        if field.is_required and not isinstance(field.shape, Pick):  # what is chosen, its author chooses
            made[field.name] = begun(field, language, key)
    if issubclass(model, AssigningQuestion):
        for item, target in zip(made["items"], made["targets"], strict=False):
            item["target"] = target["key"]
    return {**made, **_special(model, language)}


def key_at_random(taken: Collection[str] = ()) -> str:
    """Four letters that say nothing."""
    while (key := "".join(secrets.choice(CONSONANTS) for _ in range(4))) in taken:
        pass
    return key


def begun(field: Field, language: str, key: str = "a") -> Any:
    """The least that a field may hold."""
    match field.shape:
        case Fixed():
            return field.shape.value
        case Localized():
            return {language: BLANK}
        case Line():
            return key if field.shape.is_key else BLANK
        case Passage():
            return BLANK
        case Lines():
            return [BLANK]
        case LocalizedLines():
            return [{language: BLANK}]
        case Reference():
            return key
        case Option():
            return field.shape.options[0]
        case Number():
            low = field.shape.low or 0
            return 1 if low < 1 and (field.shape.high or 1) >= 1 else low
        case Group():
            return blank(field.shape.model, language)
        case Kinded():
            kind, model = next(iter(field.shape.models.items()))
            return {"kind": kind, **blank(model, language, key=key)}
        case Items():
            return parts(field.shape, language)
    return []


def parts(shape: Items, language: str) -> list[Data]:
    """As many parts as a list needs at least; of choices the first one is right, each item refers to its own target, and
    each level is worth a point more.
    """
    kind, model = next(iter(shape.models.items()))
    keys: list[str] = []
    for at in range(max(1, shape.at_least)):
        keys.append(key_at_random(keys) if model in MOVED_ABOUT else chr(ord("a") + at))
    made = [blank(model, language, key=key) for key in keys]
    if "correct" in model.model_fields:
        made[0]["correct"] = True
    if model is Level:
        made = [{**part, "points": points} for points, part in enumerate(made)]
    return [{**({"kind": kind} if kind else {}), **part} for part in made]


def _special(model: type[BaseModel], language: str) -> Mapping[str, Any]:
    """Kinds whose fields have to fit each other."""
    if model is cloze.Question:
        return {"prompt": {language: f"{BLANK} {{{{a}}}} {BLANK}"}}
    if model is upload.Question:
        return {"types": ["pdf"]}
    if model is calculated.Question:
        return {"prompt": {language: f"{BLANK} {{{{a}}}} {BLANK}"}, **deepcopy(CALCULATED)}
    if model is Example:
        return {"wanted": [WANTED]}
    if model is hotspot.Question:
        return {"matrix": example(model, "matrix", language)}
    return {}


def example(model: type[BaseModel], field: str, language: str) -> Data:
    """A small one that works, of a field that a form begins instead of another."""
    if model is not hotspot.Question:
        raise ValueError(f"{model.__name__}.{field} has no example.")
    return _curve(language) if field == "curve" else _matrix(language)


def _matrix(language: str) -> Data:
    labels = [{"key": key, "text": {language: BLANK}, "counts": [1, 1]} for key in ("a", "b")]
    return {"labels": labels, "right": [{"row": "a", "column": "b"}]}


def _curve(language: str) -> Data:
    """Of a run that begins to overfit after step 40."""
    training, validation = LINES.get(language, LINES["en"])
    lines = [
        {"key": "training", "text": {language: training}, "values": [1.1, 0.8, 0.6, 0.45, 0.35]},
        {"key": "validation", "text": {language: validation}, "values": [1.2, 0.9, 0.75, 0.8, 0.95]},
    ]
    return {"along": [0, 20, 40, 60, 80], "lines": lines, "right": {"from": 40, "to": 60}}
