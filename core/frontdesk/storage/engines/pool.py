"""What both kinds of pooled databases have in common."""

from __future__ import annotations

import logging
from abc import abstractmethod
from contextlib import AbstractContextManager
from typing import Any

import peewee
from playhouse.pool import PooledDatabase

__all__ = ["MOMENT", "Pool"]

_log = logging.getLogger("peewee")

#: Name of the column type behind ``Moment``; each engine has its own for it.
MOMENT = "MOMENT"


class Pool(PooledDatabase):
    """A pool that can be shut while connections are out, and that logs no parameters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._shut = False
        super().__init__(*args, autoconnect=False, **options)

    def statement(self, sql: str, *params: Any) -> None:
        """Run a statement whose answer nobody needs."""
        self.execute_sql(sql, params)

    def fetch(self, sql: str, *params: Any) -> list[Any]:
        """All rows of a statement."""
        return list(self.execute_sql(sql, params).fetchall())

    def cursor_for(self, sql: str) -> Any:
        """A cursor to run a statement many times with, for which Peewee has no word."""
        _log.debug("%s", sql)
        return self.cursor()

    def refusing(self) -> AbstractContextManager[None]:
        """Turn what the driver raises in the block into Peewee's errors."""
        wrapper: AbstractContextManager[None] = peewee.__exception_wrapper__  # type: ignore[attr-defined]
        return wrapper

    def shut(self) -> None:
        """Close idle connections now, and those in use when they are given back."""
        self._shut = True
        self.close_idle()

    def _can_reuse(self, conn: Any) -> bool:
        return not self._shut and self._is_clean(conn)

    @abstractmethod
    def _is_clean(self, conn: Any) -> bool:
        """Whether a connection that is given back can be used again."""

    def _log_query(self, sql: str, params: Any) -> None:
        _log.debug("%s", sql)
