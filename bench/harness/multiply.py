"""A large database out of a small one: the rows that the product wrote itself, many times over.

Sealed values stay what they are, for they are sealed for a tenant and a column and not for a row. Ids,
references and digests become others, so that every copy is of another customer.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2

__all__ = ["multiply"]

#: What an installation has once, however much is written: businesses, their addresses.
_ONCE = frozenset({"tenants", "channel_accounts"})


@dataclass(frozen=True, slots=True)
class _Table:
    """A table whose rows are copied.

    :ivar columns: names.
    :ivar references: columns that hold ids of rows that are copied as well.
    """

    name: str
    columns: tuple[str, ...]
    references: frozenset[str]

    def copies(self, numbers: str, span: int, digest: str) -> str:
        """The statement that copies its rows.

        :param numbers: a table with the copies' numbers, in a column ``k``.
        :param span: what is added to ids for each copy.
        :param digest: an expression for another digest, with a place for the column's name.
        """
        values = ", ".join(self._value(column, span, digest) for column in self.columns)
        listed = ", ".join(f'"{column}"' for column in self.columns)
        return (
            f'INSERT INTO "{self.name}" ({listed}) SELECT {values} FROM "{self.name}" AS t, {numbers} AS n '
            f"WHERE t.id < {span}"
        )

    def _value(self, column: str, span: int, digest: str) -> str:
        name = f't."{column}"'
        if column == "id" or column in self.references:
            return f"{name} + n.k * {span}"
        if column.endswith("_digest"):
            return digest.format(name)
        return f"{name} || '-' || n.k" if column == "reference" else name


def multiply(url: str, copies: int) -> None:
    """Add so many copies of every row that came from a message. Nobody may use the database meanwhile."""
    if url.startswith("sqlite:///"):
        _on_sqlite(url.removeprefix("sqlite:///"), copies)
    else:
        _on_postgres(url, copies)


def _on_sqlite(path: str, copies: int) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.create_function(
            "mixed", 2, lambda digest, k: digest and hashlib.sha256(b"%b%d" % (digest, k)).digest()
        )
        database.execute("PRAGMA synchronous = OFF")
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = {
            name: [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')] for name in names
        }
        references = {
            name: {row[3]: row[2] for row in database.execute(f'PRAGMA foreign_key_list("{name}")')}
            for name in names
        }
        tables = _copied(columns, references)
        span = _span(tables, lambda statement: database.execute(statement).fetchone()[0])
        numbers = (
            f"(WITH RECURSIVE c(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k < {copies}) "
            "SELECT k FROM c)"
        )
        for table in tables:
            database.execute(table.copies(numbers, span, "mixed({}, n.k)"))
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _on_postgres(url: str, copies: int) -> None:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True

        def rows(statement: str) -> list[Any]:
            cursor.execute(statement)
            return list(cursor.fetchall())

        columns: dict[str, list[str]] = {}
        for table, column in rows(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        ):
            columns.setdefault(table, []).append(column)
        references: dict[str, dict[str, str]] = {}
        for table, column, target in rows(
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c "
            "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) "
            "WHERE c.contype = 'f'"
        ):
            references.setdefault(table, {})[column] = target
        tables = _copied(columns, references)
        span = _span(tables, lambda statement: rows(statement)[0][0])
        # References need no checking, row by row: they are shifted together with what they point at.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        numbers = f"generate_series(1, {copies})"
        digest = "sha256({} || int4send(n.k))"
        for table in tables:
            cursor.execute(table.copies(numbers, span, digest).replace(" AS n WHERE", " AS n(k) WHERE"))
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM \"{table.name}\""
            )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _copied(
    columns: Mapping[str, Iterable[str]], references: Mapping[str, Mapping[str, str]]
) -> list[_Table]:
    names = {name for name, each in columns.items() if name not in _ONCE and {"id", "tenant_id"} <= set(each)}
    return [
        _Table(
            name,
            tuple(columns[name]),
            frozenset(column for column, target in references.get(name, {}).items() if target in names),
        )
        for name in sorted(names)
    ]


def _span(tables: Iterable[_Table], one: Callable[[str], int | None]) -> int:
    return 1 + max(one(f'SELECT max(id) FROM "{table.name}"') or 0 for table in tables)
