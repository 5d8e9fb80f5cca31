"""The businesses of this installation, and which account of a channel belongs to which."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from frontdesk.errors import Conflict, StorageError
from frontdesk.storage.memory import Memory
from frontdesk.storage.models import ChannelAccount, Conversation, OutboxEntry, TenantEntry
from frontdesk.storage.pages import Page, page_of
from frontdesk.storage.statements import Prepared, Slot
from frontdesk.storage.storage import Storage
from frontdesk.tenants import Tenant

__all__ = ["TenantDirectory"]

_ROUTE = Prepared(
    TenantEntry.select()
    .join(ChannelAccount, on=(ChannelAccount.tenant == TenantEntry.id))
    .where(
        (ChannelAccount.channel == Slot(ChannelAccount.channel))
        & (ChannelAccount.account == Slot(ChannelAccount.account))
    )
    .where(ChannelAccount.active, TenantEntry.active)
    .limit(1)
)

_LATEST = Prepared(
    TenantEntry.select(TenantEntry.updated_at).order_by(TenantEntry.updated_at.desc()).limit(1)
)


class TenantDirectory:
    """The businesses of this installation.

    :param monotonic: what time it is, in seconds; only differences count.
    """

    def __init__(self, storage: Storage, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._storage = storage
        self._memory = Memory(monotonic, self._mark)

    # -- finding ---------------------------------------------------------------------------------------------

    def get(self, id: str) -> Tenant | None:
        """The tenant with this id, active or not."""
        if "\x00" in id:
            return None  # PostgreSQL would not even look for it
        row = self._storage.house.get(TenantEntry, TenantEntry.id == id)
        return None if row is None else _tenant(row)

    def recall(self, id: str) -> Tenant | None:
        """The tenant with this id, active or not, as :meth:`get` finds it.

        Remembered; what another process changes is seen within a second, what this one does at once.
        """
        return self._memory.recall(("tenant", id), lambda: self.get(id))

    def route(self, channel: str, account: str) -> Tenant | None:
        """Whom a message to this account is for: the tenant, when it and its account are active.

        Remembered; what another process changes is seen within a second, what this one does at once.
        """
        return self._memory.recall(("route", channel, account), lambda: self._look_up(channel, account))

    def owner(self, channel: str, account: str) -> str | None:
        """The id of the tenant that has this account, active or not.

        Remembered like :meth:`route`.
        """
        return self._memory.recall(("owner", channel, account), lambda: self._owner(channel, account))

    def account(self, tenant_id: str, channel: str) -> ChannelAccount | None:
        """The tenant's account on a channel; the active one, or the first, where there are several."""
        scope = self._storage.scope(tenant_id)
        query = scope.select(ChannelAccount).where(ChannelAccount.channel == channel)
        row: ChannelAccount | None = self._storage.first(
            query.order_by(ChannelAccount.active.desc(), ChannelAccount.id)
        )
        return row

    def access_token(self, channel: str, account: str) -> str:
        """What the account authenticates with; empty when it has none or is not known.

        Remembered; what another process changes is seen within a second, what this one does at once.

        :raises Undecryptable: it was sealed with a key that is not in the ring.
        """
        return self._memory.recall(("token", channel, account), lambda: self._token(channel, account))

    def staff_numbers(self, tenant_id: str, channel: str, account: str) -> Sequence[str]:
        """The numbers from which the business's own people write to the account, E.164; none for most.

        Remembered; what another process changes is seen within a second, what this one does at once.
        """
        key = ("staff", tenant_id, channel, account)
        return self._memory.recall(key, lambda: self._staff_numbers(tenant_id, channel, account))

    def list(self, limit: int, cursor: str | None = None) -> Page:
        """One page of the tenants, newest first.

        :param cursor: what the page before gave as ``next``; None for the first page.
        :raises BadCursor: no page ever gave this cursor.
        """
        query = self._storage.house.select(TenantEntry)
        page = page_of(query, [TenantEntry.created_at, TenantEntry.id], limit, cursor, self._storage.rows)
        return Page([_tenant(row) for row in page.items], page.next)

    # -- changing --------------------------------------------------------------------------------------------

    def save(
        self,
        *,
        id: str | None = None,
        name: str | None = None,
        bot: str | None = None,
        timezone: str | None = None,
        settings: Mapping[str, Any] | None = None,
        channel: str | None = None,
        account: str | None = None,
        access_token: str | None = None,
        staff_numbers: Sequence[str] | None = None,
        active: bool | None = None,
    ) -> tuple[Tenant, bool]:
        """Create a tenant, or change the one with this id or this account. What is None stays as it is.

        Values are stored as given: whoever calls has validated them.

        :param id: None finds the tenant by its account, or makes up an id for a new one.
        :param timezone: IANA name; empty to go back to the bot's.
        :param settings: all that the tenant overrides; replaces what it overrode before.
        :param account: the tenant's address on ``channel``; they are given together.
        :param access_token: replies that the channel refused with the one before are tried again.
        :param staff_numbers: of its own people, on this account; they replace those of before.
        :return: the tenant as it is now, and whether it was created.
        :raises Conflict: the account belongs to another tenant.
        :raises StorageError: a new tenant lacks its name or bot, or a token comes without an account.
        """
        of_account = _given(access_token=access_token, staff_numbers=staff_numbers)
        if (channel is None) != (account is None) or (of_account and account is None):
            raise StorageError(
                "a tenant's channel, account and access token belong together: give channel and account"
            )
        with self._writing():
            # Changes get moments in the order of their commits, so that the latest one marks them all.
            self._storage.lock("frontdesk/tenants")
            owner = self._owner(channel, account)
            if id is not None and owner is not None and owner != id:
                raise Conflict(f"this {channel} account belongs to another tenant: remove it there first")
            row = self._storage.house.get(TenantEntry, TenantEntry.id == (id or owner or ""))
            values = _given(name=name, bot=bot, timezone=timezone, settings=settings, active=active)
            tenant_id = self._create(id, values) if row is None else self._change(row, values)
            if channel is not None and account is not None:
                self._save_account(tenant_id, channel, account, _given(**of_account, active=active))
            self._storage.after_commit(self._memory.forget)
            return _tenant(self._storage.house.get(TenantEntry, TenantEntry.id == tenant_id)), row is None

    def seed(
        self,
        *,
        id: str | None = None,
        name: str,
        bot: str,
        timezone: str | None = None,
        settings: Mapping[str, Any] | None = None,
        channel: str | None = None,
        account: str | None = None,
        access_token: str | None = None,
        staff_numbers: Sequence[str] | None = None,
        active: bool = True,
    ) -> tuple[Tenant, bool]:
        """Create a tenant that stands in a bot definition, unless it is there: the database wins.

        :return: the tenant as it is now, and whether it was created.
        """
        with self._writing():
            # Processes that start together would both find it missing.
            self._storage.lock("frontdesk/seed")
            for known_id in (id, self._owner(channel, account)):
                known = self.get(known_id) if known_id else None
                if known is not None:
                    return known, False
            return self.save(
                id=id,
                name=name,
                bot=bot,
                timezone=timezone,
                settings=settings,
                channel=channel,
                account=account,
                access_token=access_token,
                staff_numbers=staff_numbers,
                active=active,
            )

    # -- rows ------------------------------------------------------------------------------------------------

    def _writing(self) -> Any:
        return nullcontext() if self._storage.in_write else self._storage.write()

    def _mark(self) -> datetime | None:
        """The moment of the latest change, by any process."""
        latest = self._storage.first(_LATEST)
        return None if latest is None else latest.updated_at

    def _moment(self) -> datetime:
        """Now, or a little later than the latest change: clocks of hosts differ."""
        now, latest = self._storage.clock.now(), self._mark()
        return now if latest is None else max(now, latest + timedelta(microseconds=1))

    def _look_up(self, channel: str, account: str) -> Tenant | None:
        row = self._storage.first(_ROUTE, channel=channel, account=account)
        return None if row is None else _tenant(row)

    def _account_row(self, channel: str, account: str) -> ChannelAccount | None:
        row: ChannelAccount | None = self._storage.house.get(
            ChannelAccount, ChannelAccount.channel == channel, ChannelAccount.account == account
        )
        return row

    def _token(self, channel: str, account: str) -> str:
        row = self._account_row(channel, account)
        return "" if row is None else self._storage.house.reveal(row, ChannelAccount.access_token) or ""

    def _staff_numbers(self, tenant_id: str, channel: str, account: str) -> tuple[str, ...]:
        row = self._account_row(channel, account)
        if row is None or row.tenant != tenant_id:
            return ()
        return tuple(self._storage.house.reveal(row, ChannelAccount.staff_numbers) or ())

    def _owner(self, channel: str | None, account: str | None) -> str | None:
        if channel is None or account is None:
            return None
        row = self._account_row(channel, account)
        return None if row is None else row.tenant

    def _create(self, id: str | None, values: dict[str, Any]) -> str:
        missing = [name for name in ("name", "bot") if name not in values]
        if missing:
            raise StorageError(f"a new tenant needs its {' and '.join(missing)}")
        new_id, now, moment = id or secrets.token_hex(8), self._storage.clock.now(), self._moment()
        self._storage.house.insert(TenantEntry, id=new_id, created_at=now, updated_at=moment, **values)
        return new_id

    def _change(self, row: TenantEntry, values: dict[str, Any]) -> str:
        self._storage.house.update(TenantEntry, TenantEntry.id == row.id, updated_at=self._moment(), **values)
        return row.id

    def _save_account(self, tenant_id: str, channel: str, account: str, values: Mapping[str, Any]) -> None:
        scope = self._storage.scope(tenant_id)
        where = (ChannelAccount.channel == channel, ChannelAccount.account == account)
        if scope.get(ChannelAccount, *where) is None:
            scope.insert(ChannelAccount, channel=channel, account=account, **values)
        elif values:
            scope.update(ChannelAccount, *where, **values)
            if "access_token" in values:
                self._let_go_of_held(tenant_id, channel, account)

    def _let_go_of_held(self, tenant_id: str, channel: str, account: str) -> None:
        """Replies that wait because the old token was refused are due at once with the new one."""
        scope = self._storage.scope(tenant_id)
        theirs = scope.select(Conversation, Conversation.id).where(
            Conversation.channel == channel, Conversation.account == account
        )
        held = (OutboxEntry.state == "held") & OutboxEntry.conversation.in_(theirs)
        scope.update(OutboxEntry, held, due_at=self._storage.clock.now())


def _given(**values: Any) -> dict[str, Any]:
    given = {name: value for name, value in values.items() if value is not None}
    if "timezone" in given:
        given["timezone"] = given["timezone"] or None
    return given


def _tenant(row: Any) -> Tenant:
    parts = [row.name, row.bot, row.timezone, row.settings, row.active]
    content = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return Tenant(
        id=row.id,
        name=row.name,
        bot=row.bot,
        timezone=row.timezone,
        settings=row.settings,
        active=row.active,
        revision=sha256(content.encode()).hexdigest()[:16],
    )
