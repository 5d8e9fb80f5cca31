"""Small things that a plugin offers through hooks: a section, jobs, metrics, migrations, texts, fixtures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk
    from frontdesk.storage import Scope

__all__ = ["Fixture", "Job", "Metric", "Migrations", "Priority", "Section", "Texts"]


class Section(BaseModel):
    """Base of the pydantic model behind a plugin's section of the bot definition.

    Unknown keys are refused, so that ``frontdesk check`` can say "did you mean".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def notices(self) -> Sequence[str]:
        """Keys of the texts of notices that go out long after the customer last wrote, as it is set up.

        Where a channel takes no free-form text then, ``frontdesk check`` tells of those without a template.
        """
        return ()


class Priority(IntEnum):
    """Which of the jobs that wait goes first; among equals the one that came first."""

    #: A customer waits for it: answers, their delivery, and the sweep that finds what was stranded.
    CUSTOMER = 10
    #: What is to happen soon, and nobody looks at the clock: words of the channel on messages of ours.
    SOON = 5
    #: What may wait while customers are served: analytics, reminders, tidying up.
    BACKGROUND = 0


@dataclass(frozen=True, slots=True)
class Job:
    """Work done in the background by a Huey task.

    :ivar run: called with the desk and the ids it was queued with, in a worker thread, outside any
        transaction. When it raises, it is tried again after 1, 2 and 4 seconds. It may run twice, and be
        lost in a crash where it was queued.
    :ivar every: seconds between runs (called with no ids), or None for a job that only runs when queued.
    :ivar priority: what it goes before and after, in a queue with customers' messages.
    """

    name: str
    run: Callable[..., None]
    every: float | None = None
    priority: Priority = Priority.BACKGROUND

    def __call__(self, desk: Desk, *ids: int | str) -> None:
        """Run it."""
        self.run(desk, *ids)


@dataclass(frozen=True, slots=True)
class Metric:
    """A Prometheus metric. Labels never hold personal data.

    :ivar buckets: upper bounds of a histogram, ascending; without them those of the Prometheus client.
    """

    name: str
    help: str
    kind: Literal["counter", "gauge", "histogram"] = "counter"
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Migrations:
    """A plugin's numbered migrations (``0001_initial.py`` with ``up(migrator, db)``), one history a plugin.

    :ivar history: the name of the history; the plugin's name.
    """

    history: str
    directory: Path


@dataclass(frozen=True, slots=True)
class Texts:
    """What a plugin says, by language and key. Bots override single keys.

    A text is a string with named fields (``"See you {day} at {time}"``), or, where a number decides, a
    mapping of CLDR plural categories to strings; the number is then the parameter ``count``.
    """

    by_language: Mapping[str, Mapping[str, str | Mapping[str, str]]]


class Fixture(ABC):
    """Rows of a plugin that conversation scripts take as given, and look at afterwards.

    Scripts see them under the fixture's name: ``given: {bookings: [...]}``, ``expect: {bookings: [...]}``.
    """

    #: What scripts call them; not one of the words that scripts have for themselves (``actions``, ``never``).
    name: str

    @abstractmethod
    def put(self, scope: Scope, bot: Bot, contact: int | None, row: Mapping[str, Any], now: datetime) -> None:
        """Enter a row. Called inside the outermost write transaction.

        :param contact: id of the contact whose it is (``contact:`` in the script), or None.
        :param row: what the script says about it, without ``contact``.
        :param now: the script's clock; aware, in the tenant's time zone.
        :raises ValueError: the row cannot be; says why.
        """

    @abstractmethod
    def look(self, scope: Scope, bot: Bot) -> Sequence[Mapping[str, Any]]:
        """All rows of the tenant, in the order in which people would list them.

        :return: values in the form in which :meth:`put` takes them; ``contact`` is the id of the contact.
        """
