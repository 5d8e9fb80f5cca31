"""Rows of a prepared statement as rows of a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from peewee import BigAutoField, BigIntegerField, CharField, Field, ForeignKeyField, IntegerField, TextField

from frontdesk.storage.models.base import Model

__all__ = ["Reader"]

#: Fields whose values the drivers give as they are wanted.
_AS_THEY_COME = (BigAutoField, BigIntegerField, CharField, IntegerField, TextField)

Convert = Callable[[Any], Any]


class Reader:
    """Makes rows of models out of tuples, without Peewee's inquiry into each cursor.

    :param query: selects or returns fields of its model, or of models that it joins, none of which may be
        missing.
    """

    def __init__(self, query: Any) -> None:
        self._root: type[Model] = query.model
        self._joins = [
            (source, attribute, model)
            for source, joins in getattr(query, "_joins", {}).items()
            for model, attribute, _, _ in joins
        ]
        self._columns: dict[type[Model], list[tuple[int, str, Convert | None]]] = {self._root: []}
        for _, _, model in self._joins:
            self._columns[model] = []
        for index, field in enumerate(query._returning):
            self._columns[field.model].append((index, field.name, _converter(field)))

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The rows, with joined rows in their attributes."""
        if self._joins:
            return [self._joined(values) for values in rows]
        columns = self._columns[self._root]
        return [_row(self._root, columns, values) for values in rows]

    def _joined(self, values: Sequence[Any]) -> Any:
        made = {model: _row(model, columns, values) for model, columns in self._columns.items()}
        for source, attribute, model in self._joins:
            setattr(made[source], attribute, made[model])
        return made[self._root]


def _row(model: type[Model], columns: list[tuple[int, str, Convert | None]], values: Sequence[Any]) -> Any:
    row = model.__new__(model)
    data = {
        name: values[index] if convert is None else convert(values[index]) for index, name, convert in columns
    }
    row.__dict__.update(__data__=data, __rel__={}, _dirty=set())
    return row


def _converter(field: Field[Any]) -> Convert | None:
    plain = field.rel_field if isinstance(field, ForeignKeyField) else field
    return None if type(plain) in _AS_THEY_COME else plain.python_value
