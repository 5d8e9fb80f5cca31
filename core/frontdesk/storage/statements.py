"""Statements whose SQL text is written once and run many times.

Peewee writes the text of a query anew each time, which takes far longer than most statements take to run.
What runs for every message is therefore prepared: Peewee writes it at the first run, with a :class:`Slot`
wherever a value goes, and from then on there are only values to fill in.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from peewee import Database, Delete, Field, Insert, Node, Update

from frontdesk.storage.engines.wording import Wording
from frontdesk.storage.fields import Sealed
from frontdesk.storage.plain import kept_types
from frontdesk.storage.reader import Reader

__all__ = ["Prepared", "Slot", "Statement", "Statements", "Values", "holding", "operation_of"]

S = TypeVar("S")

_OPERATIONS = frozenset({"select", "insert", "update", "delete"})

#: When more statements than this are known, all are forgotten: conditions are being made up at random.
_MOST = 2_000

#: The values of slots, by their names or in order.
Values = Mapping[Any, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value goes: the whole value of a slot, or one item of it."""

    name: Any
    field: Field[Any]
    item: int | None = None


class Slot(Node):
    """A place in a query for a value that is given when it is run.

    :param field: what the value is compared with or stored in, which converts it, and refuses what is not
        sealed or hashed as it should be.
    :param name: what the value is given as, or its index where values are given in order; the field's name by
        default.
    """

    def __init__(self, field: Any, name: str | int | None = None) -> None:
        self.field: Field[Any] = field
        self.name: str | int = field.name if name is None else name

    def __sql__(self, ctx: Any) -> Any:
        count = ctx.state.counts.get(self.name)
        if count is None:
            return ctx.value(_Place(self.name, self.field), converter=False)
        ctx.literal("(")
        for item in range(count):
            ctx.literal(", " if item else "").value(_Place(self.name, self.field, item), converter=False)
        return ctx.literal(")")


def holding(query: Any, *, skip_locked: bool = False) -> Any:
    """A select that holds its rows until the write transaction ends. For PostgreSQL: SQLite holds everything.

    :param skip_locked: leave out rows that somebody else holds, instead of waiting for them.
    """
    # Not the stronger FOR UPDATE, which would keep new rows from referring to these.
    return query.for_update("FOR NO KEY UPDATE", skip_locked=skip_locked)


class Prepared:
    """A query with slots, made once and run with the values of its slots by name.

    Give it to ``Storage.rows``, ``first`` or ``run``, or to the same of a ``Scope``, which adds the tenant to
    its conditions.

    :param query: a select of whole rows or columns (also of inner joins), or an update or delete.
    :param many: names of the slots that are given lists, never empty, for ``field.in_(slot)``.
    """

    __slots__ = ("many", "query", "sealed")

    def __init__(self, query: Any, *, many: Sequence[str] = ()) -> None:
        self.query = query
        self.many = tuple(many)
        #: The sealed fields that an update writes, by the names of their slots.
        self.sealed: dict[str, Sealed] = {
            str(value.name): field
            for field, value in (getattr(query, "_update", None) or {}).items()
            if isinstance(field, Sealed) and isinstance(value, Slot)
        }

    def counts(self, values: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
        """How many values the slots with lists are given: their text depends on it.

        Rounded up, so that there are few texts to know; the last value is then given several times.
        """
        return tuple((name, 1 << (len(values[name]) - 1).bit_length()) for name in self.many)


class Statement:
    """One statement as a database wants it.

    :ivar sql: its text.
    :ivar wording: the same, with the values that are always the same.
    :ivar operation: what it does, in a word: see :func:`operation_of`.
    :ivar writes: whether it changes anything.
    """

    __slots__ = (
        "_constants",
        "_listed",
        "_query",
        "_reader",
        "_single",
        "operation",
        "sql",
        "wording",
        "writes",
    )

    def __init__(self, database: Database, query: Any, counts: Mapping[str, int]) -> None:
        self.sql, values = database.get_sql_context(counts=counts).parse(query)
        self.operation = operation_of(self.sql)
        self.writes = _writes(query)
        self._constants = [None if isinstance(value, _Place) else value for value in values]
        self.wording = Wording(
            self.sql, {i: value for i, value in enumerate(values) if not isinstance(value, _Place)}
        )
        places = [(index, place) for index, place in enumerate(values) if isinstance(place, _Place)]
        self._single = [(index, place.name, *_stored(place)) for index, place in places if place.item is None]
        self._listed = [
            (index, place.item, place.name, *_stored(place))
            for index, place in places
            if place.item is not None
        ]
        self._query = query
        self._reader: Reader | None = None

    def parameters(self, values: Values) -> list[Any]:
        """What goes into the places, as the fields convert it.

        :raises KeyError: a slot is given no value.
        """
        parameters = list(self._constants)
        for index, name, kept, convert in self._single:
            value = values[name]
            parameters[index] = value if type(value) in kept else convert(value)
        for index, item, name, kept, convert in self._listed:
            listed = values[name]
            value = listed[item] if item < len(listed) else listed[-1]
            parameters[index] = value if type(value) in kept else convert(value)
        return parameters

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """What the database answered, as rows of the model."""
        reader = self._made_reader()
        return reader.read(rows) if reader is not None else []

    def read_tuples(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """The same as plain tuples."""
        reader = self._made_reader()
        return reader.tuples(rows) if reader is not None else []

    def _made_reader(self) -> Reader | None:
        if self._reader is None and getattr(self._query, "_returning", None):
            self._reader = Reader(self._query)
        return self._reader


def _writes(query: Any) -> bool:
    """Whether it changes or holds anything, itself or in what it selects from."""
    if isinstance(query, Insert | Update | Delete) or getattr(query, "_for_update", None):
        return True
    return any(_writes(part._query) for part in getattr(query, "_cte_list", None) or ())


def _stored(place: _Place) -> tuple[frozenset[type[Any]], Callable[[Any], Any]]:
    """The types of values that are stored as they are, and what is made of the others."""
    return kept_types(place.field), place.field.db_value


def operation_of(sql: str) -> str:
    """``select``, ``insert``, ``update``, ``delete`` or ``other``."""
    word = sql.lstrip("( \n\t").partition(" ")[0].lower()
    return word if word in _OPERATIONS else "other"


class Statements:
    """The statements of one database, written when they are first needed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[Hashable, Any] = {}

    def find(
        self, shape: Hashable, query: Callable[[], Any], counts: Sequence[tuple[str, int]] = ()
    ) -> Statement:
        """The statement of this shape.

        :param shape: the same for queries with the same text.
        :param query: makes the query, with slots, where the statement is not known yet.
        :param counts: how many values are given to slots that are given lists.
        """
        return self.recall(shape, lambda: Statement(self._database, query(), dict(counts)))

    def recall(self, shape: Hashable, make: Callable[[], S]) -> S:
        """What was made for this shape, or what is made for it now."""
        known: S | None = self._known.get(shape)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[shape] = make()
        return known
