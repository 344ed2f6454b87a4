"""What each person finds in the navigation: only doors that open for them."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import CourseMember
from lms.kit.prepared import Prepared, Slot
from lms.kit.requests import shown_at
from people.models import Position, User

# Pages that lie behind a door though their addresses do not begin with its own.
BEHIND = {
    "reporting:home": ("/review/",),
    "courses:catalogue": ("/labs/", "/certificates/", "/bookmarks/", "/paths/"),
    "training_jobs:experiments": ("/runs/", "/compare/"),
    "courses:authoring": ("/marking/",),
}


def _roles() -> QuerySet[User, tuple[bool, bool]]:
    leads = Exists(Position.objects.current().filter(user=OuterRef("pk"), leads=True))
    works = Exists(CourseMember.objects.filter(user=OuterRef("pk")))
    return User.objects.filter(pk=Slot("pk")).values_list(leads, works)


ROLES = Prepared(_roles)


@dataclass(frozen=True)
class Door:
    label: str
    href: str
    here: bool


def _roles_by_rows(user: User) -> tuple[bool, bool]:
    """Whether a person leads a team, and whether they work on a course; in one query, for it is asked on every page."""
    if user.is_admin:
        return True, True
    leads_team, has_role = ROLES.one(pk=user.pk) or (False, False)
    return leads_team, user.is_author or has_role


def navigation(request: HttpRequest) -> dict[str, object]:
    """`doors` for the signed-in person, an empty list for others and for fragments; `shown_at`, to come back to."""
    languages = [
        (code, name)
        for code, name in (("en", "English"), ("zh-hans", "简体中文"))
        if code in dict(settings.LANGUAGES)
    ]
    told = {"languages": languages, "shown_at": shown_at(request)}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "htmx", False):
        return {"doors": [], **told}
    leads, works = _roles_by_rows(user)
    wanted = [
        (_("My learning"), "reporting:home", True),
        (_("Courses"), "courses:catalogue", True),
        (_("Experiments"), "training_jobs:experiments", True),
        (_("Computing"), "training_jobs:compute", True),
        (_("Team"), "reporting:team", leads),
        (_("Authoring"), "courses:authoring", works),
        (_("Queue"), "training_jobs:queue", user.is_admin),
        (_("Administration"), "admin:index", user.is_admin),
    ]
    doors = []
    for label, name, opens in wanted:
        if opens:
            href = reverse(name)
            behind = BEHIND.get(name, ()) if href == "/" else (href, *BEHIND.get(name, ()))
            here = request.path == href or request.path.startswith(behind)
            doors.append(Door(str(label), href, here))
    return {"doors": doors, "has_team": leads, "has_desk": works, **told}
