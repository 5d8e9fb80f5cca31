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
        models = [self._root, *(model for _, _, model in self._joins)]
        self._columns = {model: _Columns(model, query._returning) for model in models}
        self._converters = [
            (index, convert)
            for index, field in enumerate(query._returning)
            if (convert := _converter(field)) is not None
        ]

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The rows, with joined rows in their attributes."""
        if self._joins:
            return [self._joined(values) for values in rows]
        row = self._columns[self._root].row
        return [row(values) for values in rows]

    def tuples(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """The values of all columns, row by row: for many rows of few columns."""
        if not rows or not self._converters:
            return [tuple(row) for row in rows]
        columns = list(zip(*rows, strict=True))
        for index, convert in self._converters:
            columns[index] = _converted(columns[index], convert)
        return list(zip(*columns, strict=True))

    def _joined(self, values: Sequence[Any]) -> Any:
        made = {model: columns.row(values) for model, columns in self._columns.items()}
        for source, attribute, model in self._joins:
            setattr(made[source], attribute, made[model])
        return made[self._root]


class _Columns:
    """Those columns of a result that belong to one model."""

    def __init__(self, model: type[Model], fields: Sequence[Field[Any]]) -> None:
        mine = [(index, field) for index, field in enumerate(fields) if field.model is model]
        self._model = model
        self._places = [(field.name, index) for index, field in mine]
        self._converted = [
            (field.name, convert) for _, field in mine if (convert := _converter(field)) is not None
        ]

    def row(self, values: Sequence[Any]) -> Any:
        """The row of the model."""
        row = self._model.__new__(self._model)
        data = {name: values[index] for name, index in self._places}
        for name, convert in self._converted:
            data[name] = convert(data[name])
        row.__dict__.update(__data__=data, __rel__={}, _dirty=set())
        return row


def _converted(column: tuple[Any, ...], convert: Convert) -> tuple[Any, ...]:
    """A column with its values converted; texts of which many are the same, once each."""
    if type(column[0]) is not str:
        return tuple(map(convert, column))
    known = {value: convert(value) for value in set(column)}
    return tuple(map(known.__getitem__, column))


def _converter(field: Field[Any]) -> Convert | None:
    plain = field.rel_field if isinstance(field, ForeignKeyField) else field
    return None if type(plain) in _AS_THEY_COME else plain.python_value
