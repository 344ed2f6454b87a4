"""The demo company: invented people of an insurer, made once on an empty database, with passwords of this install only."""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from courses.actions import enrol
from courses.models import Course
from people.models import OrgUnit, Position, Role, User
from people.tokens import HR_WORK, OWN_WORK, Scope, issue_token

SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class Member:
    """One invented person. `part` is the role under which demo.json lists the sign-in, empty for colleagues."""

    name: str
    part: str
    unit: str
    title: str
    leads: bool = False
    roles: tuple[Role, ...] = ()
    language: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@demo.example"


UNITS = {
    "Northwind Mutual": None,
    "Claims": "Northwind Mutual",
    "Claims North": "Claims",
    "Claims South": "Claims",
    "Sales": "Northwind Mutual",
    "Academy": "Northwind Mutual",
}
PEOPLE = (
    Member("Ling Zhao", "learner", "Claims North", "Claims handler"),
    Member("Marco Rossi", "manager", "Claims", "Head of claims", leads=True),
    Member("Omar Haddad", "other_manager", "Sales", "Head of sales", leads=True),
    Member("Aisha Bello", "author", "Academy", "Course author", roles=(Role.AUTHOR,)),
    Member("Dana Novak", "admin", "Academy", "Platform administrator", roles=(Role.ADMIN,)),
    Member("Sven Lindqvist", "stranger", "Sales", "Broker adviser"),
    Member("Grace Kim", "", "Claims North", "Claims handler"),
    Member("Jonas Weber", "", "Claims North", "Claims handler"),
    Member("Tomasa Silva", "", "Claims South", "Senior claims handler"),
    Member("Priya Nair", "", "Claims South", "Claims handler"),
)
LEARNERS_ENROLLED = ("learner", "stranger", "")


@transaction.atomic
def create(path: Path, *, origin: str) -> None:
    """Units, people, positions, enrolments and tokens; the sign-ins go to `path`, readable by its owner only."""
    units: dict[str, OrgUnit] = {}
    for name, parent in UNITS.items():
        units[name] = OrgUnit.objects.create(name=name, parent=units[parent] if parent else None)
    signins, people = [], {}
    for member in PEOPLE:
        password = secrets.token_urlsafe(9) if member.part else None
        user = User.objects.create_user(member.email, password, name=member.name, roles=list(member.roles))
        Position.objects.create(
            user=user, unit=units[member.unit], title=member.title, leads=member.leads, starts_on=SINCE
        )
        if member.part:
            people[member.part] = user
            signins.append(
                {"role": member.part, "name": user.name, "email": user.email, "password": password}
            )
    for course in Course.objects.filter(published__shared=False):
        for user in User.objects.filter(email__in=[m.email for m in PEOPLE if m.part in LEARNERS_ENROLLED]):
            enrol(by=None, user=user, course=course)
    hr = User.objects.create_user("hr-system@demo.example", None, name="HR system", roles=[Role.HR])
    tokens = {
        "hr": _token(hr, HR_WORK),
        "learner": _token(people["learner"], OWN_WORK),
        "stranger": _token(people["stranger"], OWN_WORK),
    }
    write(path, {"url": origin, "people": signins, "tokens": tokens})


def _token(user: User, scopes: frozenset[Scope]) -> str:
    return issue_token(by=None, user=user, scopes=set(scopes), label="demo")


def write(path: Path, content: dict[str, object]) -> None:
    """Replace the file in one step; it never exists half written or readable by others."""
    draft = path.with_suffix(".tmp")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
    draft.replace(path)


def readdress(path: Path, *, origin: str) -> None:
    """The same sign-ins under the address of this start."""
    content = json.loads(path.read_text())
    if content["url"] != origin:
        write(path, content | {"url": origin})
