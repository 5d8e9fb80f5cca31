"""A salon whose bot asks a model, and the model: a server on this host that does what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openai_server import KEY, OpenAiServer

from frontdesk import Desk, Event, Observer, hookimpl
from frontdesk.builtin import BUILTINS
from frontdesk.builtin.openai_reader import LiveWire, OpenAiPlugin, Switchboard
from frontdesk.plugins import Plugins
from frontdesk.testing import Conversation, open_desk

BOT = """
name: {{ru: Салон, en: Salon}}
languages: [en, ru]
timezone: Europe/Moscow
currency: RUB
plugins: [salon_booking]
understanding: [rules, openai]
openai:
  base_url: {url}
  api_key: ${{KEY:-}}
  timeout: 2
  prices: {{test: {{input: 1, cached_input: 0.5, output: 10}}}}
  model: test
salon_booking:
  hours:
    {{mon: "09:00-21:00", tue: "09:00-21:00", wed: "09:00-21:00", thu: "09:00-21:00", fri: "09:00-21:00"}}
  services:
    - {{id: haircut, name: {{ru: Стрижка, en: Haircut}}, minutes: 60, price: 2000}}
    - {{id: manicure, name: {{ru: Маникюр, en: Manicure}}, minutes: 60, price: 1500}}
  staff:
    - {{id: maria, name: {{ru: Мария, en: Maria}}}}
"""


class Seconds:
    """Monotonic seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Listener(Observer):
    """Hears what happens."""

    def __init__(self) -> None:
        self.heard: list[Event] = []

    def observe(self, event: Event) -> None:
        self.heard.append(event)

    @hookimpl
    def frontdesk_observers(self, desk: Desk) -> list[Observer]:
        return [self]


class Salon:
    """The open desk and a customer.

    :ivar events: what observers were told.
    """

    def __init__(self, desk: Desk, listener: Listener) -> None:
        self.desk = desk
        self._listener = listener
        self.customer = Conversation(desk, name="Zinaida", phone="+79161234567")

    def neighbour(self) -> Conversation:
        """A customer of another business with the same bot and the same settings."""
        tenant = self.customer.tenant
        self.desk.tenants.save(
            id="neighbour",
            name="Neighbour",
            bot=tenant.bot,
            settings=dict(tenant.settings),
            channel="terminal",
            account="neighbour",
        )
        return Conversation(self.desk, account="neighbour")

    @property
    def events(self) -> list[Event]:
        """What observers were told."""
        return self._listener.heard

    def rows(self, model: Any) -> list[Any]:
        """All rows of the business, oldest first."""
        scope = self.desk.storage.scope(self.customer.tenant.id)
        return list(scope.rows(scope.select(model).order_by(model.id)))

    def reveal(self, row: Any, column: Any) -> Any:
        """What a sealed column holds."""
        return self.desk.storage.scope(self.customer.tenant.id).reveal(row, column)

    def count(self, name: str, **labels: str) -> float:
        """What a metric stands at; 0 when nothing was counted."""
        wanted = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
        for line in self.desk.metrics.render().decode().splitlines():
            if line.startswith(f"{name}{{{wanted}}} "):
                return float(line.rsplit(" ", 1)[1])
        return 0.0


@pytest.fixture
def server() -> Iterator[OpenAiServer]:
    """The model."""
    with closing(OpenAiServer()) as server:
        yield server


@pytest.fixture
def seconds() -> Seconds:
    """What the breakers count by."""
    return Seconds()


OpenSalon = Callable[..., Any]


@pytest.fixture
def open_salon(tmp_path: Path, server: OpenAiServer, seconds: Seconds) -> OpenSalon:
    """Opens the salon, with other settings of its model."""

    @contextmanager
    def open_it(
        *,
        key: str = KEY,
        database_url: str | None = None,
        extra: str = "",
        switchboard: Switchboard | None = None,
        **section: Any,
    ) -> Iterator[Salon]:
        path = tmp_path / "salon.yaml"
        path.write_text(BOT.format(url=server.url) + extra, "utf-8")
        listener = Listener()
        plugins = Plugins.load(
            {**BUILTINS, "openai": OpenAiPlugin(LiveWire(), switchboard or Switchboard(clock=seconds))},
            extra={"listener": listener},
        )
        with open_desk(
            path,
            clock=datetime(2026, 11, 23, 10),
            settings={"openai": section},
            plugins=plugins,
            environ={"KEY": key},
            database_url=database_url,
        ) as desk:
            yield Salon(desk, listener)

    return open_it


@pytest.fixture
def salon(open_salon: OpenSalon) -> Iterator[Salon]:
    """The salon with its usual settings."""
    with open_salon() as salon:
        yield salon
