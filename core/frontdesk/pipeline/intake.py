"""Taking in what channels bring: verify, parse, write, commit, wake.

Nothing is acknowledged that is not on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from frontdesk.channels import Envelope, WebhookRequest
from frontdesk.errors import Conflict, EnvelopeUnreadable
from frontdesk.messages import Inbound, Receipt
from frontdesk.offers import Priority
from frontdesk.pipeline.arrivals import Arrivals, News
from frontdesk.pipeline.group import GroupCommit
from frontdesk.pipeline.salvage import Salvage
from frontdesk.pipeline.wakes import Wake

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Accepted", "Intake", "Settle"]

#: How many conversations are woken by one job.
_WOKEN_TOGETHER = 256


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one webhook held and is safe on disk now.

    :ivar messages: customers' messages, those included that had been there before.
    :ivar receipts: words on messages of ours.
    :ivar unreadable: parts that were put into quarantine.
    """

    messages: int = 0
    receipts: int = 0
    unreadable: int = 0


#: Hears what became of webhooks, in the writer's thread: each ticket with what is on disk now, or why not.
Settle = Callable[[Sequence[tuple[Any, Accepted | Exception]]], object]


@dataclass(frozen=True, slots=True)
class _Webhook:
    """What one webhook held, and who waits for it to be written.

    :ivar body: for the quarantine, where it cannot be stored.
    """

    channel: str
    envelope: Envelope = field(repr=False)
    body: bytes = field(repr=False)
    settle: Settle
    ticket: Any


class Intake:
    """The door. Its writer thread starts with the first webhook.

    :param most_waiting: how many webhooks may wait for the writer before the next ones are refused.
    :param most_bytes: how large they may be together.
    """

    def __init__(self, desk: Desk, *, most_waiting: int = 5_000, most_bytes: int = 64 * 1024 * 1024) -> None:
        self._desk = desk
        self._arrivals = Arrivals(desk)
        self._salvage = Salvage(desk.storage, self._write)
        self._writer: GroupCommit[_Webhook, Accepted] = GroupCommit(
            desk.storage,
            "frontdesk-intake",
            self._write_webhooks,
            _tell,
            self._fail,
            most_waiting=most_waiting,
            most_bytes=most_bytes,
        )

    def receive(self, channel_name: str, request: WebhookRequest, settle: Settle, ticket: Any) -> None:
        """Take in a webhook. Webhooks that come in at the same time share a commit.

        What can never be stored ends in quarantine and is as safe there as anything else.

        :param settle: called once everything in it is on disk and the jobs are woken, or when it cannot be
            stored now; once for all webhooks of a commit that were given the same one.
        :param ticket: what ``settle`` is to know this webhook by.
        :raises SignatureInvalid: it is not from whom it claims to be; nothing is stored.
        :raises Overloaded: too many are waiting; nothing is stored.
        :raises KeyError: there is no such channel.
        """
        channel = self._desk.channels[channel_name]
        channel.verify(request)
        try:
            envelope = channel.parse(request)
        except EnvelopeUnreadable as error:
            body = request.body.decode("utf-8", "backslashreplace")
            envelope = Envelope(unreadable=((str(error), body),))
        self._writer.submit(_Webhook(channel_name, envelope, request.body, settle, ticket), len(request.body))

    def accept(self, messages: Sequence[Inbound], receipts: Sequence[Receipt] = ()) -> Accepted:
        """Take in messages that no webhook brought (the terminal, tests), in the calling thread."""
        envelope = Envelope(tuple(messages), tuple(receipts))
        try:
            self._accept(envelope)
        except Conflict:
            # Another process was in the way.
            self._accept(envelope)
        return _counted(envelope)

    def _accept(self, envelope: Envelope) -> None:
        with self._desk.storage.write():
            self._write([("", envelope)], last=True)

    def close(self) -> None:
        """Finish what was taken in, and take in no more."""
        self._writer.close()

    # -- in the writer's thread ------------------------------------------------------------------------------

    def _fail(self, webhooks: list[_Webhook], error: Exception) -> None:
        # Of several the database is to blame.
        if len(webhooks) == 1:
            _tell([(webhooks[0], self._save(webhooks[0], error))])
        else:
            _tell([(webhook, error) for webhook in webhooks])

    def _save(self, webhook: _Webhook, error: Exception) -> Accepted | Exception:
        """What its values are to blame for is acknowledged: it would come back for a week, to no purpose."""
        try:
            return _counted(self._salvage.keep(webhook.channel, webhook.envelope, webhook.body, error))
        except Exception as trouble:  # noqa: BLE001 - whatever it is, whoever sent the webhook has to know
            return trouble

    def _write_webhooks(self, webhooks: list[_Webhook]) -> list[Accepted]:
        self._write([(webhook.channel, webhook.envelope) for webhook in webhooks], last=True)
        return [_counted(webhook.envelope) for webhook in webhooks]

    def _write(self, envelopes: Sequence[tuple[str, Envelope]], *, last: bool = False) -> None:
        news = self._arrivals.write(envelopes, last=last)
        self._desk.storage.after_commit(partial(self._wake, news))

    def _wake(self, news: News) -> None:
        self._drain(news.wakes)
        for wait, wakes in news.later.items():
            self._drain(wakes, wait)
        if news.receipts:
            self._desk.queue.enqueue("receipts", *news.receipts, priority=Priority.SOON)
        self._desk.publish(news.events)

    def _drain(self, wakes: Sequence[Wake], delay: float = 0.0) -> None:
        for start in range(0, len(wakes), _WOKEN_TOGETHER):
            together = (wake.id for wake in wakes[start : start + _WOKEN_TOGETHER])
            self._desk.queue.enqueue("drain", *together, delay=delay, priority=Priority.CUSTOMER)


def _counted(envelope: Envelope) -> Accepted:
    return Accepted(len(envelope.messages), len(envelope.receipts), len(envelope.unreadable))


def _tell(outcomes: Iterable[tuple[_Webhook, Accepted | Exception]]) -> None:
    """Settle them, all with the same ``settle`` at once."""
    told: dict[Settle, list[tuple[Any, Accepted | Exception]]] = {}
    for webhook, outcome in outcomes:
        told.setdefault(webhook.settle, []).append((webhook.ticket, outcome))
    for settle, theirs in told.items():
        settle(theirs)
