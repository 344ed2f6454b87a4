"""Queries that are asked again and again: written once in a process, planned once in a connection, then only asked.

Composing SQL takes Django several times as long as PostgreSQL takes to find the rows, and planning it half as long
again. On pages that everybody opens, that is most of the work:

    MINE = Prepared(lambda: Enrolment.objects.filter(user=Slot("user"), course__key=Slot("course")))
    MINE.one(user=person.pk, course="first-classifier")

What is asked is a queryset like any other, with related objects, annotations and locks; only its values may differ.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import psycopg
from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, Expression, F, Func, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from psycopg.sql import Literal
from psycopg.types.numeric import Int8

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")
Params = tuple[Any, ...]
PLACE = re.compile("%(.)")
# What a queryset does with the rows that come, beside its query.
MANNERS = ("_iterable_class", "_fields", "_prefetch_related_lookups", "_known_related_objects")


class Slot(Expression):
    """A value that is named when the query is asked, as the database takes it: keys, texts, numbers, moments."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __repr__(self) -> str:
        return f"Slot({self.name!r})"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Params]:
        return "%s", (self,)


def among(field: str, slot: str) -> Func:
    """To filter by: the field is one of the values in a list."""
    told: dict[str, Any] = {"template": "(%(expressions)s))", "arg_joiner": " = ANY("}
    return Func(F(field), Slot(slot), **told, output_field=BooleanField())


def hold(instance: Model, related: str, rows: Sequence[Model]) -> None:
    """Give an instance the rows of a relation, as a prefetch would."""
    manager = getattr(instance, related)
    held = manager.all()
    held._result_cache, held._prefetch_done = list(rows), True
    for row in rows:
        setattr(row, manager.field.name, instance)
    prefetched = getattr(instance, "_prefetched_objects_cache", {})
    instance._prefetched_objects_cache = {**prefetched, related: held}  # type: ignore[attr-defined]


class Prepared(Generic[M, Row]):
    """A query whose values are slots. `build` is called when it is asked first, in whichever thread that is."""

    def __init__(self, build: Callable[[], QuerySet[M, Row]]) -> None:
        self.build = build
        self._written: Written[M, Row] | None = None

    def all(self, **values: Any) -> list[Row]:
        written = self._written or self._write()
        if written.models is None:
            return list(self.asked(**values))
        here = written.connection()
        return written.models.of(ask(here, written.sql, values), here)

    def one(self, **values: Any) -> Row | None:
        """The first row; what is built should ask for no more."""
        return next(iter(self.all(**values)), None)

    def get(self, **values: Any) -> Row:
        """The row that must be there."""
        found = self.one(**values)
        if found is None:
            raise ObjectDoesNotExist
        return found

    def asked(self, **values: Any) -> QuerySet[M, Row]:
        """The queryset with these values, to be evaluated as it is: whoever narrows it has another query."""
        written = self._written or self._write()
        made, here = written.made, written.connection()
        reading, query = copy(written.compiler), copy(made.query)
        reading.connection, reading.query = here, query
        reading.execute_sql = lambda *_args, **_named: iter([ask(here, written.sql, values)])  # type: ignore[assignment,method-assign]
        query.get_compiler = lambda *_args, **_named: reading  # type: ignore[method-assign]
        again = type(made)(model=made.model, query=query, using=made.db)
        for manner in MANNERS:
            setattr(again, manner, getattr(made, manner))
        return again

    def _write(self) -> "Written[M, Row]":
        made = self.build()
        compiler = made.query.get_compiler(using=made.db)
        here = connections[made.db]
        here.ensure_connection()
        sql = statement(here.connection, *compiler.as_sql())
        converters = compiler.get_converters([column for column, *_named in compiler.select])
        compiler.get_converters = lambda _columns: converters
        more = any(getattr(made, manner) for manner in MANNERS[2:])
        is_plain = made._iterable_class is ModelIterable and not more
        self._written = Written(made, compiler, sql, Models(made, compiler) if is_plain else None)
        return self._written


@dataclass(frozen=True)
class Written(Generic[M, Row]):
    """A query with its SQL; `models` where its rows are models and no more."""

    made: QuerySet[M, Row]
    compiler: SQLCompiler
    sql: str
    models: "Models | None"

    def connection(self) -> Any:
        here = connections[self.made.db]
        if self.made.query.select_for_update and here.get_autocommit():
            raise TransactionManagementError("rows are locked within a transaction only")
        return here


class Models:
    """Models of rows, as `ModelIterable` makes them; what it works out anew for each queryset is worked out once."""

    def __init__(self, made: QuerySet[Any, Any], compiler: SQLCompiler) -> None:
        own = compiler.klass_info["select_fields"]
        self.db, self.model = made.db, compiler.klass_info["model"]
        self.own = slice(own[0], own[-1] + 1)
        self.names = [column.target.attname for column, *_named in compiler.select[self.own]]
        self.related = get_related_populators(compiler.klass_info, compiler.select, made.db)  # type: ignore[call-arg]
        self.annotated = compiler.annotation_col_map.items()
        self.converters = [
            (place, convert, expression)
            for place, (ways, expression) in compiler.get_converters([]).items()
            for convert in ways
        ]

    def of(self, rows: list[Any], here: Any) -> list[Any]:
        return [self._model(row) for row in (self._converted(rows, here) if self.converters else rows)]

    def _model(self, row: Sequence[Any]) -> Any:
        one = self.model.from_db(self.db, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, one)
        for name, place in self.annotated:
            setattr(one, name, row[place])
        return one

    def _converted(self, rows: list[Any], here: Any) -> Iterator[list[Any]]:
        for row in map(list, rows):
            for place, convert, expression in self.converters:
                row[place] = convert(row[place], expression, here)
            yield row


def statement(connection: Any, sql: str, params: Params) -> str:
    """The SQL with its slots as named places. What is constant is written out: indexes of some rows are chosen by it."""
    coming = iter(params)

    def place(found: re.Match[str]) -> str:
        if found[1] == "%":
            return found[0]
        value = next(coming)
        return (
            f"%({value.name})s"
            if isinstance(value, Slot)
            else Literal(value).as_string(connection).replace("%", "%%")
        )

    return PLACE.sub(place, sql)


class Cursor(psycopg.Cursor[Any]):
    """Sends values apart from the statement, which PostgreSQL keeps with its plan for as long as the connection lives."""

    def execute(self, query: Any, params: Any = None, **_named: Any) -> "Cursor":
        return super().execute(query, params, prepare=True)

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # psycopg forgets it, and Django logs it
        return self._query


def ask(here: Any, sql: str, values: dict[str, Any]) -> list[Any]:
    """The rows, in one list."""
    with asking(here, sql, values) as cursor:
        rows: list[Any] = cursor.fetchall()
        return rows


def carry_out(sql: str, **values: Any) -> int:
    """A statement that changes rows and brings none: how many. Its values are written as psycopg writes them: `%(name)s`."""
    with asking(connections[DEFAULT_DB_ALIAS], sql, values) as cursor:
        return int(cursor.rowcount)


@contextmanager
def asking(here: Any, sql: str, values: dict[str, Any]) -> Iterator[Any]:
    here.ensure_connection()
    # Numbers of one width, or one statement would be planned for each width of each of them.
    sized = {name: Int8(value) if type(value) is int else value for name, value in values.items()}
    with here._prepare_cursor(Cursor(here.connection)) as cursor:
        cursor.execute(sql, sized)
        yield cursor
