"""What the page about a course's people shows: roles in a sentence each, who has one, and who could."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from courses.models import Course, CourseMember, CourseRole
from courses.roles.people import Found, members_of, people_named, target_languages
from courses.roles.standing import Ability, Standing
from lms.kit.templatetags.texts import listed

ROLES = {
    CourseRole.AUTHOR: _("Does everything: writes, translates, publishes, and invites others."),
    CourseRole.REVIEWER: _(
        "Reads the draft and tries it out, comments, and approves it or asks for changes."
    ),
    CourseRole.TRANSLATOR: _("Writes the texts in the languages chosen here; anything else stays as it is."),
}


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=CourseRole.choices)
    languages = forms.MultipleChoiceField(required=False)

    def __init__(self, course: Course, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["languages"].choices = target_languages(course)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class RoleChoice:
    value: str
    label: str
    sentence: str


@dataclass(frozen=True)
class MemberLine:
    member: CourseMember

    @property
    def languages(self) -> str:
        return listed(LANG_INFO.get(code, {}).get("name_local", code) for code in self.member.languages)


class PeoplePage:
    """`sought` is what somebody typed to find a person; without it nobody is `found`."""

    def __init__(self, course: Course, standing: Standing, sought: str = "") -> None:
        self.course, self.standing, self.sought = course, standing, sought.strip()
        self.members = [MemberLine(member) for member in members_of(course)]
        self.languages = target_languages(course)
        self.found: Found | None = people_named(self.sought, course) if self.sought else None

    @property
    def may_invite(self) -> bool:
        return self.standing.may(Ability.INVITE)

    @property
    def roles(self) -> Sequence[RoleChoice]:
        offered = [role for role in CourseRole if role != CourseRole.TRANSLATOR or self.languages]
        return [RoleChoice(role.value, str(role.label), str(ROLES[role])) for role in offered]
