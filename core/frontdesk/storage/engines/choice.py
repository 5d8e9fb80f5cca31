"""Which engine a URL asks for."""

from __future__ import annotations

from frontdesk.errors import SettingsRefused
from frontdesk.storage.engines.base import Engine
from frontdesk.storage.engines.postgres import PostgresEngine
from frontdesk.storage.engines.sqlite import SqliteEngine

__all__ = ["open_engine"]

_SQLITE = "sqlite:///"
_POSTGRES = "postgresql://"


def open_engine(url: str) -> Engine:
    """The engine for a database URL, not yet connected.

    :raises SettingsRefused: the URL is neither ``sqlite:///PATH`` nor ``postgresql://…``; does not repeat it,
        since it may hold a password.
    """
    if url.startswith(_POSTGRES):
        if url.removeprefix(_POSTGRES).partition("/")[0].count("@") > 1:
            raise SettingsRefused(
                "FRONTDESK_DATABASE_URL: there are several @ before the host",
                "write special characters of the user name and password percent-encoded, @ as %40",
            )
        return PostgresEngine(url)
    path = url.removeprefix(_SQLITE)
    if path and path != url and not path.startswith(":memory:"):
        return SqliteEngine(path)
    scheme = url.partition(":")[0] if ":" in url else "no scheme"
    raise SettingsRefused(
        f"FRONTDESK_DATABASE_URL: {scheme!r} with what follows is not a database that frontdesk can use",
        "set it to sqlite:///PATH (four slashes for an absolute path) or postgresql://USER:PASSWORD@HOST/DATABASE",
    )
