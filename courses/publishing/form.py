"""What an author decides when publishing, and the words for what it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.content.changes import Change, Part, PartChange, TextChange
from courses.models import Block, BlockKind, PartKind, Policy, Revision
from courses.part_titles import Titles, names_of
from courses.publishing.acts import Plan
from courses.publishing.differences import differences_for_people


@dataclass(frozen=True)
class ChangeLine:
    """What differs from what people have, as the author reads it; `value` names it in the form where it is a part."""

    value: str
    title: str
    kind: str
    change: Change
    also_text: bool = False
    asks_the_same: bool = False
    is_translated: bool = False

    @property
    def words(self) -> str:
        if self.change == Change.SAME:
            return _("same; texts of its lesson changed")
        if self.asks_the_same:
            return _("asks the same; its key, feedback or terms changed")
        if self.is_translated:
            return _("says the same; translations were added")
        told = {Change.ADDED: _("new"), Change.CHANGED: _("changed"), Change.REMOVED: _("removed")}
        return told[self.change]


class PublishForm(forms.Form):
    """`lines` are the changes of parts; `again` offers those that someone may have done already. `texts` are only read."""

    started = forms.ChoiceField(choices=Policy.choices, required=False)
    finished = forms.ChoiceField(choices=Policy.choices, required=False)
    again = forms.MultipleChoiceField(required=False)
    note = forms.CharField(max_length=500, required=False, label=gettext_lazy("What they are told"))

    def __init__(self, revision: Revision, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        differences = differences_for_people(revision)
        titles = Titles(revision.course_id)
        self.lines = [_line(change, titles) for change in differences.parts if _is_worth_telling(change)]
        self.texts = _text_lines(differences.texts, revision, titles)
        self.changed = [line for line in self.lines if line.change == Change.CHANGED]
        self.is_rekeyed = any(line.asks_the_same for line in self.changed)
        self.fields["again"].choices = [(line.value, line.title) for line in self.changed]  # type: ignore[attr-defined]

    @property
    def differs(self) -> bool:
        return bool(self.lines or self.texts)

    @property
    def ticked(self) -> list[str]:
        """Which parts are to be done again; until the author says so, those that ask something else than before."""
        if self.is_bound:
            return [str(value) for value in self["again"].value() or ()]
        return [line.value for line in self.changed if not (line.asks_the_same or line.is_translated)]

    def plan(self) -> Plan:
        """Of a valid form. A form that says nothing of people leaves them where they are."""
        told = self.cleaned_data
        return Plan(
            started=Policy(told["started"] or Policy.KEEP),
            finished=Policy(told["finished"] or Policy.KEEP),
            again=tuple(_part(value) for value in told["again"]),
            note=told["note"],
        )


def _is_worth_telling(change: PartChange) -> bool:
    return change.change != Change.SAME or change.also_text


def _line(change: PartChange, titles: Titles) -> ChangeLine:
    kind = str(PartKind(change.part[1]).label)
    told = ("/".join(change.part), titles.part(change.part), kind, change.change, change.also_text)
    return ChangeLine(*told, change.asks_the_same, change.is_translated)


def _text_lines(changes: Sequence[TextChange], revision: Revision, titles: Titles) -> list[ChangeLine]:
    """Each by its lesson and its own title, as the newest revision that has it calls it."""
    if not changes:
        return []
    keys = {change.key for change in changes}
    blocks = Block.objects.filter(lesson__revision__course=revision.course_id, key__in=keys)
    named = names_of(blocks.order_by("lesson__revision__number"), "lesson__key", "key")
    names = {(lesson, key): name for lesson, key, name in named}
    return [
        ChangeLine(
            "",
            f"{titles.lesson(change.lesson)} · {names.get(change.place) or change.key}",
            str(BlockKind(change.kind).label),
            change.change,
        )
        for change in changes
    ]


def _part(value: str) -> Part:
    lesson, kind, key = value.split("/")
    return (lesson, kind, key)
