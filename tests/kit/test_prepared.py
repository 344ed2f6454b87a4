"""Prepared queries bring what their querysets bring, and are composed once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import ProgrammingError, connection, transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Upper
from django.db.transaction import TransactionManagementError
from pytest_django import DjangoAssertNumQueries

from lms.kit.prepared import Prepared, Slot, among, hold
from people.models import AuditEvent, Position, User
from tests.conftest import Company


def told(user: Model | None) -> dict[str, object] | None:
    return user and {name: value for name, value in vars(user).items() if name != "_state"}


def test_it_brings_what_its_queryset_brings(company: Company) -> None:
    made = User.objects.annotate(loud=Upper("name"), first=F("name")).defer("password").order_by("pk")
    asked = Prepared(lambda: made.filter(email=Slot("email")))
    for person in (company.ling, company.marco):
        assert told(asked.one(email=person.email)) == told(made.filter(email=person.email).first())
    assert asked.one(email="nobody@example.org") is None
    assert asked.all(email="nobody@example.org") == []


def test_related_objects_come_with_it(
    company: Company, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places = Prepared(lambda: Position.objects.filter(user=Slot("user")).select_related("unit__parent"))
    for person, unit in ((company.ling, company.north), (company.omar, company.sales)):
        with django_assert_num_queries(1):
            place = places.get(user=person.pk)
            assert (place.unit, place.unit.parent) == (unit, unit.parent)


def test_what_is_converted_is_converted_and_what_is_not_there_is_none(company: Company) -> None:
    event = AuditEvent.objects.create(did="looked", kind="page", object_id="1", detail={"said": ["a", 1]})
    made = AuditEvent.objects.select_related("actor")
    asked = Prepared(lambda: made.filter(pk=Slot("pk")))
    for _time in range(2):
        found = asked.get(pk=event.pk)
        assert (found.detail, found.actor) == ({"said": ["a", 1]}, None)
        assert told(found) == told(made.get(pk=event.pk))


def test_values_of_subqueries_and_lists_are_slots_too(company: Company) -> None:
    def leaders() -> QuerySet[User, tuple[str, bool]]:
        leads = Exists(Position.objects.filter(user=OuterRef("pk"), leads=Slot("leads")))
        return User.objects.filter(among("pk", "people")).values_list("name", leads).order_by("name")

    asked = Prepared(leaders)
    people = [company.ling.pk, company.marco.pk]
    assert asked.all(people=people, leads=True) == [("Ling", False), ("Marco", True)]
    assert asked.all(people=people, leads=False) == [("Ling", True), ("Marco", False)]
    assert asked.all(people=[], leads=True) == []


def test_it_is_composed_once(company: Company) -> None:
    built = []

    def named() -> QuerySet[User, str]:
        built.append(1)
        return User.objects.filter(pk=Slot("pk")).values_list("name", flat=True)

    asked = Prepared(named)
    assert [asked.one(pk=person.pk) for person in (company.ling, company.sven)] == ["Ling", "Sven"]
    assert len(built) == 1


def test_it_is_planned_once_in_a_connection_whatever_the_width_of_its_numbers(company: Company) -> None:
    asked = Prepared(lambda: User.objects.filter(Q(name="100% own") | Q(name=Slot("name")), pk=Slot("pk")))
    for number in (1, 40_000, 5_000_000_000):
        assert asked.one(pk=number, name="Ling") is None
    assert asked.get(pk=company.ling.pk, name="Ling") == company.ling
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE strpos(statement, %s) > 0", ["100% own"]
        )
        (kept,) = cursor.fetchall()
    assert "'100% own'" in kept[0]
    assert "$2" in kept[0]


def test_what_an_asked_queryset_says_is_kept_until_it_is_asked_again(company: Company) -> None:
    names = Prepared(lambda: User.objects.filter(pk=Slot("pk")).values_list("name", flat=True))
    ling, sven = names.asked(pk=company.ling.pk), names.asked(pk=company.sven.pk)
    assert (list(sven), list(ling)) == (["Sven"], ["Ling"])


def test_a_value_that_is_not_given_is_a_mistake(company: Company) -> None:
    with pytest.raises(ProgrammingError, match="missing: pk"):
        Prepared(lambda: User.objects.filter(pk=Slot("pk"))).all(id=company.ling.pk)


def test_a_row_that_must_be_there_is_missed(db: None) -> None:
    with pytest.raises(ObjectDoesNotExist):
        Prepared(lambda: User.objects.filter(pk=Slot("pk"))).get(pk=0)


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_within_a_transaction_only(company: Company) -> None:
    locked = Prepared(lambda: User.objects.select_for_update().filter(pk=Slot("pk")))
    with transaction.atomic():
        assert locked.one(pk=company.ling.pk) == company.ling
    with pytest.raises(TransactionManagementError):
        locked.one(pk=company.ling.pk)


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_get_their_own_rows(company: Company) -> None:
    names = Prepared(lambda: User.objects.filter(pk=Slot("pk")).values_list("name", flat=True))
    people = [company.ling, company.marco, company.omar, company.sven]

    def ask(person: User) -> bool:
        try:
            return all(names.one(pk=person.pk) == person.name for _time in range(50))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        assert all(pool.map(ask, people))


def test_what_is_held_is_not_asked_for(
    company: Company, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places = list(Position.objects.filter(user=company.ling))
    hold(company.ling, "positions", places)
    with django_assert_num_queries(0):
        assert list(company.ling.positions.all()) == places
        assert company.ling.positions.all()[0].user is company.ling
