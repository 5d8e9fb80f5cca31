"""Numbered migrations: the core's own history, and one for each plugin with tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from peewee import Database
from playhouse.migrations import Runner

from frontdesk.errors import StorageError

if TYPE_CHECKING:
    from frontdesk.offers import Migrations

__all__ = ["apply_pending", "pending_names"]

_CORE = ("core", Path(__file__).parent / "migrations")


def pending_names(database: Database, histories: Sequence[Migrations]) -> list[str]:
    """What has not run yet, as ``history/name``, in the order in which it would run."""
    return [
        f"{history}/{migration.name}"
        for history, runner in _runners(database, histories)
        for migration in runner.status()
        if migration.path is not None and not migration.applied
    ]


def apply_pending(database: Database, histories: Sequence[Migrations]) -> list[str]:
    """Run what has not run yet, inside the transaction that is open.

    :return: what was run, as ``history/name``.
    """
    return [f"{history}/{name}" for history, runner in _runners(database, histories) for name in runner.up()]


def _runners(database: Database, histories: Sequence[Migrations]) -> Iterator[tuple[str, Runner]]:
    seen = set()
    for history, directory in (_CORE, *((offer.history, offer.directory) for offer in histories)):
        if history in seen:
            raise StorageError(f"two plugins have a migration history named {history!r}: rename one of them")
        if not directory.is_dir():
            raise StorageError(f"migrations of {history!r}: there is no directory {directory}")
        seen.add(history)
        yield history, Runner(database, str(directory), table_name=f"schema_history_{history}")
