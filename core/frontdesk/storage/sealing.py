"""Turning the values of a row into what is stored, and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from peewee import Field, Node

from frontdesk.crypto import KeyRing
from frontdesk.errors import StorageError
from frontdesk.storage.fields import Digest, Sealed
from frontdesk.storage.models.base import Model

__all__ = ["context_of", "digests_of", "field_named", "has_sealed", "sealed_value", "stored_values"]


_GUARDED = (Sealed, Digest)


def context_of(field: Field[Any], tenant_id: str) -> str:
    """Where a sealed value belongs: ``table.column.tenant``."""
    return f"{field.model._meta.table_name}.{field.column_name}.{tenant_id}"


def field_named(model: type[Model], name: str) -> Field[Any]:
    """The field of this name, or the foreign key behind ``contact_id``.

    :raises StorageError: the model has no such field.
    """
    field: Field[Any] | None = model._meta.combined.get(name)
    if field is None:
        raise StorageError(
            f"{model.__name__} has no field {name!r}; it has {', '.join(model._meta.sorted_field_names)}"
        )
    return field


def has_sealed(model: type[Model], values: Mapping[str, Any]) -> bool:
    """Whether any of these values is to be stored sealed."""
    return any(
        isinstance(field_named(model, name), Sealed) and value is not None for name, value in values.items()
    )


def sealed_value(field: Sealed, value: Any, tenant_id: str, keys: KeyRing) -> bytes | None:
    """The envelope of a plain value."""
    return None if value is None else keys.seal(field.encode(value), context_of(field, tenant_id))


def stored_values(
    model: type[Model], values: Mapping[str, Any], tenant_id: str, keys: KeyRing
) -> dict[Field[Any], Any]:
    """Seal what is to be sealed and hash what is to be found.

    :param values: plain values by the names of the fields; a digest may be given as text (it is hashed) or
        as bytes.
    """
    stored: dict[Field[Any], Any] = {}
    for name, value in values.items():
        field = field_named(model, name)
        if value is None or not isinstance(field, _GUARDED) or isinstance(value, Node):
            stored[field] = value
        elif isinstance(field, Sealed):
            stored[field] = sealed_value(field, value, tenant_id, keys)
        else:
            stored[field] = keys.digest(value, field.context) if isinstance(value, str) else value
    for digest, sealed in digests_of(model):
        if sealed in values:
            value = values[sealed]
            stored[digest] = None if value is None else keys.digest(value, digest.context)
    return stored


@cache
def digests_of(model: type[Model]) -> list[tuple[Digest, str]]:
    """The digests that are filled in, with the names of the fields that they are of."""
    return [
        (field, field.of)
        for field in model._meta.sorted_fields
        if isinstance(field, Digest) and field.of is not None
    ]
