"""Who may open which path. Everybody may read a published one; who is on it is seen by those who lead them."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.models import Path, PathEnrolment, PathVersion
from lms.kit.refusals import Denied, Rule
from lms.kit.titles import by_name
from people.access import check_is_author, leads_anyone, visible_to
from people.models import Role, User


def published_paths() -> QuerySet[Path]:
    return Path.objects.filter(published__isnull=False).select_related("published")


def path_for(actor: User, key: str) -> Path:
    """A published path; every signed-in person may read what it is about."""
    return get_object_or_404(published_paths(), key=key)


def path_enrolments() -> QuerySet[PathEnrolment]:
    return PathEnrolment.objects.select_related("user", "path", "version", "assigned_by")


def path_enrolment_of(user: User, path: Path) -> PathEnrolment | None:
    return path_enrolments().current().filter(user=user, path=path).first()  # type: ignore[attr-defined]


def version_for(actor: User, public_id: uuid.UUID) -> PathVersion:
    check_is_author(actor)
    versions = PathVersion.objects.select_related("path__published", "created_by")
    return get_object_or_404(versions, public_id=public_id)


def authored_paths(actor: User) -> QuerySet[Path]:
    check_is_author(actor)
    return Path.objects.select_related("published").order_by("key")


@Rule
def check_assigns_paths(actor: User) -> None:
    if not (actor.is_admin or Role.HR in actor.roles or leads_anyone(actor)):
        raise Denied(_("Only managers, HR and administrators can put people on a path."))


def people_on(actor: User, path: Path) -> QuerySet[PathEnrolment]:
    """Those on the path whom the actor may see, by name."""
    check_assigns_paths(actor)
    people = User.objects.all() if Role.HR in actor.roles else visible_to(actor)
    here = path_enrolments().filter(path=path, withdrawn_at__isnull=True, user__in=people)
    return here.filter(user__is_active=True).order_by(by_name("user__name"), "pk")


def path_enrolment_for(actor: User, path: Path, public_id: uuid.UUID) -> PathEnrolment:
    return get_object_or_404(people_on(actor, path), public_id=public_id)
