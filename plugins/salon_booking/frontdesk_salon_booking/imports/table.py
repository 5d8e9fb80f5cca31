"""Bookings in a table: CSV, with commas or semicolons."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import StringIO

from frontdesk_salon_booking.imports.rows import LONGEST_NAME, LONGEST_NOTE, MOST_ROWS, Row, Unfit, bad_file

__all__ = ["table_rows"]

_REQUIRED = ("start", "service")
_COLUMNS = (*_REQUIRED, "staff", "customer_name", "customer_phone", "note", "key")
#: As spreadsheets write it where people do.
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})[ T]+(\d{1,2}:\d\d)(?::00)?")


def table_rows(text: str) -> Iterator[Row | Unfit]:
    """The lines of a table.

    :raises HttpProblem: 422, it is no table, or not with these columns.
    """
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    columns: tuple[str, ...] = ()
    count = 0
    try:
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            if not columns:
                columns = _columns(values)
                continue
            count += 1
            if count > MOST_ROWS:
                raise bad_file(f"There are more than {MOST_ROWS} lines; send them in several files.")
            yield _row(reader.line_num, dict(zip(columns, (value.strip() for value in values), strict=False)))
    except csv.Error as error:
        raise bad_file(f"Line {reader.line_num} is no line of a table: {error}.") from None
    if not columns:
        raise bad_file("The file is empty; its first line names the columns: " + ", ".join(_COLUMNS) + ".")


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=head.count)


def _columns(values: list[str]) -> tuple[str, ...]:
    columns = tuple(value.strip().lower() for value in values)
    missing = [name for name in _REQUIRED if name not in columns]
    unknown = [number for number, name in enumerate(columns, 1) if name not in _COLUMNS]
    known = ", ".join(_COLUMNS)
    if missing:
        raise bad_file(f"The first line names no column {' and no '.join(missing)}; there may be: {known}.")
    if unknown:
        numbers = ", ".join(map(str, unknown))
        raise bad_file(
            f"The first line names columns that are not known (number {numbers}); there may be: {known}."
        )
    if len(set(columns)) < len(columns):
        raise bad_file("The first line names a column twice.")
    return columns


def _row(line: int, values: Mapping[str, str]) -> Row | Unfit:
    start = _start(values.get("start", ""))
    if start is None:
        return Unfit(line, "bad_start", "start is no time; write 2026-11-27T14:00 or 27.11.2026 14:00.")
    if not values.get("service"):
        return Unfit(line, "unknown_service", "service is empty.")
    identity = [values.get(name, "") for name in _COLUMNS if name not in ("key", "note")]
    return Row(
        line,
        key=f"table\0{values.get('key') or chr(0).join(identity)}",
        start=start,
        service=values["service"],
        staff=values.get("staff", ""),
        name=values.get("customer_name", "")[:LONGEST_NAME] or None,
        phone=values.get("customer_phone") or None,
        note=values.get("note", "")[:LONGEST_NOTE] or None,
    )


def _start(given: str) -> datetime | None:
    dotted = _DOTTED.fullmatch(given)
    if dotted:
        day, month, year, clock = dotted.groups()
        given = f"{year}-{month:0>2}-{day:0>2}T{clock:0>5}"
    if "T" not in given and " " not in given:
        return None
    try:
        start = datetime.fromisoformat(given)
    except ValueError:
        return None
    return None if start.second or start.microsecond else start
