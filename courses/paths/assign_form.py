"""The form that puts people on a path: ticked in a list of the own unit, or named by their addresses."""

import re
import uuid
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.forms import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.models import Path, PathEnrolment
from courses.paths.assigning import PASSED, is_over
from lms.kit.titles import by_name
from people.access import team_of, visible_to
from people.models import Role, User

AT_ONCE = 200
BETWEEN = re.compile(r"[\s,;，；、]+")
LISTED = 200
NAMED = 10


class Ticks(forms.MultipleChoiceField):
    """Ids of people. Who was put on the path since the list was drawn is no mistake: they are looked up by the form."""

    def valid_value(self, value: str) -> bool:
        try:
            return bool(uuid.UUID(str(value)))
        except ValueError:
            return False


class AssignForm(forms.Form):
    """Those who are ticked and those who are named together."""

    ticked = Ticks(
        label=gettext_lazy("People of your unit who are not on this path"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.CharField(
        label=gettext_lazy("E-mail addresses, one on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        max_length=40_000,
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("Left empty, the path says when it is due."),
    )

    def __init__(self, actor: User, path: Path, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.actor, self.path = actor, path
        listed = list(_not_on(path, team_of(actor))[: LISTED + 1])
        self.has_more = len(listed) > LISTED
        choices = [(str(one.public_id), f"{one.name} · {one.email}") for one in listed[:LISTED]]
        self.fields["ticked"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["ticked"]
        else:
            self.fields["people"].label = _("Others, by their e-mail addresses, one on each line")

    @property
    def may_put(self) -> QuerySet[User]:
        people = User.objects.all() if Role.HR in self.actor.roles else visible_to(self.actor)
        return people.filter(is_active=True)

    def clean_ticked(self) -> list[User]:
        return list(self.may_put.filter(public_id__in=self.cleaned_data["ticked"]))

    def clean_people(self) -> list[User]:
        """Those whom the actor may put on a path; everybody else is named, as absent ones are."""
        written = BETWEEN.split(self.cleaned_data["people"].lower())
        emails = list(dict.fromkeys(filter(None, written)))
        _check_number(len(emails))
        _check_addresses(emails)
        written_so = self.may_put.alias(address=Lower("email")).filter(address__in=emails)
        found = {user.email.lower(): user for user in written_so}
        strangers = [email for email in emails if email not in found]
        if strangers:
            text = ngettext(
                "None of your people has this address: %(emails)s.",
                "None of your people has these addresses: %(emails)s.",
                len(strangers),
            )
            raise ValidationError(text % {"emails": _listed(strangers)})
        return [found[email] for email in emails]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return told
        people = list({one.pk: one for one in (*told.get("ticked", ()), *told["people"])}.values())
        if not people:
            raise ValidationError(_("Name somebody: nobody was put on the path."))
        _check_number(len(people))
        if is_over(told["due_on"], path=self.path, people=people):
            self.add_error("due_on", str(PASSED))
        return {**told, "everybody": people}


def _not_on(path: Path, people: QuerySet[User]) -> QuerySet[User]:
    on_it = PathEnrolment.objects.current().filter(path=path)
    return people.exclude(pk__in=on_it.values("user")).order_by(by_name(), "pk")


def _check_number(people: int) -> None:
    if people > AT_ONCE:
        raise ValidationError(_("Put at most %(most)d people on a path at once.") % {"most": AT_ONCE})


def _check_addresses(emails: list[str]) -> None:
    wrong = [email for email in emails if not _is_address(email)]
    if wrong:
        text = ngettext(
            "This is no e-mail address: %(emails)s.", "These are no e-mail addresses: %(emails)s.", len(wrong)
        )
        raise ValidationError(text % {"emails": _listed(wrong)})


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def _listed(emails: list[str]) -> str:
    named = ", ".join(emails[:NAMED])
    return f"{named}, …" if len(emails) > NAMED else named
