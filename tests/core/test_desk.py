"""Opening a desk, and telling those who watch."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from frontdesk import Desk, Event, MigrationsPending, Observer, Settings, SettingsRefused, hookimpl
from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.channels import Channel, Outbound, Sent
from frontdesk.crypto import KeyRing
from frontdesk.plugins import Plugins
from frontdesk.storage import Contact

BOT = """
name: Corner
languages: [en]
timezone: Europe/Moscow
tenants:
  - id: {id}
    name: The {id}
    accounts:
      - {{channel: whatsapp, account: "{id}-1"}}
      - {{channel: terminal, account: "{id}-2"}}
"""
SEEDLESS = "{name: Corner, languages: [en], timezone: Europe/Moscow}"


class Watcher(Observer):
    def __init__(self, raises: bool) -> None:
        self.raises = raises
        self.seen: list[Event] = []

    def observe(self, event: Event) -> None:
        self.seen.append(event)
        if self.raises:
            raise RuntimeError("+7 999 123-45-67")


class WhatsApp(Channel):
    name = "whatsapp"

    def request(self, outbound: Outbound, bot: object) -> Sent:
        return Sent("x")


class Plugin:
    def __init__(self, observer: Observer) -> None:
        self.observer = observer

    @hookimpl
    def frontdesk_observers(self, desk: Desk) -> list[Observer]:
        return [self.observer]


class ChannelPlugin:
    @hookimpl
    def frontdesk_channels(self, settings: Settings) -> list[Channel]:
        return [WhatsApp()]


@pytest.fixture
def open_desk(tmp_path: Path, empty_sqlite_url: str):
    """Opens desks on one database, with bots of these names and texts."""
    ring = KeyRing.generate()
    opened: list[Desk] = []

    def open_desk(bots: dict[str, str], extra: dict[str, object] | None = None, **settings) -> Desk:
        folder = tmp_path / f"bots{len(opened)}"
        folder.mkdir(exist_ok=True)
        for name, text in bots.items():
            (folder / f"{name}.yaml").write_text(text)
        plugins = Plugins.load(BUILTINS, entry_points=[], extra={"wa": ChannelPlugin(), **(extra or {})})
        migrate = settings.pop("migrate", True)
        given = Settings(**{"database_url": empty_sqlite_url, "encryption_keys": ring, **settings})
        desk = Desk.open(given, bots=Bots.load(folder, plugins, {}), plugins=plugins, migrate=migrate)
        opened.append(desk)
        return desk

    yield open_desk
    for desk in opened:
        desk.close()


def test_businesses_of_the_definitions_are_entered_once_and_the_database_wins(open_desk):
    first = open_desk({"corner": BOT.format(id="north")})
    assert first.tenants.get("north").name == "The north"
    assert first.tenants.route("whatsapp", "north-1").id == "north"
    assert first.tenants.route("terminal", "north-2").id == "north"
    first.tenants.save(id="north", name="Renamed")
    again = open_desk({"corner": BOT.format(id="north")})
    assert again.tenants.get("north").name == "Renamed"


def test_the_account_of_the_environment_is_the_business_of_the_only_bot(open_desk):
    desk = open_desk({"corner": SEEDLESS}, phone_number_id="4951", access_token="old")
    tenant = desk.tenants.route("whatsapp", "4951")
    assert (tenant.id, tenant.name, tenant.bot) == ("corner", "Corner", "corner")
    assert desk.tenants.access_token("whatsapp", "4951") == "old"
    renewed = open_desk({"corner": SEEDLESS}, phone_number_id="4951", access_token="new")
    assert renewed.tenants.access_token("whatsapp", "4951") == "new"


def test_the_account_of_the_environment_may_stand_in_a_definition(open_desk):
    desk = open_desk({"corner": BOT.format(id="north")}, phone_number_id="north-1", access_token="token")
    assert desk.tenants.get("corner") is None
    assert desk.tenants.access_token("whatsapp", "north-1") == "token"


def test_with_several_bots_the_account_of_the_environment_needs_a_business(open_desk):
    with pytest.raises(SettingsRefused, match=r"WHATSAPP_PHONE_NUMBER_ID .* 2 bots are loaded"):
        open_desk({"corner": SEEDLESS, "other": SEEDLESS}, phone_number_id="4951")


def test_an_old_database_is_refused(open_desk):
    with pytest.raises(MigrationsPending, match="frontdesk migrate"):
        open_desk({"corner": SEEDLESS}, migrate=False)
    open_desk({"corner": SEEDLESS})
    assert open_desk({"corner": SEEDLESS}, migrate=False)


def test_without_keys_nothing_is_opened(open_desk):
    with pytest.raises(SettingsRefused, match="FRONTDESK_ENCRYPTION_KEYS"):
        open_desk({"corner": SEEDLESS}, encryption_keys=None)


@pytest.mark.parametrize("known", ["account", "contact"])
def test_data_of_another_key_ring_is_refused(open_desk, known):
    desk = open_desk({"corner": SEEDLESS})
    if known == "account":
        desk.tenants.save(name="North", bot="corner", channel="whatsapp", account="1", access_token="EAAG")
    else:
        with desk.storage.write():
            desk.storage.scope("north").insert(
                Contact, channel="whatsapp", address="79160000001", created_at=desk.clock.now()
            )
    desk.close()

    with pytest.raises(SettingsRefused, match="FRONTDESK_ENCRYPTION_KEYS"):
        open_desk({"corner": SEEDLESS}, encryption_keys=KeyRing.generate())


def test_a_new_key_in_front_of_the_old_ones_opens_the_data(open_desk):
    old = KeyRing.generate()
    desk = open_desk({"corner": BOT.format(id="north")}, encryption_keys=old)
    desk.tenants.save(channel="whatsapp", account="north-1", access_token="EAAG")

    rotated = open_desk({"corner": SEEDLESS}, encryption_keys=f"{KeyRing.generate(2)},{old}")

    assert rotated.tenants.access_token("whatsapp", "north-1") == "EAAG"


def test_a_redis_that_does_not_answer_is_refused(open_desk):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(SettingsRefused, match="FRONTDESK_REDIS_URL"):
        open_desk({"corner": SEEDLESS}, redis_url=f"redis://127.0.0.1:{port}/0")


def test_an_observer_that_raises_changes_nothing_for_the_others(open_desk, caplog):
    bad, good = Watcher(raises=True), Watcher(raises=False)
    desk = open_desk({"corner": SEEDLESS}, {"bad": Plugin(bad), "good": Plugin(good)})
    desk.publish([Event("north"), Event("south")])
    assert good.seen == bad.seen == [Event("north"), Event("south")]
    assert 'plugin_errors_total{plugin="bad"} 2.0' in desk.metrics.render().decode()
    assert "an observer of plugin bad failed: RuntimeError in " in caplog.text
    assert "999" not in caplog.text


def test_queries_are_timed(open_desk):
    desk = open_desk({"corner": SEEDLESS})
    desk.tenants.get("corner")
    assert 'db_query_duration_seconds_count{operation="select"}' in desk.metrics.render().decode()
