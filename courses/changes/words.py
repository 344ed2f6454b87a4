"""Differences as sentences, with who made them where that is one person: “Aisha moved question 3 …”."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.changes.names import Names
from courses.content.differences import Difference, FileChange, Mark, Step, Verb, excerpt, word_marks
from courses.content.differences.data import letter_of
from courses.content.drafts.texts import names_of
from courses.content.whole import part_of
from courses.drafts.form_words import FIELDS as FIELDS_OF_FORMS
from courses.drafts.form_words import choice_label, label_of, option_label
from courses.drafts.pages import DraftPage
from courses.models import BlockKind
from courses.teamwork.places import href_of, place_of, title_of
from lms.kit.templatetags.texts import in_language, listed

LONGEST_VALUE = 80
BY = {
    Verb.CHANGED: gettext_lazy("%(who)s changed %(what)s from %(old)s to %(new)s."),
    Verb.SET: gettext_lazy("%(who)s set %(what)s to %(new)s."),
    Verb.CLEARED: gettext_lazy("%(who)s cleared %(what)s; it was %(old)s."),
    Verb.REWROTE: gettext_lazy("%(who)s changed %(what)s."),
    Verb.WROTE: gettext_lazy("%(who)s wrote %(what)s."),
    Verb.ERASED: gettext_lazy("%(who)s removed %(what)s."),
    Verb.RIGHT: gettext_lazy("%(who)s changed the correct answer of %(what)s from %(old)s to %(new)s."),
    Verb.ADDED: gettext_lazy("%(who)s added %(what)s."),
    Verb.REMOVED: gettext_lazy("%(who)s removed %(what)s."),
    Verb.MOVED: gettext_lazy("%(who)s moved %(what)s from place %(old)s to place %(new)s."),
}
SOURCE_BY = gettext_lazy("%(who)s changed the source of this file.")
PLAIN = {
    Verb.CHANGED: gettext_lazy("Changed: %(what)s, from %(old)s to %(new)s."),
    Verb.SET: gettext_lazy("Set: %(what)s, to %(new)s."),
    Verb.CLEARED: gettext_lazy("Cleared: %(what)s; it was %(old)s."),
    Verb.REWROTE: gettext_lazy("Changed: %(what)s."),
    Verb.WROTE: gettext_lazy("Written: %(what)s."),
    Verb.ERASED: gettext_lazy("Removed: %(what)s."),
    Verb.RIGHT: gettext_lazy("Changed: the correct answer of %(what)s, from %(old)s to %(new)s."),
    Verb.ADDED: gettext_lazy("Added: %(what)s."),
    Verb.REMOVED: gettext_lazy("Removed: %(what)s."),
    Verb.MOVED: gettext_lazy("Moved: %(what)s, from place %(old)s to place %(new)s."),
}
SOURCE_PLAIN = gettext_lazy("The source of this file changed.")
ENTRIES = {
    "questions": gettext_lazy("question %(number)s"),
    "choices": gettext_lazy("choice %(letter)s"),
    "items": gettext_lazy("item %(number)s"),
    "targets": gettext_lazy("target %(number)s"),
    "steps": gettext_lazy("step %(number)s"),
    "gaps": gettext_lazy("the gap “%(key)s”"),
    "accept": gettext_lazy("accepted answer %(number)s"),
    "draw": gettext_lazy("draw %(number)s"),
    "terms": gettext_lazy("the term “%(key)s”"),
    "lessons": gettext_lazy("the lesson “%(key)s”"),
    "tags": gettext_lazy("the tag “%(key)s”"),
    "languages": gettext_lazy("the language “%(key)s”"),
}
FILES = {
    "": gettext_lazy("this course"),
    "lesson": gettext_lazy("this lesson"),
    "glossary": gettext_lazy("the glossary"),
    "bank": gettext_lazy("this bank"),
}
BLOCK_FILE = gettext_lazy("this block")
HAS_WORDS = frozenset({Verb.REWROTE, Verb.WROTE, Verb.ERASED, Verb.ADDED, Verb.REMOVED})


@dataclass(frozen=True)
class Sentence:
    """`marks` show the words that differ, where it is about words."""

    words: str
    marks: Sequence[Mark] = ()
    lang: str = ""


@dataclass(frozen=True)
class PlaceChanges:
    """What differs at one place of the course; without a `href` the place is not there any more."""

    title: str
    href: str
    sentences: Sequence[Sentence]


def sentences_of(change: FileChange, who: str = "") -> list[Sentence]:
    """Of one file; with `who`, one person's doing."""
    if change.is_source:
        source = SOURCE_BY % {"who": who} if who else str(SOURCE_PLAIN)
        return [Sentence(source, excerpt(word_marks(change.old, change.new)))]
    return [_sentence(difference, change.path, who) for difference in change.differences]


def places_of(changes: Sequence[FileChange], page: DraftPage, who: str = "") -> list[PlaceChanges]:
    """Changes by place, in the order of the files; both languages of a text are one place."""
    found: dict[Any, list[Sentence]] = {}
    names = Names(page)
    for change in changes:
        found.setdefault(place_of(change.path), []).extend(sentences_of(names.told(change), who))
    return [
        PlaceChanges(title_of(place, page) or _name(place), href_of(place, page), sentences)
        for place, sentences in found.items()
    ]


