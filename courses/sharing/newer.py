"""What the newest version of a linked part changes, in words, and which of a file's own words that touches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from courses.changes.words import Sentence, sentences_of
from courses.content.differences import FileChange, differences_in
from courses.content.forms.nodes import Node
from courses.content.forms.overriding import LinkedForm
from courses.content.forms.reading import are_alike, without_defaults
from courses.content.sharing import Json, Link
from courses.content.sharing.following import in_languages
from courses.content.yaml_writing import to_yaml
from courses.drafts.files import Stretch, changed_lines
from courses.models import DraftFile
from courses.sharing.acts import original_of
from courses.sharing.forms import form_for, linked_model
from courses.sharing.pages import LinkLine, link_line
from courses.sharing.shelf import Shelf
from courses.sharing.words import name_of_place


class Became(StrEnum):
    """What the newer version did to the text that a file's own words stand in place of."""

    SAME = "same"
    CHANGED = "changed"
    EQUAL = "equal"  # it says now what the file says
    GONE = "gone"


@dataclass(frozen=True)
class OwnText:
    """Own words at a `place`; `sentences` say what the library changed there, `said` is the field with the words."""

    place: str
    name: str
    became: Became
    sentences: Sequence[Sentence] = ()
    said: Node | None = None

    @property
    def is_touched(self) -> bool:
        return self.became != Became.SAME


@dataclass(frozen=True)
class Comparison:
    """A linked file with what differs between its version and the one that is published now.

    `stretches` show lines where what is linked cannot be compared field by field.
    """

    line: LinkLine
    sentences: Sequence[Sentence] = ()
    stretches: Sequence[Stretch] = ()
    own: Sequence[OwnText] = ()
    is_gone: bool = False

    @property
    def touched(self) -> list[OwnText]:
        return [one for one in self.own if one.is_touched]

    @property
    def untouched(self) -> list[OwnText]:
        return [one for one in self.own if not one.is_touched]


def comparison_of(file: DraftFile, files: Mapping[str, str], languages: Sequence[str]) -> Comparison | None:
    line = link_line(file)
    if line is None:
        return None
    link = line.link
    before, now = original_of(files, link), newest_part(line)
    if now is None:
        return Comparison(line, is_gone=True)
    model = linked_model(link.path, now)
    forms = form_for(link, before, languages), form_for(link, now, languages)
    if model is None or forms[0] is None or forms[1] is None:
        return Comparison(line, stretches=changed_lines(to_yaml(before), to_yaml(now)))
    was, new = (without_defaults(model, in_languages(one, model, languages)) for one in (before, now))
    return Comparison(line, _sentences(link, was, new, languages), own=own_texts(forms[0], forms[1]))


def newest_part(line: LinkLine) -> Json | None:
    """The part as it is published now; None where there is none any more."""
    link = line.link
    newest = line.source.version if line.source else link.version
    return Shelf().part(link.shared, newest, link.kind, link.part)


def own_texts(before: LinkedForm, now: LinkedForm) -> list[OwnText]:
    """Every field that a file says itself, with what became of the text behind it."""
    fields = {field.place: (section, field) for section in now.sections for field in section.owned}
    was = {section.place: section for section in before.sections}
    written = {field.place: field.own for section in before.sections for field in section.owned}
    found = []
    for place in before.places:
        name = name_of_place(place)
        if place not in fields:
            found.append(OwnText(place, name, Became.GONE, said=written.get(place)))
            continue
        section, field = fields[place]
        word = place.rpartition(".")[2]
        old = was[section.place].original if section.place in was else {}
        told = [{word: data[word]} if word in data else {} for data in (old, section.original, section.own)]
        became = Became.SAME
        if not are_alike(section.model, told[0], told[1]):
            became = Became.EQUAL if are_alike(section.model, told[2], told[1]) else Became.CHANGED
        sentences = sentences_of(FileChange("", differences_in(told[0], told[1], now.languages)))
        found.append(OwnText(place, name, became, sentences, field.own))
    return found


def touched_places(line: LinkLine, form: LinkedForm) -> list[str]:
    """Of a file that could take a newer version, the fields whose text that changes."""
    now = newest_part(line) if line.newer else None
    newer = form_for(line.link, now, form.languages) if now is not None else None
    return [one.place for one in own_texts(form, newer) if one.is_touched] if newer else []


def _sentences(link: Link, was: Json, now: Json, languages: Sequence[str]) -> list[Sentence]:
    return sentences_of(FileChange(link.path, differences_in(was, now, languages)))
