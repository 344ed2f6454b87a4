"""What the pages of paths show: one path for its reader, its people for those who lead them, and the author's desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.validators import validate_email
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.forms import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.models import Path, PathEnrolment, PathVersion
from courses.paths.access import path_enrolment_of, path_for
from courses.paths.assigning import check_can_withdraw
from courses.paths.choices import Offered
from courses.paths.offers import Offer, placement_offers
from courses.paths.progress import CourseLine, PathProgress, Standing, read_path_for, read_progress
from lms.kit.titles import by_title
from people.access import check_is_author, visible_to
from people.models import Role, User

AT_ONCE = 200
VERSIONS_SHOWN = 20


@dataclass(frozen=True)
class PathPage:
    """A path for one reader, who may or may not be on it."""

    path: Path
    progress: PathProgress
    offer: Offer | None = None
    leave_refusal: str = ""

    @property
    def enrolment(self) -> PathEnrolment | None:
        return self.progress.enrolment

    @property
    def next(self) -> CourseLine | None:
        """The course to go on with; a locked one gives way to what unlocks it."""
        here = self.progress.next
        if here is None or here.standing != Standing.LOCKED or not here.first:
            return here
        return CourseLine(here.first[0], Standing.OPEN)

    @property
    def opens(self) -> str:
        """The title of the course that the next one unlocks."""
        here = self.progress.next
        return here.title if here and here.standing == Standing.LOCKED and here.first else ""


def path_page(actor: User, key: str) -> PathPage:
    path = path_for(actor, key)
    enrolment = path_enrolment_of(actor, path)
    if enrolment is None:
        assert path.published is not None  # what `path_for` selects by
        return PathPage(path, progress := read_path_for(actor.pk, path.published), _offer(actor, progress))
    progress = read_progress([enrolment])[0]
    return PathPage(path, progress, _offer(actor, progress), check_can_withdraw.refusal(actor, enrolment))


def _offer(actor: User, progress: PathProgress) -> Offer | None:
    return next(iter(placement_offers(actor.pk, [progress])), None)


class AssignForm(forms.Form):
    """E-mail addresses, as they are copied from a list."""

    people = forms.CharField(
        label=gettext_lazy("E-mail addresses, one on each line"),
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

    def __init__(self, actor: User, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.actor = actor

    def clean_people(self) -> list[User]:
        """Those whom the actor may put on a path; everybody else is named, as absent ones are."""
        emails = list(
            dict.fromkeys(self.cleaned_data["people"].replace(",", " ").replace(";", " ").lower().split())
        )
        if len(emails) > AT_ONCE:
            raise ValidationError(_("Put at most %(most)d people on a path at once.") % {"most": AT_ONCE})
        for email in emails:
            validate_email(email)
        may = User.objects.all() if Role.HR in self.actor.roles else visible_to(self.actor)
        found = {user.email.lower(): user for user in may.filter(is_active=True, email__in=emails)}
        strangers = [email for email in emails if email not in found]
        if strangers:
            text = ngettext(
                "None of your people has this address: %(emails)s.",
                "None of your people has these addresses: %(emails)s.",
                len(strangers),
            )
            raise ValidationError(text % {"emails": ", ".join(strangers[:10])})
        return [found[email] for email in emails]

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        return day


@dataclass(frozen=True)
class PathRow:
    """A path on the author's desk."""

    path: Path
    newest: PathVersion
    people: int

    @property
    def is_draft(self) -> bool:
        return self.newest.pk != self.path.published_id


def path_rows(actor: User) -> list[PathRow]:
    check_is_author(actor)
    on_it = Count("enrolments", filter=Q(enrolments__withdrawn_at__isnull=True), distinct=True)
    paths = Path.objects.select_related("published").annotate(people=on_it, newest=Max("versions"))
    newest = PathVersion.objects.filter(path=OuterRef("pk")).order_by("-number").values("title")[:1]
    here = [path for path in paths.order_by(by_title(Subquery(newest)), "key") if path.newest]
    versions = PathVersion.objects.in_bulk([path.newest for path in here])
    return [PathRow(path, versions[path.newest], path.people) for path in here]


@dataclass(frozen=True)
class VersionPage:
    """A version as its author judges it: what it says, who is on the path, what was published when."""

    version: PathVersion
    progress: PathProgress
    refusal: str
    people: int

    @property
    def test(self) -> str:
        """What its placement test is called."""
        return Offered(self.version.source).test

    @property
    def versions(self) -> Sequence[PathVersion]:
        versions = self.version.path.versions.select_related("created_by").order_by("-number")
        return list(versions[:VERSIONS_SHOWN])
