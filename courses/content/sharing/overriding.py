"""What a linked file says otherwise than the part it comes from: field by field, of single questions as well.

    from: claims-kit@3#check
    title: {en: Our check}
    feedback:                     # empty: none, whatever the part has
    questions:
      warmup: {prompt: {en: …}}   # of this question only the prompt; the others stay as they are there

A list under `questions`, or a `question` that says its kind, stands in whole.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from courses.content.located_yaml import Path, nearest
from courses.content.problems import Report
from courses.content.problems import gettext_noop as _
from courses.content.sharing import FROM, Json

QUESTION, QUESTIONS = "question", "questions"
FIXED = ("key", "kind")
"""Answers are filed under the one and read by the other, so neither is said otherwise."""
Lines = Mapping[Path, int]


def laid_over(original: Json, own: Json) -> Json:
    """What is linked, with what the file says itself in its place."""
    told = {**original, **own}
    if is_in_part(own, QUESTION) and isinstance(original.get(QUESTION), dict):
        told[QUESTION] = over(original[QUESTION], own[QUESTION])
    if is_in_part(own, QUESTIONS):
        said, listed = own[QUESTIONS], original.get(QUESTIONS)
        told[QUESTIONS] = [over(one, said.get(str(one.get("key")))) for one in _mappings(listed)]
    return {name: value for name, value in told.items() if value is not None}


def over(original: Json, own: object) -> Json:
    """One mapping over another, as far as it is one; what is empty in it is left out."""
    told = {**original, **own} if isinstance(own, Mapping) else original
    return {name: value for name, value in told.items() if value is not None}


def is_in_part(own: Json, name: str) -> bool:
    """Whether the file says something of single fields of its `question` or `questions`, and not what they are."""
    said = own.get(name)
    return isinstance(said, dict) and (name == QUESTIONS or "kind" not in said)


def questions_in(original: Json) -> dict[str, Json]:
    """The questions of a quiz or a bank, by key."""
    return {str(one.get("key")): one for one in _mappings(original.get(QUESTIONS))}


def own_places(own: Json) -> Iterator[tuple[str, ...]]:
    """The way to each field that the file says otherwise: (title,), (questions, warmup, prompt)."""
    for name, value in own.items():
        if name == QUESTION and is_in_part(own, name):
            yield from ((name, field) for field in value)
        elif name == QUESTIONS and is_in_part(own, name):
            yield from _places_in_questions(value)
        else:
            yield (name,)


def _places_in_questions(said: Json) -> Iterator[tuple[str, ...]]:
    for key, fields in said.items():
        if isinstance(fields, dict) and fields:
            yield from ((QUESTIONS, key, field) for field in fields)
        else:
            yield (QUESTIONS, key)


def without(own: Json, place: tuple[str, ...]) -> Json:
    """What is left when one of them is dropped."""
    name, *rest = place
    if not rest or not isinstance(own.get(name), dict):
        return {one: value for one, value in own.items() if one != name}
    left = without(own[name], tuple(rest))
    return {**own, name: left} if left else {one: value for one, value in own.items() if one != name}


def lines_over(lines: Lines, original: Json, own: Json, link: int) -> dict[Path, int]:
    """Where each value of what is read was written; what the part says, at the `link`."""
    told = {place: line for place, line in lines.items() if place[:1] != (FROM,)} | {(): link}
    if not is_in_part(own, QUESTIONS):
        return told
    numbers = {key: number for number, key in enumerate(questions_in(original))}
    in_part = {place: line for place, line in told.items() if place[:1] == (QUESTIONS,)}
    moved: dict[Path, int] = {
        (QUESTIONS, numbers[str(place[1])], *place[2:]): line
        for place, line in in_part.items()
        if len(place) > 1 and place[1] in numbers
    }
    return (
        {place: line for place, line in told.items() if place not in in_part} | moved | {(QUESTIONS,): link}
    )


def check_own(path: str, lines: Lines, original: Json, own: Json, report: Report) -> None:
    """Tell what is said of questions that are not there, or is none of their fields to say."""
    if is_in_part(own, QUESTION):
        _check_fields(path, lines, (QUESTION,), own[QUESTION], report)
    if not is_in_part(own, QUESTIONS):
        return
    known = questions_in(original)
    for key, said in own[QUESTIONS].items():
        line = lines.get((QUESTIONS, key), 1)
        if not isinstance(said, dict):
            report.error(path, line, _("“%(key)s” must be a mapping of keys and values."), key=key)
        elif key not in known:
            _tell_unknown(path, line, key, list(known), report)
        else:
            _check_fields(path, lines, (QUESTIONS, key), said, report)


def _tell_unknown(path: str, line: int, key: str, known: list[str], report: Report) -> None:
    if meant := nearest(key, known):
        template = _("What this is linked to has no question “%(key)s”. Did you mean “%(meant)s”?")
        report.error(path, line, template, key=key, meant=meant)
    else:
        template = _(
            "What this is linked to has no question “%(key)s”, so nobody reads what is said of it here."
        )
        report.warn(path, line, template, key=key)


def _check_fields(path: str, lines: Lines, at: tuple[str, ...], said: Json, report: Report) -> None:
    for name in FIXED:
        if name in said:
            template = _("“%(key)s” of a linked question stays as it is there. Leave it out.")
            report.error(path, lines.get((*at, name), 1), template, key=name)


def _mappings(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
