"""Salvage: what becomes of a webhook that cannot be written as it is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from frontdesk.channels import Envelope
from frontdesk.diagnosis import describe
from frontdesk.errors import StorageError, ValueRefused
from frontdesk.messages import Inbound, Receipt, Status
from frontdesk.outage import Repeats
from frontdesk.storage import Storage

__all__ = ["Salvage"]

#: Lines in the log, a minute, of webhooks that are in quarantine.
_MOST_LINES = 10

log = logging.getLogger(__name__)

_Refused = tuple[Envelope, Exception]


class Salvage:
    """Keeps what can be kept of a webhook; where values are to blame, its whole body goes into quarantine.

    Only then: what is quarantined is acknowledged, and nobody answers it. A mistake of ours may hit every
    webhook, and they are to come again once it is mended.

    :param write: writes envelopes, each with the channel that brought it, inside the write transaction.
    """

    def __init__(self, storage: Storage, write: Callable[[Sequence[tuple[str, Envelope]]], object]) -> None:
        self._storage = storage
        self._write = write
        self._repeats = Repeats(log, most=_MOST_LINES)

    def keep(self, channel: str, envelope: Envelope, body: bytes, error: Exception) -> Envelope:
        """Write down all parts but those that cannot be stored.

        Each may have a transaction of its own. What was there before is left as it is, so the webhook may
        come again, whatever is raised here.

        :param error: why the envelope as a whole could not be written.
        :return: what is on disk now, the body in quarantine included.
        :raises Exception: why a part was not written for another reason than its values. Other parts may be
            on disk.
        """
        if _may_pass(error):
            raise error
        parts = list(_parts(envelope))
        kept, refused = self._keep_halves(channel, parts) if len(parts) > 1 else ([], [(envelope, error)])
        for _, why in refused:
            if not _blames_values(why):
                raise why
        if not refused:
            return _joined(kept)
        why = refused[0][1]
        self._prove(channel, envelope, why)
        return _joined([*kept, self._set_aside(channel, body, why)])

    def _set_aside(self, channel: str, body: bytes, error: Exception) -> Envelope:
        reason = f"cannot be stored: {error if isinstance(error, StorageError) else describe(error)}"
        aside = Envelope(unreadable=((reason, body.decode("utf-8", "backslashreplace")),))
        with self._storage.write():
            self._write([(channel, aside)])
        self._repeats.tell(logging.ERROR, "a webhook of %s is in quarantine: it %s", channel, reason)
        return aside

    def _keep(self, channel: str, parts: Sequence[Envelope]) -> tuple[list[Envelope], list[_Refused]]:
        """:return: the parts that are on disk, and the others."""
        try:
            with self._storage.write():
                self._write([(channel, part) for part in parts])
        except Exception as error:
            if _may_pass(error):
                raise
            return self._keep_halves(channel, parts) if len(parts) > 1 else ([], [(parts[0], error)])
        return list(parts), []

    def _keep_halves(self, channel: str, parts: Sequence[Envelope]) -> tuple[list[Envelope], list[_Refused]]:
        middle = len(parts) // 2
        kept, refused = self._keep(channel, parts[:middle])
        more_kept, more_refused = self._keep(channel, parts[middle:])
        return [*kept, *more_kept], [*refused, *more_refused]

    def _prove(self, channel: str, envelope: Envelope, error: Exception) -> None:
        """Prove that values are to blame: the same with harmless ones can be written. It is not kept.

        :raises Exception: the error, when not even that can be written.
        """
        try:
            with self._storage.write():
                self._write([(channel, _harmless(channel, envelope))])
                raise _Proved
        except _Proved:
            return
        except Exception as trouble:  # noqa: BLE001 - whatever it is, it is not the webhook's fault
            raise (trouble if _may_pass(trouble) else error) from None


class _Proved(Exception):
    """Rolls a transaction back."""


def _may_pass(error: Exception) -> bool:
    """Whether the database is to blame, for now: nothing else is to be tried."""
    return isinstance(error, StorageError) and not isinstance(error, ValueRefused)


def _blames_values(error: Exception) -> bool:
    """Whether it says that a value cannot be stored: refused, not a text, out of range, nested too deep."""
    if isinstance(error, ValueRefused | UnicodeError | OverflowError | RecursionError):
        return True
    # What psycopg2 says of a zero byte in a text.
    return type(error) is ValueError and "NUL" in str(error)


def _harmless(channel: str, envelope: Envelope) -> Envelope:
    """Something of each kind, for the business that the webhook is for."""
    accounts = [each.account for each in envelope.messages]
    account = next((each for each in accounts if each.isascii() and each.isalnum()), "")
    now = datetime.now(UTC)
    message = Inbound(
        channel=channel,
        account=account,
        message_id="harmless",
        contact="harmless",
        sent_at=now,
        text="Harmless",
        phone="+10000000000",
        profile_name="Harmless",
    )
    receipt = Receipt(channel, account, "harmless", Status.SENT, now)
    return Envelope((message,), (receipt,), (("harmless", "{}"),))


def _parts(envelope: Envelope) -> Iterator[Envelope]:
    for message in envelope.messages:
        yield Envelope(messages=(message,))
    for receipt in envelope.receipts:
        yield Envelope(receipts=(receipt,))
    for unreadable in envelope.unreadable:
        yield Envelope(unreadable=(unreadable,))


def _joined(parts: Sequence[Envelope]) -> Envelope:
    return Envelope(
        tuple(message for part in parts for message in part.messages),
        tuple(receipt for part in parts for receipt in part.receipts),
        tuple(unreadable for part in parts for unreadable in part.unreadable),
    )
