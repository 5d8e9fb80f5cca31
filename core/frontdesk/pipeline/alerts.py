"""Alerts: telling staff that a conversation is theirs, until they have been told."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSlow
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from frontdesk.channels import HttpRequest, HttpResponse
from frontdesk.diagnosis import describe
from frontdesk.errors import TransportError
from frontdesk.handover import Reason, StaffAlert
from frontdesk.pipeline.transport import Transport
from frontdesk.storage import Contact, Conversation
from frontdesk.storage.models import AlertEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Alerts"]

log = logging.getLogger(__name__)

#: So long one is ours to tell; longer than the transport takes.
CLAIM = timedelta(seconds=60)
#: Seconds to wait for all answers of one run together. Who is slower is told again later.
PATIENCE = 10.0
#: So long it is tried.
TRIED_FOR = timedelta(hours=24)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=30)


class Alerts:
    """Sends what notifiers make of alerts, from one thread of a process at a time: addresses that never
    answer must not take the threads that customers wait for.

    :param transport: what sends it.
    """

    def __init__(self, desk: Desk, transport: Transport) -> None:
        self._desk = desk
        self._transport = transport
        self._telling = threading.Lock()

    def run(self, *alert_ids: int) -> None:
        """Tell these. Who is telling one already, or has told it, is left alone.

        While another thread of this process tells some, nothing is done: the sweep finds these again.
        """
        if not self._telling.acquire(blocking=False):
            return
        try:
            rows = [row for alert_id in alert_ids if (row := self._claim(alert_id)) is not None]
            under_way = [(row, self._begin(row)) for row in rows]
            until = time.monotonic() + PATIENCE
            for row, answer in under_way:
                error = answer if answer is None or isinstance(answer, str) else _wait(answer, until)
                self._settle(row, error)
        finally:
            self._telling.release()

    def _begin(self, row: Any) -> Future[HttpResponse] | str | None:
        """Send it.

        :return: the answer to come; or what is wrong with it; None where nobody is to be told.
        """
        try:
            request = self._request(row, self._desk.clock.now())
        except Exception as trouble:  # noqa: BLE001 - a notifier may raise anything; the others are told
            return describe(trouble)
        return None if request is None else self._transport.send(request)

    def _claim(self, alert_id: int) -> Any | None:
        house, now = self._desk.storage.house, self._desk.clock.now()
        mine = (AlertEntry.id == alert_id) & (AlertEntry.state == "pending") & (AlertEntry.due_at <= now)
        with self._desk.storage.write():
            claimed = house.update(AlertEntry, mine, due_at=now + CLAIM, attempts=AlertEntry.attempts + 1)
        return house.get(AlertEntry, AlertEntry.id == alert_id) if claimed else None

    def _request(self, row: Any, now: datetime) -> HttpRequest | None:
        tenant = self._desk.tenants.recall(row.tenant)
        if tenant is None or not tenant.active:
            return None
        bot = self._desk.bots.for_tenant(tenant)
        notifier = bot.abilities.notifiers.get(row.notifier)
        scope = self._desk.storage.scope(row.tenant)
        conversation = scope.get(Conversation, Conversation.id == row.conversation_id)
        if notifier is None or conversation is None or not notifier.wants(bot):
            return None
        contact = scope.get(Contact, Contact.id == conversation.contact_id)
        alert = StaffAlert(
            id=row.id,
            tenant_id=row.tenant,
            conversation_id=row.conversation_id,
            channel=conversation.channel,
            reason=Reason(row.reason),
            customer=None if contact is None else scope.reveal(contact, Contact.name),
            at=row.created_at.astimezone(bot.zone),
        )
        return notifier.request(alert, bot, now)

    def _settle(self, row: Any, error: str | None) -> None:
        now = self._desk.clock.now()
        changes: dict[str, Any] = {"state": "done", "error": None}
        if error is not None:
            wait = min(FIRST_WAIT * 2 ** min(row.attempts - 1, 20), LONGEST_WAIT)
            over = now + wait > row.created_at + TRIED_FOR
            changes = {"state": "failed" if over else "pending", "due_at": now + wait, "error": error}
            if over:
                log.error("nobody at %s could be told of a handover: %s", row.tenant, error)
        ours = (AlertEntry.id == row.id) & (AlertEntry.attempts == row.attempts)
        with self._desk.storage.write():
            self._desk.storage.house.update(AlertEntry, ours, AlertEntry.state == "pending", **changes)


def _wait(answer: Future[HttpResponse], until: float) -> str | None:
    """:return: why it did not get there; None when it did."""
    try:
        status = answer.result(max(0.0, until - time.monotonic())).status
    except TransportError as error:
        return str(error)
    except TooSlow:
        return "no answer"
    return None if 200 <= status < 300 else f"status {status}"
