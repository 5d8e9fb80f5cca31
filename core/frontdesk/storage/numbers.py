"""Ids of rows that are not there yet: with them, rows that refer to each other travel together."""

from __future__ import annotations

import threading
from typing import Any

from peewee import SQL, Select, fn

from frontdesk.storage.models import Model
from frontdesk.storage.statements import Prepared
from frontdesk.storage.storage import Storage

__all__ = ["Numbers"]


class Numbers:
    """Draws ids ahead of their rows, many at a time. Any thread may ask.

    For PostgreSQL: on SQLite the id of an inserted row is known at once. Ids that are never used leave gaps.

    :param models: whose ids are drawn together.
    :param ahead: how many are drawn at a time.
    """

    def __init__(self, storage: Storage, *models: type[Model], ahead: int = 64) -> None:
        self._storage = storage
        self._query = Prepared(
            Select(
                [fn.generate_series(1, ahead)],
                [SQL("nextval(%s)", [f"{model._meta.table_name}_id_seq"]) for model in models],
            )
        )
        self._guard = threading.Lock()
        self._drawn: list[tuple[int, ...]] = []

    def draw(self, count: int) -> list[tuple[Any, ...]]:
        """So many sets of ids, one of each model."""
        with self._guard:
            drawn, self._drawn = self._drawn, []
        while len(drawn) < count:
            drawn += self._storage.tuples(self._query)
        with self._guard:
            self._drawn += drawn[count:]
        return drawn[:count]
