"""What an author decides when publishing, and the words for what it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.content.changes import Change, Part, PartChange
from courses.models import Lesson, PartKind, Policy, Revision
from courses.publishing import Plan, changes_for_people
from lms.kit.templatetags.texts import in_language


@dataclass(frozen=True)
class ChangeLine:
    """A part that differs from what people have, as the author reads it; `value` names it in the form."""

    value: str
    title: str
    kind: str
    change: Change
    also_text: bool

    @property
    def words(self) -> str:
        if self.change == Change.SAME:
            return _("same; texts of its lesson changed")
        told = {Change.ADDED: _("new"), Change.CHANGED: _("changed"), Change.REMOVED: _("removed")}
        return told[self.change]


class PublishForm(forms.Form):
    """`lines` are the changes; `again` offers those that someone may have done already."""

    started = forms.ChoiceField(choices=Policy.choices, required=False)
    finished = forms.ChoiceField(choices=Policy.choices, required=False)
    again = forms.MultipleChoiceField(required=False)
    note = forms.CharField(max_length=500, required=False, label=gettext_lazy("What they are told"))

    def __init__(self, revision: Revision, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        changes = changes_for_people(revision)
        titles = _titles(revision)
        self.lines = [_line(change, titles) for change in changes if _is_worth_telling(change)]
        self.changed = [line for line in self.lines if line.change == Change.CHANGED]
        self.fields["again"].choices = [(line.value, line.title) for line in self.changed]  # type: ignore[attr-defined]

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


def _line(change: PartChange, titles: Mapping[str, str]) -> ChangeLine:
    lesson, kind, key = change.part
    title = titles.get(lesson, lesson) if kind == PartKind.READ else f"{titles.get(lesson, lesson)} · {key}"
    return ChangeLine(
        "/".join(change.part), title, str(PartKind(kind).label), change.change, change.also_text
    )


def _titles(revision: Revision) -> dict[str, str]:
    """By lesson key, also of lessons that only earlier revisions have."""
    lessons: Sequence[tuple[str, Any]] = list(
        Lesson.objects.filter(revision__course=revision.course_id)
        .order_by("revision__number")
        .values_list("key", "title")
    )
    return {key: str(in_language(title)) for key, title in lessons}


def _part(value: str) -> Part:
    lesson, kind, key = value.split("/")
    return (lesson, kind, key)
