"""Whose learning a reader may look at as a team."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from lms.kit.titles import by_name
from people.access import team_of, units_led_by
from people.models import OrgUnit, Position, User


@dataclass(frozen=True)
class Units:
    """The units a reader sees, `heads` being those without a parent among them; `chosen` narrows the page."""

    all: list[OrgUnit]
    chosen: OrgUnit | None

    @property
    def heads(self) -> list[OrgUnit]:
        known = {unit.pk for unit in self.all}
        return [unit for unit in self.all if unit.parent_id not in known]


def units_seen_by(actor: User, wanted: str) -> Units:
    """All units for an administrator, else those led and all below. A foreign choice is no choice."""
    units = OrgUnit.objects.order_by(by_name(), "pk")
    seen = list(units if actor.is_admin else units.filter(pk__in=units_led_by(actor)))
    chosen = next((unit for unit in seen if str(unit.public_id) == _as_uuid(wanted)), None)
    return Units(seen, chosen)


def members_of(actor: User, units: Units) -> QuerySet[User]:
    """Active people with a current position in the reader's units, or in the chosen one and below."""
    people = _everybody(actor) if actor.is_admin else team_of(actor)
    if units.chosen is not None:
        below = subtree(units.chosen.pk, ((unit.pk, unit.parent_id) for unit in units.all))
        people = people.filter(pk__in=Position.objects.current().filter(unit_id__in=below).values("user_id"))
    return people


def subtree(root: int, parents: Iterable[tuple[int, int | None]]) -> set[int]:
    """`root` and every id below it, from (id, parent id) pairs in any order."""
    children: dict[int | None, list[int]] = {}
    for child, parent in parents:
        children.setdefault(parent, []).append(child)
    found, open_ids = {root}, [root]
    while open_ids:
        fresh = [child for child in children.get(open_ids.pop(), []) if child not in found]
        found.update(fresh)
        open_ids += fresh
    return found


def _everybody(admin: User) -> QuerySet[User]:
    placed = Position.objects.current().values("user_id")
    return User.objects.filter(is_active=True, pk__in=placed).exclude(pk=admin.pk)


def _as_uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
