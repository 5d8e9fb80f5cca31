"""Keeping to one tenant: whatever passes through a scope is that tenant's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from peewee import CompoundSelectQuery, Field

from frontdesk.errors import StorageError, Undecryptable
from frontdesk.storage.insertion import Insertion
from frontdesk.storage.models.base import Model, TenantModel
from frontdesk.storage.sealing import field_named, sealed_value, stored_values
from frontdesk.storage.statements import Prepared, Slot, Statement

if TYPE_CHECKING:
    from frontdesk.storage.storage import Storage

__all__ = ["TENANT", "Guard", "selected"]

#: Where the tenant goes in statements whose values are given in order.
TENANT = Slot(TenantModel.tenant, 0)


class Guard:
    """The part of :class:`frontdesk.storage.Scope` that adds the tenant, and refuses what is another's."""

    def __init__(self, storage: Storage, tenant_id: str) -> None:
        self.storage = storage
        self.tenant_id = tenant_id

    def _check(self, model: type[Model]) -> None:
        if self.tenant_id and not issubclass(model, TenantModel):
            raise StorageError(
                f"{model.__name__} has no tenant: derive it from TenantModel, or use storage.house"
            )

    def _checked(self, model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
        """The values by the names of their fields, once it is clear that they are this tenant's."""
        self._check(model)
        named = {field_named(model, name).name: value for name, value in values.items()}
        if self.tenant_id and named.get("tenant", self.tenant_id) != self.tenant_id:
            raise _not_ours(model)
        return named

    def _owned(self, model: type[Model], row: Mapping[str, Any]) -> Mapping[str, Any]:
        """The row with its tenant."""
        if "tenant" not in row:
            return {"tenant": self.tenant_id, **row}
        if self.tenant_id and row["tenant"] != self.tenant_id:
            raise _not_ours(model)
        return row

    def _insertion(
        self, model: type[Model], names: Sequence[str], returning: Sequence[Field[Any]], *, or_nothing: bool
    ) -> Insertion:
        self._check(model)
        return Insertion(self.storage.database, model, names, returning, or_nothing=or_nothing)

    def _filtered(self, model: type[Model], query: Any, *where: Any, tenant: Slot | None = None) -> Any:
        self._check(model)
        if self.tenant_id and isinstance(query, CompoundSelectQuery):
            # Peewee takes conditions on it, and leaves them out of its text.
            raise StorageError(
                "a union of queries cannot be kept to one tenant: join their conditions or run each alone"
            )
        if self.tenant_id and issubclass(model, TenantModel):
            where = (model.tenant == (self.tenant_id if tenant is None else tenant), *where)
        return query.where(*where) if where else query

    def _guarded(self, prepared: Prepared, values: Mapping[str, Any]) -> dict[Any, Any]:
        given: dict[Any, Any] = {**values, TENANT.name: self.tenant_id}
        tenant_id = self.tenant_id or values.get("tenant", "")
        for name, field in prepared.sealed.items() if tenant_id else ():
            given[name] = sealed_value(field, values[name], tenant_id, self.storage.keys)
        return given

    def _prepared(self, prepared: Prepared, values: Mapping[str, Any]) -> Statement:
        model, counts = prepared.query.model, prepared.counts(values)
        self._check(model)
        return self.storage.statements.find(
            (prepared, bool(self.tenant_id), counts),
            lambda: self._filtered(model, prepared.query, tenant=TENANT),
            counts,
        )

    def _stored(self, model: type[Model], values: Mapping[str, Any]) -> dict[Field[Any], Any]:
        """A whole row as it is stored, where a value is an expression."""
        values = self._checked(model, values)
        if issubclass(model, TenantModel):
            values = {"tenant": self.tenant_id, **values}
        for field, default in model._meta.defaults.items():
            if field.name not in values:
                values[field.name] = default() if callable(default) else default
        return stored_values(model, values, values.get("tenant", ""), self.storage.keys)

    def _tenant_of(self, row: Any) -> str:
        if self.tenant_id:
            return self.tenant_id
        model = type(row)
        return selected(row, model.tenant) if issubclass(model, TenantModel) else ""


def selected(row: Any, field: Field[Any]) -> Any:
    """The value of a column that was read.

    :raises Undecryptable: the row is of another table.
    :raises StorageError: the column was not selected.
    """
    if not isinstance(row, field.model):
        raise Undecryptable(f"{type(row).__name__} is not a row of {field.model.__name__}: select whole rows")
    if field.name not in row.__data__:
        raise StorageError(f"{field.model.__name__}.{field.name} was not selected: add it to the query")
    return row.__data__[field_named(field.model, field.name).name]


def _not_ours(model: type[Model]) -> StorageError:
    return StorageError(f"a row of {model.__name__} for another tenant: write it in that tenant's scope")
