"""The desk: all that is open in a process. It is passed to whoever needs it, and never global."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from redis import RedisError

from frontdesk.cache import Cache
from frontdesk.clock import Clock, SystemClock
from frontdesk.crypto import KeyRing
from frontdesk.diagnosis import describe
from frontdesk.errors import MigrationsPending, SettingsRefused, Undecryptable
from frontdesk.events import Event
from frontdesk.metrics import Metrics
from frontdesk.queue import Queue
from frontdesk.storage import Contact, Storage
from frontdesk.storage.models import ChannelAccount
from frontdesk.storage.notices import Notices
from frontdesk.storage.tenants import TenantDirectory
from frontdesk.tenants import Tenant

if TYPE_CHECKING:
    from frontdesk.bots import Bots
    from frontdesk.plugins import Plugins
    from frontdesk.settings import Settings

__all__ = ["Desk"]

log = logging.getLogger(__name__)


class Desk:
    """Holds the open database, queue, cache, plugins and bots. Made by :meth:`open`.

    :ivar channels: the channels, by name.
    :ivar tenants: the businesses.
    :ivar notices: where plugins leave what customers are to be told without having asked.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        keys: KeyRing,
        storage: Storage,
        plugins: Plugins,
        bots: Bots,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.keys = keys
        self.storage = storage
        self.plugins = plugins
        self.bots = bots
        self.tenants = TenantDirectory(storage)
        self.channels = plugins.channels(settings)
        self.metrics = Metrics(plugins.metrics)
        self.queue = Queue.open(settings.redis_url, keys.derive("queue"), clock)
        self.cache = Cache.open(settings.redis_url)
        self.notices = Notices(storage, plugins.guards, partial(self.queue.enqueue, "notices"))
        self._observers = plugins.observers(self)
        storage.on_query(self._time_query)

    @classmethod
    def open(
        cls,
        settings: Settings,
        clock: Clock | None = None,
        *,
        bots: Bots,
        plugins: Plugins,
        migrate: bool = False,
    ) -> Desk:
        """Open the database and all that belongs to it, and enter the businesses that the definitions name.

        :param clock: where "now" comes from; the host's clock when there is none.
        :param migrate: bring the database up to the code first.
        :raises SettingsRefused: the key ring is missing, unreadable, or not the one that the data was stored
            with; Redis does not answer; or a setting does not fit the bots.
        :raises DatabaseRefused: the database cannot be opened.
        :raises MigrationsPending: the database is older than the code, and ``migrate`` is False.
        """
        if settings.encryption_keys is None:
            raise SettingsRefused(
                "FRONTDESK_ENCRYPTION_KEYS is not set; without keys nothing can be stored.",
                "Set it to what 'frontdesk keys new' prints, and keep it safe: it opens all that is stored.",
            )
        clock = clock or SystemClock()
        keys = KeyRing.parse(settings.encryption_keys)
        storage = Storage.open(settings.database_url, keys, clock)
        try:
            if migrate:
                storage.migrate(plugins.migrations)
            _require_migrated(storage, plugins)
            _require_same_keys(storage)
            desk = cls(settings, clock, keys=keys, storage=storage, plugins=plugins, bots=bots)
            _require_redis(desk)
            _enter_seeds(desk.tenants, bots)
            _enter_own_account(desk)
        except BaseException:
            storage.close()
            raise
        return desk

    def close(self) -> None:
        """Stop the queue and close all connections."""
        self.queue.close()
        self.cache.close()
        self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def publish(self, events: Iterable[Event]) -> None:
        """Tell the observers what happened and is committed.

        What one of them raises is logged, counted against its plugin, and changes nothing for anybody else.
        """
        for event in events:
            for plugin, observer in self._observers:
                try:
                    observer.observe(event)
                except Exception as error:  # noqa: BLE001 - a plugin may raise anything
                    log.error("an observer of plugin %s failed: %s", plugin, describe(error))
                    self.metrics.inc("plugin_errors_total", plugin=plugin)

    def _time_query(self, operation: str, seconds: float) -> None:
        self.metrics.observe("db_query_duration_seconds", seconds, operation=operation)


def _require_migrated(storage: Storage, plugins: Plugins) -> None:
    pending = storage.pending(plugins.migrations)
    if pending:
        raise MigrationsPending(
            f"The database is older than the code; {len(pending)} pending: {', '.join(pending)}.",
            "Run 'frontdesk migrate' first.",
        )


def _require_same_keys(storage: Storage) -> None:
    """Refuse a ring that lacks a key of the data: nothing could be read, and no customer recognized."""
    house = storage.house
    account: Any = storage.first(
        house.select(ChannelAccount).where(ChannelAccount.access_token.is_null(False))
    )
    contact: Any = storage.first(house.select(Contact))
    try:
        if account is not None:
            house.reveal(account, ChannelAccount.access_token)
        address = None if contact is None else house.reveal(contact, Contact.address)
        fits = address is None or house.digest(Contact.address_digest, address) == contact.address_digest
    except Undecryptable:
        fits = False
    if not fits:
        raise SettingsRefused(
            "FRONTDESK_ENCRYPTION_KEYS is not the key ring that this database was written with.",
            "Set it to that ring; a new key goes in front of the old ones, which stay.",
        )


def _require_redis(desk: Desk) -> None:
    try:
        desk.queue.ping()
    except RedisError as error:
        raise SettingsRefused(
            f"The Redis server of FRONTDESK_REDIS_URL does not answer: {type(error).__name__}.",
            "Check the URL, and that the server runs and takes connections from here.",
        ) from error


def _enter_seeds(tenants: TenantDirectory, bots: Bots) -> None:
    """Businesses that are there already stay as they are: the database wins over the definition."""
    for bot, seed in bots.seeds:
        first = seed.accounts[0] if seed.accounts else None
        _, created = tenants.seed(
            id=seed.id,
            name=seed.name,
            bot=bot,
            timezone=seed.timezone,
            settings=seed.settings,
            channel=first.channel if first else None,
            account=first.account if first else None,
            access_token=first.access_token if first else None,
            staff_numbers=first.own_numbers if first else None,
            active=seed.active,
        )
        for more in seed.accounts[1:] if created else ():
            tenants.save(
                id=seed.id,
                channel=more.channel,
                account=more.account,
                access_token=more.access_token,
                staff_numbers=more.own_numbers,
            )


def _enter_own_account(desk: Desk) -> None:
    """The business of a one-business installation, whose WhatsApp account stands in the environment."""
    account, token = desk.settings.phone_number_id, desk.settings.access_token
    if account is None or "whatsapp" not in desk.channels or not desk.bots.ids:
        return
    if desk.tenants.route("whatsapp", account) is None:
        if len(desk.bots.ids) != 1:
            raise SettingsRefused(
                "WHATSAPP_PHONE_NUMBER_ID is the account of one business, "
                f"but {len(desk.bots.ids)} bots are loaded.",
                "Name the account in the 'tenants:' of its bot definition, or load one definition only.",
            )
        [bot] = desk.bots.ids
        name = desk.bots.for_tenant(Tenant(id=bot, name=bot, bot=bot)).name("")
        desk.tenants.seed(id=bot, name=name, bot=bot, channel="whatsapp", account=account, access_token=token)
    elif token is not None and token != desk.tenants.access_token("whatsapp", account):
        desk.tenants.save(channel="whatsapp", account=account, access_token=token)
