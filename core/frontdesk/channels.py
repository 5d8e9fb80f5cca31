"""What a channel is: a way in and out, without any input or output of its own ("sans-IO").

A channel verifies and parses what came in, and turns a reply into a request. The core receives, stores,
sends, retries and limits for all channels alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from frontdesk.errors import ChannelError
from frontdesk.messages import Inbound, Outbound, Receipt

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = [
    "Channel",
    "Envelope",
    "Fail",
    "Hold",
    "HttpRequest",
    "HttpResponse",
    "Outcome",
    "Retry",
    "Sent",
    "TemplateForm",
    "WebhookRequest",
]


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """What the network brought.

    :ivar headers: names in lower case, values as raw bytes (a header may hold non-ASCII bytes).
    :ivar query: decoded query parameters (first value of each).
    """

    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What one webhook held.

    :ivar unreadable: parts that could not be read, each as ``(reason, raw JSON)``; they are quarantined and
        never take their siblings with them.
    """

    messages: tuple[Inbound, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request for the core's transport to send.

    :ivar headers: may hold a secret; never logged.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What the other side answered.

    :ivar headers: names in lower case.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted by the channel under this id."""

    message_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Retry:
    """Transient: try again.

    :ivar after: seconds to wait at least; 0 leaves it to the core's backoff.
    :ivar scope: what has to wait: this message's contact, or the whole account.
    :ivar ambiguous: it may have been accepted all the same (an answer that cannot be read): to be reconciled
        with the channel's receipts before it is sent again, like a lost answer.
    """

    reason: str
    after: float = 0.0
    scope: Literal["contact", "account"] = "contact"
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """The account itself is in trouble (token, payment, ban): stop sending for it and tell the owner."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fail:
    """This message will never be accepted.

    :ivar outside_window: because it is free-form text, and the customer's last message is too long ago.
    """

    reason: str
    code: str | None = None
    outside_window: bool = False


Outcome = Sent | Retry | Hold | Fail


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """A template as an owner has entered it.

    :ivar name: what it is called at the channel.
    :ivar language: the channel's code of its language: ``en_US``.
    :ivar params: which parameters of the notice's text fill its places, in their order.
    :ivar buttons: how many of the notice's buttons it has, from the first on.
    """

    name: str
    language: str
    params: tuple[str, ...] = ()
    buttons: int = 0


class Channel(ABC):
    """A way in and out. One instance serves all tenants; it keeps no state between calls.

    All methods are called in worker threads and must not do any input or output.
    """

    #: Its name in bot definitions, in the database and in metrics.
    name: str
    #: Whether people write several short messages in a row there, for which ``dialogue.burst_wait_ms`` waits.
    bursts: bool = True
    #: For how long after the customer's last message it takes free-form text; None for always. A notice that
    #: is due later goes out as a template, or ends as :attr:`frontdesk.Unsent.OUTSIDE_WINDOW`.
    window: timedelta | None = None
    #: The codes of receipts that say so of a message which the channel had accepted.
    outside_window_codes: frozenset[str] = frozenset()

    def handshake(self, request: WebhookRequest) -> str | None:
        """The text that answers a subscription check (GET on the webhook), or None to refuse it with 403."""
        return None

    def verify(self, request: WebhookRequest) -> None:
        """Check that the request is from whom it claims to be, over the raw bytes, before anything is parsed.

        :raises SignatureInvalid: answered with 401, nothing is stored.
        """
        raise ChannelError(f"channel {self.name!r} has no webhook")

    def parse(self, request: WebhookRequest) -> Envelope:
        """Read the messages and receipts out of a verified request.

        :raises EnvelopeUnreadable: the body as a whole is not the documented format; it is quarantined.
        """
        raise ChannelError(f"channel {self.name!r} has no webhook")

    def template(self, bot: Bot, text: str, language: str) -> TemplateForm | None:
        """The template that says the same as a text of a notice; None where the owner has entered none.

        :param text: key of the text: ``reminder.ask``.
        :param language: what the conversation is in.
        """
        return None

    @abstractmethod
    def request(self, outbound: Outbound, bot: Bot) -> HttpRequest | Sent:
        """The request that sends this reply; or :class:`Sent` at once where customers read it from the house.

        :param bot: for the channel's own section of the bot definition.
        """

    def outcome(self, response: HttpResponse) -> Outcome:
        """Read the answer to a request. Must not raise, whatever the body holds."""
        raise ChannelError(f"channel {self.name!r} sends no requests")
