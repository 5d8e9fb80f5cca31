"""One tenant's part of the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from peewee import Field, Node

from frontdesk.errors import StorageError
from frontdesk.storage.fields import Digest, Sealed
from frontdesk.storage.guard import TENANT, Guard, selected
from frontdesk.storage.models.base import Model, TenantModel
from frontdesk.storage.pages import Page, page_of
from frontdesk.storage.sealing import context_of, has_sealed, stored_values
from frontdesk.storage.shapes import shape_of, slotted
from frontdesk.storage.statements import Prepared, Slot

if TYPE_CHECKING:
    pass

__all__ = ["Scope"]

_PLAIN = frozenset({type(None), bool, int, str, bytes, datetime, Decimal})


class Scope(Guard):
    """One tenant's part of the database: what it reads and writes is that tenant's, and sealed for it.

    ``storage.house`` is the scope of the installation itself (``tenant_id`` is empty): it is not filtered,
    reaches tables without a tenant, and is for the core's work across tenants.
    """

    def __repr__(self) -> str:
        return f"<Scope of {self.tenant_id or 'the house'}>"

    # -- reading ---------------------------------------------------------------------------------------------

    def select(self, model: type[Model], *fields: Any) -> Any:
        """A Peewee select of this tenant's rows, to be refined and given to :meth:`rows`.

        :param fields: columns and expressions; all columns of the model when none are given.
        """
        query = model.select(*fields) if fields else model.select()
        return self._filtered(model, query.bind(self.storage.database))

    def get(self, model: type[Model], *where: Any) -> Any | None:
        """The one row that meets these conditions, or None."""
        self._check(model)
        values: list[Any] = [self.tenant_id]
        shape = shape_of(model, where, values)
        if shape is None:
            return self.storage.first(self.select(model).where(*where))
        statement = self.storage.statements.find(
            ("get", model, bool(self.tenant_id), shape),
            lambda: self._filtered(model, model.select().limit(1), *slotted(where, 1), tenant=TENANT),
        )
        rows = self.storage.fetch(statement, values)
        return rows[0] if rows else None

    def rows(self, query: Any, /, **values: Any) -> list[Any]:
        """Run a select of a model and fetch all its rows: this tenant's, whatever its conditions say.

        :param query: a Peewee select, or a :class:`Prepared` query.
        :param values: what goes into the slots of a prepared query.
        """
        if isinstance(query, Prepared):
            return self.storage.fetch(self._prepared(query, values), self._guarded(query, values))
        # Once more, as ``.orwhere()`` would have opened the filter of ``select`` to other tenants.
        return self.storage.rows(self._filtered(query.model, query))

    def tuples(self, query: Prepared, /, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a prepared select as tuples of its columns: for very many rows of few columns."""
        return self.storage.fetch_tuples(self._prepared(query, values), self._guarded(query, values))

    def first(self, query: Prepared, /, **values: Any) -> Any | None:
        """The first of the rows of a prepared select, or None."""
        rows = self.rows(query, **values)
        return rows[0] if rows else None

    def page(self, query: Any, limit: int, cursor: str | None = None) -> Page:
        """One page of a query made by :meth:`select`, newest first by id.

        :param limit: rows on the page, at least 1.
        :param cursor: what the page before gave as ``next``; None for the first page.
        :raises BadCursor: no page ever gave this cursor.
        """
        return page_of(query, [query.model._meta.primary_key], limit, cursor, self.rows)

    def reveal(self, row: Any, field: Any) -> Any:
        """The plain value of a sealed column.

        :param row: a row of this tenant, with the column selected (for the house also its tenant).
        :param field: ``Contact.phone``.
        :return: the text or JSON value, or None where the column is null.
        :raises Undecryptable: the row is another tenant's, the value was changed, or its key is gone.
        """
        if not isinstance(field, Sealed):
            raise StorageError(f"{field!r} is not sealed: read it from the row")
        envelope = selected(row, field)
        return None if envelope is None else self._opened(field, envelope, self._tenant_of(row))

    def open(self, field: Any, envelope: Any) -> Any:
        """The plain value of a sealed column of this tenant, read just as it is stored.

        :param field: ``Contact.phone``.
        :param envelope: what the column holds, or None.
        :return: the text or JSON value, or None.
        :raises Undecryptable: it is another tenant's or another column's, was changed, or its key is gone.
        """
        return None if envelope is None else self._opened(field, bytes(envelope), self.tenant_id)

    def _opened(self, field: Any, envelope: bytes, tenant_id: str) -> Any:
        return field.decode(self.storage.keys.open(envelope, context_of(field, tenant_id)))

    def digest(self, field: Any, value: str) -> bytes:
        """What to look a value up by: ``Contact.phone_digest == scope.digest(Contact.phone_digest, phone)``.

        :param value: in its canonical form; it is hashed as it is.
        """
        if not isinstance(field, Digest):
            raise StorageError(f"{field!r} is not a Digest")
        return self.storage.keys.digest(value, field.context)

    # -- writing ---------------------------------------------------------------------------------------------

    def insert(self, model: type[Model], **values: Any) -> Any:
        """Insert a row: its tenant is filled in, sealed fields are sealed and digests made.

        :param values: plain values by field name.
        :return: the id of the row.
        :raises OutsideTransaction: there is no write transaction.
        :raises Conflict: a constraint does not allow it.
        """
        return self._insert(model, values, or_nothing=False)

    def insert_new(self, model: type[Model], **values: Any) -> Any | None:
        """Insert a row, unless a unique constraint says that it is there already.

        :return: the id of the row, or None when nothing was inserted.
        :raises OutsideTransaction: there is no write transaction.
        """
        return self._insert(model, values, or_nothing=True)

    def insert_many(
        self,
        model: type[Model],
        rows: Sequence[Mapping[str, Any]],
        *,
        returning: Sequence[Field[Any]] = (),
        or_nothing: bool = False,
        as_rows: bool = True,
        last: bool = False,
    ) -> list[Any]:
        """Insert rows, all with one statement where the database is a server.

        :param rows: plain values by field name, the same fields in each; for the house also the tenant.
        :param returning: the fields of the new rows to read back, such as their ids.
        :param or_nothing: leave out rows that a unique constraint says are there already.
        :param as_rows: False gives tuples instead, just as the driver makes them: for ids and the like.
        :param last: nothing follows in the write transaction. On a server it is committed with the rows, and
            what raises afterwards, before the end of the block, undoes nothing any more.
        :return: the new rows with these fields, in no promised order: tell them apart by a key.
        :raises OutsideTransaction: there is no write transaction.
        :raises Conflict: a constraint does not allow it. Where nothing is returned, PostgreSQL may say so
            only with a later statement or the commit.
        """
        if not rows:
            return []
        owned = issubclass(model, TenantModel)
        rows = [self._owned(model, row) for row in rows] if owned else rows
        names = tuple(rows[0])
        insertion = self.storage.statements.recall(
            ("insert", model, or_nothing, names, tuple(field.name for field in returning)),
            lambda: self._insertion(model, names, returning, or_nothing=or_nothing),
        )
        stored = insertion.parameters(rows, self.storage.keys)
        inserted = self.storage.insert(insertion, stored, last=last)
        return insertion.read(inserted) if as_rows else inserted

    def run_many(self, query: Prepared, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a prepared update or delete once for each of these rows, in one go.

        :param rows: the values of its slots. In the house a row that has values to seal also names its
            ``tenant``, which limits nothing: the conditions of the query must.
        :raises OutsideTransaction: there is no write transaction.
        :raises Conflict: a constraint does not allow it; PostgreSQL may say so only with a later statement or
            the commit.
        """
        if rows:
            statement = self._prepared(query, rows[0])
            self.storage.repeat(statement, [self._guarded(query, row) for row in rows])

    def update(self, model: type[Model], *where: Any, **values: Any) -> int:
        """Change those of this tenant's rows that meet the conditions.

        :param values: plain values, or expressions such as ``Inbox.attempts + 1``, by field name.
        :return: the number of rows.
        :raises OutsideTransaction: there is no write transaction.
        :raises Conflict: a constraint does not allow it.
        """
        values = self._checked(model, values)
        tenant_id = self.tenant_id or values.get("tenant", "")
        if not tenant_id and issubclass(model, TenantModel) and has_sealed(model, values):
            raise StorageError(
                f"sealed values of {model.__name__} belong to a tenant: update them in storage.scope(tenant)"
            )
        stored = stored_values(model, values, tenant_id, self.storage.keys)
        given = [self.tenant_id, *stored.values()]
        shape = None if _has_nodes(given) else shape_of(model, where, given)
        if shape is None:
            return self.storage.run(self._filtered(model, model.update(stored), *where))
        statement = self.storage.statements.find(
            ("update", model, bool(self.tenant_id), tuple(field.name for field in stored), shape),
            lambda: self._filtered(
                model,
                model.update({field: Slot(field, index) for index, field in enumerate(stored, 1)}),
                *slotted(where, 1 + len(stored)),
                tenant=TENANT,
            ),
        )
        return self.storage.change(statement, given)

    def delete(self, model: type[Model], *where: Any) -> int:
        """Delete those of this tenant's rows that meet the conditions.

        :return: the number of rows.
        :raises OutsideTransaction: there is no write transaction.
        """
        return self.storage.run(self._filtered(model, model.delete(), *where))

    def require_write(self) -> None:
        """Make sure that what follows is part of the write transaction.

        :raises OutsideTransaction: there is none.
        """
        self.storage.require_write()

    def lock(self, *keys: str) -> None:
        """Hold these names of this tenant until the write transaction ends; whoever else wants one waits.

        :raises OutsideTransaction: there is no write transaction.
        """
        self.storage.lock(*(f"{self.tenant_id}/{key}" for key in keys))

    def _insert(self, model: type[Model], values: dict[str, Any], *, or_nothing: bool) -> Any | None:
        returning: list[Any] = [model._meta.primary_key]
        if _has_nodes(values.values()):
            stored = self._stored(model, values)
            query = model.insert(stored).returning(*returning)
            rows = self.storage.rows(query.on_conflict(action="nothing") if or_nothing else query)
        else:
            rows = self.insert_many(model, [values], returning=returning, or_nothing=or_nothing)
        return rows[0].get_id() if rows else None


def _has_nodes(values: Collection[Any]) -> bool:
    # Almost always the types say at once that there are none.
    return not _PLAIN.issuperset(map(type, values)) and any(isinstance(value, Node) for value in values)
