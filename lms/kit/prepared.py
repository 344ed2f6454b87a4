"""Queries that are asked again and again: their SQL is written once in a process, and asked with other values each time.

Composing SQL takes Django several times as long as PostgreSQL takes to answer it. On pages that everybody opens, that is
most of the work:

    MINE = Prepared(lambda: Enrolment.objects.filter(user=Slot("user"), course__key=Slot("course")))
    MINE.one(user=person.pk, course="first-classifier")

What is asked is a queryset like any other, with related objects, annotations and locks; only its values may differ.
"""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connections
from django.db.models import BooleanField, Expression, F, Func, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")
Params = tuple[Any, ...]
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
        self._written: tuple[QuerySet[M, Row], SQLCompiler, str, Params] | None = None

    def all(self, **values: Any) -> list[Row]:
        return list(self.asked(**values))

    def one(self, **values: Any) -> Row | None:
        """The first row; what is built should ask for no more."""
        return next(iter(self.asked(**values)), None)

    def get(self, **values: Any) -> Row:
        """The row that must be there."""
        found = self.one(**values)
        if found is None:
            raise ObjectDoesNotExist
        return found

    def asked(self, **values: Any) -> QuerySet[M, Row]:
        """The queryset with these values, to be evaluated as it is: whoever narrows it has another query."""
        made, compiler, sql, params = self._written or self._write()
        here = connections[made.db]
        if made.query.select_for_update and here.get_autocommit():
            raise TransactionManagementError("rows are locked within a transaction only")
        asking, query = copy(compiler), copy(made.query)
        filled = tuple(values[one.name] if isinstance(one, Slot) else one for one in params)
        asking.connection, asking.query = here, query
        asking.as_sql = lambda *_args, **_named: (sql, filled)  # type: ignore[method-assign]
        query.get_compiler = lambda *_args, **_named: asking  # type: ignore[method-assign]
        again = type(made)(model=made.model, query=query, using=made.db)
        for manner in MANNERS:
            setattr(again, manner, getattr(made, manner))
        return again

    def _write(self) -> tuple[QuerySet[M, Row], SQLCompiler, str, Params]:
        made = self.build()
        compiler = made.query.get_compiler(using=made.db)
        sql, params = compiler.as_sql()
        self._written = made, compiler, sql, tuple(params)
        return self._written
