"""Salvage: what becomes of a webhook that holds something which no database will ever take."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

from frontdesk.channels import Envelope
from frontdesk.diagnosis import describe
from frontdesk.errors import StorageError, ValueRefused
from frontdesk.storage import Storage

__all__ = ["HOPELESS", "Salvage"]

#: What a value is to blame for: the same again would end the same way. Whatever else goes wrong may go well
#: the next time.
HOPELESS = (ValueRefused, TypeError, ValueError, OverflowError, RecursionError)

log = logging.getLogger(__name__)


class Salvage:
    """Keeps what can be kept of a webhook, and puts its whole body into quarantine.

    :param write: writes envelopes, each with the channel that brought it, inside the write transaction.
    """

    def __init__(self, storage: Storage, write: Callable[[Sequence[tuple[str, Envelope]]], object]) -> None:
        self._storage = storage
        self._write = write

    def keep(self, channel: str, envelope: Envelope, body: bytes, error: Exception) -> Envelope:
        """Write down all parts but those that cannot be stored.

        Each may have a transaction of its own. When a later one fails for another reason, the webhook is to
        come again: what was there before is left as it is.

        :param error: why the envelope as a whole cannot be stored: one of :data:`HOPELESS`.
        :return: what is on disk now, the body in quarantine included.
        """
        reason = f"cannot be stored: {error if isinstance(error, StorageError) else describe(error)}"
        aside = Envelope(unreadable=((reason, body.decode("utf-8", "backslashreplace")),))
        parts = list(_parts(envelope))
        kept = self._keep_halves(channel, parts) if len(parts) > 1 else []
        with self._storage.write():
            self._write([(channel, aside)])
        log.error("a webhook of %s is in quarantine: it %s", channel, reason)
        return _joined([*kept, aside])

    def _keep(self, channel: str, parts: Sequence[Envelope]) -> Sequence[Envelope]:
        try:
            with self._storage.write():
                self._write([(channel, part) for part in parts])
        except HOPELESS:
            return self._keep_halves(channel, parts) if len(parts) > 1 else ()
        return parts

    def _keep_halves(self, channel: str, parts: Sequence[Envelope]) -> Sequence[Envelope]:
        middle = len(parts) // 2
        return [*self._keep(channel, parts[:middle]), *self._keep(channel, parts[middle:])]


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
