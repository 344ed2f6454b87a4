"""People come to a path, and are taken off it."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.access import check_can_enrol
from courses.clock import site_today
from courses.locks import hold_path, lock_paths_of, touch_paths
from courses.models import Path, PathEnrolment, PathVersion
from courses.paths.importing import source_of
from courses.paths.placing import place_by_earlier
from lms.kit.refusals import Conflict, Denied, Rule
from people.audit import Did, record
from people.models import User

PASSED = gettext_lazy("This day has passed. Choose today or a later one.")


@transaction.atomic
def assign_path(
    *, by: User | None, user: User, path: Path, due_on: date | None = None, external_id: str = ""
) -> tuple[PathEnrolment, bool]:
    """Put a person on a path; whether this call did. Doing it again changes nothing but a due date that is given, and
    who put them there: whoever joined by themselves is there because of the one who asks for it afterwards.

    Without a due date the path says when it is due, counted from today, if that is yet to come. An id of another system's
    stays for good.
    """
    if by is not None:
        check_can_enrol(by, user)
    hold_path(path.pk)
    version = Path.objects.select_related("published").get(pk=path.pk).published
    if version is None:
        raise Conflict(_("This path is not published yet. Publish it before putting people on it."))
    told = {"version": version, "assigned_by": by, "due_on": due_on or _due(version)}
    is_here = PathEnrolment.objects.current().filter(user=user, path=path).exists()
    placed = [] if is_here else place_by_earlier(user, version)
    lock_paths_of(user.pk)
    row, is_new = PathEnrolment.objects.get_or_create(
        user=user, path=path, defaults={**told, "external_id": external_id}
    )
    here = PathEnrolment.objects.select_for_update().get(pk=row.pk)
    if here.withdrawn_at is not None:
        _write(here, withdrawn_at=None, **told)
        is_new = True
    if is_new:
        _record(here, by=by, user=user, path=path)
    else:
        _assign_again(here, by=by, user=user, path=path, due_on=due_on)
    touch_paths(placed)
    return here, is_new


def _assign_again(
    here: PathEnrolment, *, by: User | None, user: User, path: Path, due_on: date | None
) -> None:
    if due_on is not None and here.due_on != due_on:
        _write(here, due_on=due_on)
        record(by=by, did=Did.CHANGED_DUE_DATE, to=here, path=path.key, due_on=due_on.isoformat())
    if here.assigned_by_id == user.pk and by != user:
        _write(here, assigned_by=by)
        _record(here, by=by, user=user, path=path)


def _record(here: PathEnrolment, *, by: User | None, user: User, path: Path) -> None:
    due_on = here.due_on.isoformat() if here.due_on else None
    record(by=by, did=Did.ASSIGNED_PATH, to=here, path=path.key, user=str(user.public_id), due_on=due_on)


def is_over(due_on: date | None, *, path: Path, people: Sequence[User]) -> bool:
    """Whether a due date has passed that is not theirs already: who asks twice for the same may do so a day later."""
    if due_on is None or due_on >= site_today():
        return False
    theirs = PathEnrolment.objects.filter(path=path, user__in=people, withdrawn_at__isnull=True)
    return theirs.filter(due_on=due_on).count() < len(people)


@Rule
def check_can_withdraw(actor: User, enrolment: PathEnrolment) -> None:
    """Nobody walks off a path that somebody else put them on, also after they had joined it."""
    if actor.pk == enrolment.user_id and enrolment.assigned_by_id != actor.pk:
        raise Denied(_("Somebody else put you on this path. Ask them to take you off it."))
    check_can_enrol(actor, enrolment.user)


@transaction.atomic
def withdraw_path(*, by: User, enrolment: PathEnrolment) -> None:
    """Take a person off a path; their courses stay as they are. Doing it again changes nothing."""
    here = PathEnrolment.objects.select_for_update(of=("self",)).select_related("user", "path")
    row = here.get(pk=enrolment.pk)
    check_can_withdraw(by, row)
    if row.withdrawn_at is None:
        _write(row, withdrawn_at=Now())
        record(by=by, did=Did.WITHDREW_PATH, to=row, path=row.path.key, user=str(row.user.public_id))


def _write(here: PathEnrolment, **fields: object) -> None:
    PathEnrolment.objects.filter(pk=here.pk).update(**fields, updated_at=Now())
    here.refresh_from_db()


def _due(version: PathVersion) -> date | None:
    """None as well where the path's one day for all has passed: nobody is overdue with what they have just been given."""
    due, today = source_of(version).due, site_today()
    if due is None or (due.on and due.on < today):
        return None
    return due.on or today + timedelta(days=due.days or 0)
