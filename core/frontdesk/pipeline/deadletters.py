"""Dead letters: customers' messages that were given up or belong to nobody, and what people do about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from frontdesk.channels import Envelope
from frontdesk.errors import BotInvalid, FrontdeskError
from frontdesk.messages import Inbound
from frontdesk.offers import Priority
from frontdesk.pipeline.arrivals import Arrivals, News
from frontdesk.pipeline.payloads import load_inbound
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Message
from frontdesk.storage.models import InboxEntry
from frontdesk.storage.statements import holding

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["DeadLetters", "Letter", "LettersRefused", "Retried"]

#: How many are worked on in one transaction, and woken by one job.
_TOGETHER = 256
#: What people call the states, and which rows they mean.
_STATES: dict[str, Any] = {
    "dead": InboxEntry.state == "dead",
    "retrying": (InboxEntry.state == "pending") & (InboxEntry.attempts > 0),
    "unrouted": InboxEntry.state == "unrouted",
    "dropped": InboxEntry.state == "dropped",
}


class LettersRefused(FrontdeskError):
    """What was asked for cannot be done with these messages; nothing of it was."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that waits for a person.

    :ivar tenant_id: whose it is; None while nobody knows.
    :ivar received_at: in the tenant's time zone; in UTC where that is not known.
    :ivar state: ``dead``, ``retrying``, ``unrouted`` or ``dropped``.
    :ivar attempts: how often it was tried.
    :ivar error: why the last attempt failed: short, nothing personal.
    """

    id: int
    tenant_id: str | None
    channel: str
    received_at: datetime
    state: str
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Retried:
    """What came of trying again.

    :ivar ids: of the messages that are due at once.
    :ivar homeless: of those that still belong to no active business.
    """

    ids: Sequence[int] = ()
    homeless: Sequence[int] = ()


class DeadLetters:
    """The messages in the inbox that wait for a person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._house = desk.storage.house
        self._arrivals = Arrivals(desk)

    # -- looking ---------------------------------------------------------------------------------------------

    def find(self, states: Collection[str], tenant: str | None = None, limit: int = 100) -> list[Letter]:
        """Messages in these states, the newest first.

        :param states: see :class:`Letter`.
        :param tenant: id of a tenant, or None for all of them, and for those that nobody has.
        """
        rows = self._rows(_in(states, tenant), InboxEntry.id.desc(), limit)
        zones = {row.tenant: self._zone(row.tenant) for row in rows}
        return [_letter(row, zones[row.tenant]) for row in rows]

    def read(self, id: int) -> Inbound | None:
        """The message itself, with all that is personal in it; None when it cannot be read."""
        row = self._house.get(InboxEntry, InboxEntry.id == id)
        try:
            return None if row is None else self._message(row)
        except Exception:  # noqa: BLE001 - that it cannot be read may be the very reason why it is dead
            return None

    # -- trying again, and giving up -------------------------------------------------------------------------

    def retry(self, ids: Sequence[int], tenant: str | None = None) -> Retried:
        """Put messages back into their place, due at once, and wake their conversations.

        :param ids: of messages that are dead, unrouted, dropped or waiting to be tried again.
        :param tenant: whose they have to be, or None.
        :raises LettersRefused: one of them is not there, another tenant's, or done.
        """
        self._check(ids, tenant, _STATES, "tried again")
        return _together(self._retry(some) for some in _parts(list(dict.fromkeys(ids))))

    def retry_all(self, states: Collection[str], tenant: str | None = None) -> Retried:
        """The same for all messages in these states."""
        return _together(self._retry(some) for some in self._all(states, tenant))

    def drop(self, ids: Sequence[int], tenant: str | None = None) -> int:
        """Give up messages for good. They stay in the inbox, so that the channel cannot bring them again.

        :param ids: of messages that are dead or unrouted.
        :param tenant: whose they have to be, or None.
        :return: how many were given up.
        :raises LettersRefused: one of them is not there, another tenant's, or neither dead nor unrouted.
        """
        droppable = ("dead", "unrouted")
        self._check(ids, tenant, droppable, "dropped")
        dropped = 0
        for some in _parts(ids):
            with self._desk.storage.write():
                these = InboxEntry.id.in_(some) & _in(droppable, tenant)
                dropped += self._house.update(InboxEntry, these, state="dropped")
        return dropped

    # -- rows ------------------------------------------------------------------------------------------------

    def _rows(self, where: Any, order: Any, limit: int) -> list[Any]:
        return self._house.rows(self._house.select(InboxEntry).where(where).order_by(order).limit(limit))

    def _all(self, states: Collection[str], tenant: str | None) -> Iterator[list[int]]:
        last = 0
        while rows := self._rows(_in(states, tenant) & (InboxEntry.id > last), InboxEntry.id, _TOGETHER):
            last = rows[-1].id
            yield [row.id for row in rows]

    def _check(self, ids: Sequence[int], tenant: str | None, states: Collection[str], done: str) -> None:
        for some in _parts(ids):
            rows = {row.id: row for row in self._rows(InboxEntry.id.in_(some), InboxEntry.id, len(some))}
            for id in some:
                row = rows.get(id)
                if row is None:
                    raise LettersRefused(f"There is no message {id} in the inbox; nothing was {done}.")
                if tenant is not None and row.tenant != tenant:
                    raise LettersRefused(f"Message {id} is not of tenant '{tenant}'; nothing was {done}.")
                if _state(row) not in states:
                    raise LettersRefused(
                        f"Message {id} is {_state(row)}, and only those that are {_listed(states)} "
                        f"can be {done}; nothing was {done}."
                    )

    def _retry(self, ids: Sequence[int]) -> Retried:
        with self._desk.storage.write():
            rows = self._held(ids)
            homes = {row.id: self._has_home(row) for row in rows}
            known = [row for row in rows if homes[row.id] and row.conversation_id is not None]
            self._put_back(known)
            wakes = [Wake(row.conversation_id, row.tenant) for row in known]
            news = [self._route(row) for row in rows if homes[row.id] and row.conversation_id is None]
        wakes += [wake for some in news for wake in some.wakes]
        if wakes:
            woken = dict.fromkeys(wake.id for wake in wakes)
            self._desk.queue.enqueue("drain", *woken, priority=Priority.CUSTOMER)
        self._desk.publish(event for some in news for event in some.events)
        found = [row.id for row in rows]
        return Retried([id for id in found if homes[id]], [id for id in found if not homes[id]])

    def _held(self, ids: Sequence[int]) -> list[Any]:
        """Those that can be tried again, and that nobody answers until the transaction ends."""
        query = self._house.select(InboxEntry).where(InboxEntry.id.in_(ids) & _in(_STATES))
        query = query.order_by(InboxEntry.id)
        return self._house.rows(query if self._desk.storage.dialect == "sqlite" else holding(query))

    def _has_home(self, row: Any) -> bool:
        """Whether it belongs to an active business (by now)."""
        if row.conversation_id is None:
            return self._desk.tenants.route(row.channel, row.account) is not None
        tenant = self._desk.tenants.recall(row.tenant)
        return tenant is not None and tenant.active

    def _put_back(self, rows: Sequence[Any]) -> None:
        if not rows:
            return
        these = InboxEntry.id.in_([row.id for row in rows])
        self._house.update(
            InboxEntry, these, state="pending", attempts=0, error=None, due_at=self._desk.clock.now()
        )
        for row in rows:
            # Written down when it died; its turn writes it down again.
            scope = self._desk.storage.scope(row.tenant)
            same = Message.channel_message_digest == row.message_digest
            scope.delete(
                Message, same, Message.direction == "in", Message.conversation == row.conversation_id
            )

    def _route(self, row: Any) -> News:
        """Take it in anew, now that its account is somebody's; its customer may be new, too."""
        message = self._message(row)
        self._house.delete(InboxEntry, InboxEntry.id == row.id)
        news = self._arrivals.write([(message.channel, Envelope((message,)))])
        same = (
            (InboxEntry.channel == row.channel)
            & (InboxEntry.account == row.account)
            & (InboxEntry.message_digest == row.message_digest)
        )
        self._house.update(InboxEntry, same, received_at=row.received_at)
        return news

    def _message(self, row: Any) -> Inbound:
        return load_inbound(self._house.reveal(row, InboxEntry.payload))

    def _zone(self, tenant_id: str) -> tzinfo:
        tenant = self._desk.tenants.recall(tenant_id) if tenant_id else None
        if tenant is None:
            return UTC
        try:
            return self._desk.bots.for_tenant(tenant).zone
        except BotInvalid:
            return ZoneInfo(tenant.timezone) if tenant.timezone else UTC


def _in(states: Iterable[str], tenant: str | None = None) -> Any:
    """The condition that rows are in one of these states, and the tenant's where there is one."""
    meant = reduce(or_, (_STATES[state] for state in states))
    return meant if tenant is None else meant & (InboxEntry.tenant == tenant)


def _state(row: Any) -> str:
    return "retrying" if row.state == "pending" and row.attempts else str(row.state)


def _letter(row: Any, zone: tzinfo) -> Letter:
    return Letter(
        id=row.id,
        tenant_id=row.tenant or None,
        channel=row.channel,
        received_at=row.received_at.astimezone(zone),
        state=_state(row),
        attempts=row.attempts,
        error=row.error,
    )


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _TOGETHER] for start in range(0, len(ids), _TOGETHER))


def _together(parts: Iterable[Retried]) -> Retried:
    ids: list[int] = []
    homeless: list[int] = []
    for part in parts:
        ids += part.ids
        homeless += part.homeless
    return Retried(ids, homeless)


def _listed(words: Collection[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