def _name(place: Any) -> str:
    """Of a place that the draft has no more."""
    return " › ".join(key for key in (place.lesson, place.block) if key) or place.kind


def _sentence(difference: Difference, path: str, who: str) -> Sentence:
    template = (BY if who else PLAIN)[difference.verb]
    told = {"who": who, "what": what_differs(difference, path)}
    has_words = difference.verb in HAS_WORDS and (difference.old or difference.new)
    if difference.verb not in HAS_WORDS:
        told |= {"old": _value(difference.old, difference), "new": _value(difference.new, difference)}
    marks = excerpt(word_marks(difference.old or "", difference.new or "")) if has_words else ()
    return Sentence(str(template) % told, marks, difference.language if has_words else "")


def what_differs(difference: Difference, path: str) -> str:
    """The thing, in a phrase: “the title of question 3 in English”."""
    thing = _thing(difference.steps)
    if difference.verb in {Verb.ADDED, Verb.REMOVED, Verb.MOVED}:
        return thing or _file(path)
    if difference.verb == Verb.RIGHT:
        return thing
    field = _("“%(field)s”") % {"field": " › ".join(label_of(name) for name in difference.field.split("."))}
    phrase = _("%(field)s of %(thing)s") % {"field": field, "thing": thing} if thing else field
    if not difference.language:
        return phrase
    language = LANG_INFO.get(difference.language, {}).get("name_local", difference.language)
    return _("%(phrase)s (%(language)s)") % {"phrase": phrase, "language": language}


def _file(path: str) -> str:
    """What a file as a whole holds."""
    place = place_of(path)
    is_lesson = bool(place.lesson) and not place.kind
    return str(FILES.get("lesson" if is_lesson else place.kind, BLOCK_FILE))


def _thing(steps: Sequence[Step]) -> str:
    """The innermost part and what it stands in."""
    named = [_entry(step) for step in steps]
    phrase = named[0] if named else ""
    for inner in named[1:]:
        phrase = _("%(inner)s of %(outer)s") % {"inner": inner, "outer": phrase}
    return phrase


def _entry(step: Step) -> str:
    listed = step.listed.rpartition(".")[2]
    if listed == "blocks":
        kind, _colon, key = step.key.partition(":")
        label = str(BlockKind(kind).label) if kind in BlockKind else kind
        return _("the block “%(key)s” (%(kind)s)") % {"key": key, "kind": label}
    told = {"number": step.number, "letter": letter_of(step.number - 1), "key": step.key}
    template = ENTRIES.get(listed)
    if template is not None:
        return str(template) % told
    return _("entry %(number)s of “%(field)s”") % {**told, "field": label_of(listed)}


def part_words(name: str, data: Any) -> str:
    """Where a field of a form stands, in a word or two: Question 3, or its label where it is in no list."""
    head, _dot, rest = name.partition(".")
    number, listed = rest.partition(".")[0], data.get(head) if isinstance(data, dict) else None
    at = part_of(listed, number)
    if at is None or not isinstance(listed, list):
        return capfirst(_in_group(head, rest.split("."), listed))
    part = listed[at]
    key = str(part.get("key", "")) if isinstance(part, dict) else ""
    return capfirst(_entry(Step(head, key, at + 1)))


def _in_group(head: str, steps: Sequence[str], held: Any) -> str:
    """A field of a group by its own name; a part that has a name by what it is about."""
    first = steps[0]
    if (at := part_of(held, first)) is not None and isinstance(held, dict):
        return f"{label_of(head)} › {label_of(list(held)[at].rpartition('.')[2])}"
    return choice_label(first) if first in FIELDS_OF_FORMS else label_of(head)


def _value(value: Any, difference: Difference) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping | list):
        value = listed(value)
    return Truncator(option_label(str(value), difference.field)).chars(LONGEST_VALUE)


def _term_of(data: list[Any], number: int) -> str:
    """What a term of the glossary is called, in place of its key."""
    term = data[number].get("term") if number >= 0 and isinstance(data[number], dict) else None
    return str(in_language(term)) if isinstance(term, dict) and term else ""


def describe_place(place: str, data: Any) -> str:
    """A text's place in a file that holds `data`, in words: `questions.first.choices.a.text` is Question 1 › choice A."""
    named: list[str] = []
    listed = ""
    for step in place.split("."):
        if isinstance(data, list):
            names = names_of(data)
            number = names.index(step) if step in names else -1
            key = step.partition("#")[0]
            is_unnamed = key == str(number + 1)
            key = _term_of(data, number) or key
            named.append(f"{label_of(listed)} {key}" if is_unnamed else _entry(Step(listed, key, number + 1)))
            data = data[number] if number >= 0 else None
            continue
        data, listed = (data.get(step) if isinstance(data, dict) else None), step
        if not isinstance(data, list) and not (step == "text" and named):
            named.append(label_of(step))
    return capfirst(
        " › ".join(
            name
            for name, before in zip(named, ["", *named], strict=False)
            if name.casefold() != before.casefold()
        )
    )
