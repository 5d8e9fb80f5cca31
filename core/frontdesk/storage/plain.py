"""Values that are stored just as they are, which is most of them: nobody has to be asked about each."""

from __future__ import annotations

from types import NoneType
from typing import Any

from peewee import (
    AutoField,
    BigAutoField,
    BigIntegerField,
    CharField,
    Field,
    ForeignKeyField,
    IntegerField,
    TextField,
)

__all__ = ["kept_types"]

_TEXTS: frozenset[type[Any]] = frozenset({str, NoneType})
_NUMBERS: frozenset[type[Any]] = frozenset({int, NoneType})
_KEPT: dict[type[Any], frozenset[type[Any]]] = {
    CharField: _TEXTS,
    TextField: _TEXTS,
    AutoField: _NUMBERS,
    BigAutoField: _NUMBERS,
    BigIntegerField: _NUMBERS,
    ForeignKeyField: _NUMBERS,
    IntegerField: _NUMBERS,
}


def kept_types(field: Field[Any]) -> frozenset[type[Any]]:
    """The types of values that the field would store as they are; none where it has a say in each."""
    return _KEPT.get(type(field), frozenset())
