"""Who sees whom. Everything about other people is asked here, and hidden looks like absent."""

import uuid
from collections.abc import Collection

from django.db import connection
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lms.kit.refusals import Denied, Rule
from people.models import Position, User

UNITS_LED = """
WITH RECURSIVE led AS (
    SELECT unit_id AS id FROM people_position
    WHERE user_id = %s AND leads AND starts_on <= CURRENT_DATE AND (ends_on IS NULL OR ends_on >= CURRENT_DATE)
    UNION
    SELECT unit.id FROM people_orgunit unit JOIN led ON unit.parent_id = led.id
)
SELECT id FROM led
"""

SEES = """
WITH RECURSIVE current AS (
    SELECT user_id, unit_id, leads FROM people_position
    WHERE starts_on <= CURRENT_DATE AND (ends_on IS NULL OR ends_on >= CURRENT_DATE)
), led AS (
    SELECT user_id AS leader, unit_id AS id FROM current WHERE leads AND user_id = ANY(%s)
    UNION
    SELECT led.leader, unit.id FROM people_orgunit unit JOIN led ON unit.parent_id = led.id
)
SELECT DISTINCT led.leader, current.user_id FROM led JOIN current ON current.unit_id = led.id
WHERE current.user_id = ANY(%s)
"""


def units_led_by(user: User) -> set[int]:
    """Ids of the units a person leads today, with every unit below them."""
    with connection.cursor() as cursor:
        cursor.execute(UNITS_LED, [user.pk])
        return {row[0] for row in cursor.fetchall()}


def leads_anyone(user: User) -> bool:
    return Position.objects.current().filter(user=user, leads=True).exists()


def team_of(leader: User) -> QuerySet[User]:
    """Active people whose current position lies in the leader's units or below; never the leader."""
    members = Position.objects.current().filter(unit_id__in=units_led_by(leader)).values("user_id")
    return User.objects.filter(is_active=True, pk__in=members).exclude(pk=leader.pk)


def visible_to(actor: User) -> QuerySet[User]:
    """The people whose learning an actor may see."""
    if actor.is_admin:
        return User.objects.all()
    members = Position.objects.current().filter(unit_id__in=units_led_by(actor)).values("user_id")
    return User.objects.filter(Q(pk=actor.pk) | Q(pk__in=members))


def who_sees(actors: Collection[User], people: Collection[int]) -> set[tuple[int, int]]:
    """Of the ids of `people`, whose learning each actor may see, as pairs (actor's id, person's id); in one query."""
    with connection.cursor() as cursor:
        cursor.execute(SEES, [[actor.pk for actor in actors], list(people)])
        seen = {(leader, person) for leader, person in cursor.fetchall()}
    everybody = {(actor.pk, person) for actor in actors if actor.is_admin for person in people}
    return seen | everybody | {(actor.pk, actor.pk) for actor in actors}


def person_for(actor: User, public_id: uuid.UUID) -> User:
    return get_object_or_404(visible_to(actor), public_id=public_id)


def may_see(actor: User, person: User) -> bool:
    return actor.pk == person.pk or visible_to(actor).filter(pk=person.pk).exists()


@Rule
def check_is_author(actor: User) -> None:
    if not actor.is_author:
        raise Denied(_("Only authors and administrators can change courses."))


@Rule
def check_is_admin(actor: User) -> None:
    if not actor.is_admin:
        raise Denied(_("Only administrators can open this page."))


@Rule
def check_leads(actor: User) -> None:
    if not (actor.is_admin or leads_anyone(actor)):
        raise Denied(_("You lead no team, so there is no team page for you."))
