"""Lists in pages: newest first, continued by an opaque cursor."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from peewee import Field, IntegerField

from frontdesk.errors import BadCursor

__all__ = ["Page", "page_of"]

_HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list.

    :ivar items: the rows, newest first.
    :ivar next: the cursor that continues the list, or None at its end.
    """

    items: list[Any]
    next: str | None


def page_of(
    query: Any,
    fields: Sequence[Field[Any]],
    limit: int,
    cursor: str | None,
    fetch: Callable[[Any], list[Any]],
) -> Page:
    """One page of a query, in falling order of the given fields.

    :param fields: what to order by, most significant first; together unique and never null.
    :param limit: rows on the page, at least 1.
    :param cursor: what the page before gave as ``next``, or None for the first page.
    :param fetch: runs the query.
    :raises BadCursor: no page ever gave this cursor.
    """
    if cursor is not None:
        query = query.where(_after(fields, _decode(cursor, fields)))
    rows = fetch(query.order_by(*(field.desc() for field in fields)).limit(limit + 1))
    items = rows[:limit]
    if len(rows) <= limit:
        return Page(items, None)
    return Page(items, _encode([field.db_value(getattr(items[-1], field.name)) for field in fields]))


def _after(fields: Sequence[Field[Any]], values: Sequence[Any]) -> Any:
    """The rows that come after these values: a row comparison, spelled out."""
    steps = []
    for index, (field, value) in enumerate(zip(fields, values, strict=True)):
        equal = [earlier == known for earlier, known in zip(fields[:index], values, strict=False)]
        steps.append(reduce(lambda left, right: left & right, [*equal, field < value]))
    return reduce(lambda left, right: left | right, steps)


def _encode(values: list[Any]) -> str:
    return (
        base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode())
        .decode("ascii")
        .rstrip("=")
    )


def _decode(cursor: str, fields: Sequence[Field[Any]]) -> list[Any]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(fields):
            raise ValueError(cursor)
        return [_checked(field, value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, UnicodeError, binascii.Error, RecursionError):
        raise BadCursor("no page ever gave this cursor; leave it out to begin with the first page") from None


def _checked(field: Field[Any], value: Any) -> Any:
    if isinstance(value, str) and not isinstance(field, IntegerField):
        plausible = "\x00" not in value and bool(value.encode())
    else:
        plausible = type(value) is int and 0 <= value <= _HIGHEST_ID
    known = field.python_value(value)
    # A value that would not come back as it is has been made up.
    if not plausible or field.db_value(known) != value:
        raise ValueError(value)
    return known
