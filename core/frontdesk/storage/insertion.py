"""Inserting rows: what their values are stored as, and one statement for however many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from peewee import Database, Field

from frontdesk.crypto import KeyRing
from frontdesk.errors import StorageError
from frontdesk.storage.engines.wording import Wording
from frontdesk.storage.fields import Digest, Sealed
from frontdesk.storage.models.base import Model, TenantModel
from frontdesk.storage.plain import kept_types
from frontdesk.storage.reader import Reader
from frontdesk.storage.sealing import context_of, digests_of, field_named
from frontdesk.storage.statements import Slot

__all__ = ["Insertion"]

Rows = Sequence[Mapping[str, Any]]
#: Makes what is stored in one column out of rows of plain values: what is to be found out about a column is
#: found out once for all of them.
Make = Callable[[Rows, KeyRing], Sequence[Any]]


class Insertion:
    """An INSERT into one table for rows that give values to the same fields.

    :param names: the fields that rows give plain values to, in the order in which they are asked for.
    :param returning: the fields of the new rows to be read back; none when empty.
    :param or_nothing: leave out rows that a unique constraint says are there already.
    :ivar head: the statement up to the first row.
    :ivar row: the placeholders of one row.
    :ivar tail: the statement after the last row.
    :ivar quiet_tail: the same, for a statement that returns nothing.
    :ivar returns: whether it returns anything.
    :ivar foreseen: whether it returns nothing but what is given to it and the row's number: see :meth:`tell`.
    """

    def __init__(
        self,
        database: Database,
        model: type[Model],
        names: Sequence[str],
        returning: Sequence[Field[Any]],
        *,
        or_nothing: bool,
    ) -> None:
        makes = _makes(model, names)
        query = model.insert({field: Slot(field) for field in makes})
        if or_nothing:
            query = query.on_conflict(action="nothing")
        self.head, self.row, self.quiet_tail, order = _spell(database, query)
        self.tail = self.quiet_tail
        self._reader: Reader | None = None
        if returning:
            query = query.returning(*returning)
            self.tail = _spell(database, query)[2]
            self._reader = Reader(query)
        self._makes = [makes[field] for field in order]
        self._places = _places(model, order, returning)
        self._worded: dict[int, Wording] = {}
        self.returns = bool(returning)
        self.foreseen = self._places is not None

    def parameters(self, rows: Rows, keys: KeyRing) -> list[tuple[Any, ...]]:
        """What is stored for each of these rows.

        :param rows: plain values by field name. A row of a tenant names it: that is whom it is sealed for.
        """
        return list(zip(*(make(rows, keys) for make in self._makes), strict=True))

    def spelled(self, count: int) -> str:
        """The whole statement, for so many rows."""
        return self.head + ", ".join([self.row] * count) + self.tail

    def worded(self, count: int) -> Wording:
        """The same, for a number of rows that will come again."""
        worded = self._worded.get(count)
        if worded is None:
            worded = self._worded[count] = Wording(self.spelled(count))
        return worded

    def tell(self, row: Sequence[Any], number: int) -> tuple[Any, ...]:
        """What the statement returns for a row, where that is :attr:`foreseen`.

        :param row: what is stored for it.
        :param number: the number that the database gave it.
        """
        stored = (*row, number)
        return tuple([stored[place] for place in self._places or ()])

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """What the database answered, as rows of the model."""
        return [] if self._reader is None else self._reader.read(rows)


def _spell(database: Database, query: Any) -> tuple[str, str, str, list[Field[Any]]]:
    """Head, row and tail of the statement, and the fields in the order of the row's placeholders."""
    sql, places = database.get_sql_context(counts={}).parse(query)
    # All that is between the brackets are placeholders, so the first closing one ends the row.
    before, values, after = sql.partition(" VALUES ")
    row, bracket, tail = after.partition(")")
    return before + values, row + bracket, tail, [place.field for place in places]


def _places(
    model: type[Model], order: Sequence[Field[Any]], returning: Sequence[Field[Any]]
) -> list[int] | None:
    """Where in a stored row, its number last, stands what is returned; None where that is not sure."""
    meta = model._meta
    known: dict[Any, int] = {
        field: place for place, field in enumerate(order) if kept_types(field) or type(field) is Digest
    }
    if meta.auto_increment:
        known.setdefault(meta.primary_key, len(order))
    return [known[field] for field in returning] if known.keys() >= set(returning) else None


def _makes(model: type[Model], names: Sequence[str]) -> dict[Field[Any], Make]:
    makes: dict[Field[Any], Make] = {}
    for name in names:
        field = field_named(model, name)
        if field in makes:
            raise StorageError(f"{model.__name__}.{field.name} is given twice: as {name!r} and by its name")
        makes[field] = _make(field, name)
    for field, default in model._meta.defaults.items():
        if field not in makes:
            makes[field] = _make_default(field, default)
    for digest, sealed in digests_of(model):
        if sealed in names and digest not in makes:
            makes[digest] = _make_digest(digest, sealed)
    return makes


def _make(field: Field[Any], name: str) -> Make:
    if isinstance(field, Sealed):
        return _make_sealed(field, name)
    if isinstance(field, Digest):
        return _make_digest(field, name)
    convert: Callable[[Any], Any] = field.db_value
    kept = kept_types(field)

    def make(rows: Rows, keys: KeyRing) -> Sequence[Any]:
        values = [row[name] for row in rows]
        return values if kept.issuperset(map(type, values)) else [convert(value) for value in values]

    return make


def _make_sealed(field: Sealed, name: str) -> Make:
    context, encode = context_of(field, ""), field.encode
    owned = issubclass(field.model, TenantModel)

    def make(rows: Rows, keys: KeyRing) -> Sequence[bytes | None]:
        return [
            None
            if (value := row[name]) is None
            else keys.seal(encode(value), context + row["tenant"] if owned else context)
            for row in rows
        ]

    return make


def _make_digest(field: Digest, name: str) -> Make:
    context, convert = field.context, field.db_value

    def make(rows: Rows, keys: KeyRing) -> Sequence[bytes | None]:
        return [
            keys.digest(value, context) if isinstance(value := row[name], str) else convert(value)
            for row in rows
        ]

    return make


def _make_default(field: Field[Any], default: Any) -> Make:
    convert: Callable[[Any], Any] = field.db_value
    if callable(default):
        fresh: Callable[[], Any] = default
        return lambda rows, keys: [convert(fresh()) for _ in rows]
    stored = convert(default)
    return lambda rows, keys: [stored] * len(rows)
