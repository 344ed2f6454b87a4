"""The form of a linked file: each field of the part it comes from, with the field to say it otherwise where it does.

A field is called by its way through the part, and a question in it by its key: `questions.warmup.prompt`. So a page that
was loaded before the part had another version still speaks of the same question.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from courses.content.forms import changing
from courses.content.forms.blanks import begun
from courses.content.forms.fields import Field, fields_of
from courses.content.forms.filling import filled
from courses.content.forms.nodes import Node, posted_of
from courses.content.forms.picking import NO_CHOICES, Choices
from courses.content.forms.reading import Posted, are_alike, read_some
from courses.content.forms.shapes import Fixed, Line
from courses.content.questions import KINDS
from courses.content.sharing.overriding import (
    FIXED,
    QUESTION,
    QUESTIONS,
    is_in_part,
    laid_over,
    over,
    own_places,
    questions_in,
    without,
)

Data = dict[str, Any]
Models = type[BaseModel]


@dataclass(frozen=True)
class Overridable:
    """A field of what is linked. `own` is the field to write in; None while that of the library holds.

    `is_given`: whether the library says anything here.
    """

    place: str
    given: Node
    own: Node | None
    is_given: bool


@dataclass(frozen=True)
class Section:
    """What is linked, or one question of it; `place` is its way, empty for the whole."""

    place: str
    model: Models
    original: Data
    own: Data
    fields: Sequence[Overridable] = ()

    @property
    def kind(self) -> str:
        return str(self.original.get("kind", ""))

    @property
    def is_question(self) -> bool:
        return bool(self.place)

    @property
    def given(self) -> list[Node]:
        return [field.given for field in self.fields]

    @property
    def owned(self) -> list[Overridable]:
        return [field for field in self.fields if field.own is not None]


class LinkedForm:
    """`original` is what the library says, without the languages that the course is not in; `own` what the file says."""

    def __init__(
        self,
        model: Models,
        original: Data,
        own: Data,
        languages: Sequence[str],
        prefix: str = "",
        choices: Choices = NO_CHOICES,
    ):
        self.model, self.original, self.own = model, original, own
        self.languages, self.prefix, self.choices = languages, prefix, choices

    @cached_property
    def sections(self) -> list[Section]:
        whole = {
            name for name in (QUESTION, QUESTIONS) if name in self.own and not is_in_part(self.own, name)
        }
        return [self._with_fields(section) for section in self._sections(whole)]

    @property
    def places(self) -> list[str]:
        """Of all fields that the file says."""
        return [".".join(place) for place in own_places(self.own)]

    @property
    def left_over(self) -> list[str]:
        """What the file says of questions that are not there any more."""
        known = questions_in(self.original)
        said = self.own[QUESTIONS] if is_in_part(self.own, QUESTIONS) else {}
        return [f"{QUESTIONS}.{key}" for key in said if key not in known]

    @property
    def shows_all(self) -> bool:
        """Whether saving the form as it stands would change nothing."""
        nodes = [field.own for section in self.sections for field in section.owned if field.own]
        return self._says_the_same(self.read(posted_of(nodes), [*self.places, *self.left_over]))

    def read(self, posted: Posted, places: Collection[str]) -> Data:
        """What a posted form says in the fields at these places; it equals `own` where it says the same."""
        whole = {name for name in (QUESTION, QUESTIONS) if name in places}
        told: Data = {}
        for section in self._sections(whole):
            here = f"{section.place}." if section.place else ""
            names = {name for field in fields_of(section.model) if f"{here}{(name := field.name)}" in places}
            if said := read_some(section.model, posted, self.languages, f"{self.prefix}{here}", names):
                _put(told, section.place, said)
        for place in self.left_over:
            if place in places:
                _put(told, place, self.own[QUESTIONS][place.partition(".")[2]])
        return self.own if self._says_the_same(told) else told

    def changed(self, said: Data, change: Sequence[str]) -> tuple[Data, str]:
        """What the file says after one change, asked for as a form asks, and the place to look at."""
        match change:
            case ["own", place]:
                return self._begun(said, place), place
            case ["drop", place]:
                return without(said, tuple(place.split("."))), place
        return self._changed_inside(said, change)

    def _says_the_same(self, said: Data) -> bool:
        if {*own_places(said)} != {*own_places(self.own)}:
            return False
        whole = {name for name in (QUESTION, QUESTIONS) if name in said and not is_in_part(said, name)}
        pairs = ((section, _at(said, section.place)) for section in self._sections(whole))
        return all(are_alike(one.model, _plain(one.own), _plain(new)) for one, new in pairs)

    def _sections(self, whole: Collection[str]) -> Iterator[Section]:
        """`whole` names those of the questions that the file says in whole, if at all."""
        yield Section("", self.model, self.original, self.own)
        question = self.original.get(QUESTION)
        if QUESTION not in whole and isinstance(question, dict) and question.get("kind") in KINDS:
            yield self._section(QUESTION, question)
        for key, one in questions_in(self.original).items() if QUESTIONS not in whole else ():
            if one.get("kind") in KINDS:
                yield self._section(f"{QUESTIONS}.{key}", one)

    def _section(self, place: str, original: Data) -> Section:
        return Section(place, KINDS[str(original["kind"])], original, _at(self.own, place))

    def _with_fields(self, section: Section) -> Section:
        here = f"{section.place}." if section.place else ""
        given = {
            node.field: node
            for node in filled(section.model, section.original, self.languages, choices=self.choices)
        }
        lying = over(section.original, section.own) if here else laid_over(section.original, section.own)
        own = {
            node.field: node
            for node in filled(section.model, lying, self.languages, f"{self.prefix}{here}", self.choices)
        }
        inside = () if here else self._told_inside
        fields = [
            Overridable(
                f"{here}{name}",
                node,
                own.get(name) if name in section.own else None,
                name in section.original,
            )
            for name, node in given.items()
            if name not in inside and can_be_own(node)
        ]
        return Section(section.place, section.model, section.original, section.own, fields)

    @property
    def _told_inside(self) -> set[str]:
        """The fields whose own fields are shown in their place."""
        inside = {name for name in (QUESTION, QUESTIONS) if name in self.original}
        return {name for name in inside if name not in self.own or is_in_part(self.own, name)}

    def _begun(self, said: Data, place: str) -> Data:
        """The field with what the library says, to be written over; where it says nothing, with the least there may be."""
        section, field = self._field_at(place)
        value = section.original.get(field.name, field.default)
        if value is None:
            value = begun(field, self.languages[0])
        told = deepcopy(said)
        _put(told, section.place, {field.name: deepcopy(value)})
        return told

    def _changed_inside(self, said: Data, change: Sequence[str]) -> tuple[Data, str]:
        """A part of a list that the file says itself was added, moved or removed."""
        how, name, *kind = change if len(change) > 1 else ("", "")
        section, field = self._field_at(name)
        here = f"{section.place}." if section.place else ""
        own = _at(said, section.place)
        if field.name not in own:
            raise changing.BadChange(name)
        lying = deepcopy({**section.original, **own})
        at = changing.change(section.model, lying, [how, name.removeprefix(here), *kind], self.languages[0])
        told = deepcopy(said)
        _put(told, section.place, {field.name: lying.get(field.name)})
        return told, f"{here}{at}"

    def _field_at(self, place: str) -> tuple[Section, Field]:
        steps = place.split(".")
        for section in sorted(self.sections, key=lambda one: -len(one.place)):
            at = section.place.split(".") if section.place else []
            if steps[: len(at)] == at and len(steps) > len(at):
                field = next((one for one in fields_of(section.model) if one.name == steps[len(at)]), None)
                if field is not None and not isinstance(field.shape, Fixed):
                    return section, field
        raise changing.BadChange(place)


def can_be_own(node: Node) -> bool:
    """Keys and kinds stay, for answers are filed under the one and read by the other."""
    is_key = isinstance(node.shape, Line) and node.shape.is_key
    return node.field not in FIXED and not is_key and not isinstance(node.shape, Fixed)


def _at(data: Mapping[str, Any], place: str) -> Data:
    here: Any = data
    for step in place.split(".") if place else ():
        here = here.get(step) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def _put(data: Data, place: str, said: Data) -> None:
    here = data
    for step in place.split(".") if place else ():
        here = here.setdefault(step, {})
    here |= said


def _plain(own: Data) -> Data:
    """Without what is said inside of questions, which is compared there."""
    return {
        name: value
        for name, value in own.items()
        if not (name in {QUESTION, QUESTIONS} and is_in_part(own, name))
    }
