"""WhatsApp's side of the wire: phones at one end, the business's API and webhook at the other."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from frontdesk import Clock
from frontdesk_whatsapp.emulator.handset import Bubble, Handset
from frontdesk_whatsapp.emulator.webhooks import choice_webhook, status_webhook, text_webhook
from frontdesk_whatsapp.signature import HEADER, sign

__all__ = ["Exchange"]

#: Phones kept at once; the one that was opened first goes first.
_MOST_HANDSETS = 500


class Exchange:
    """Carries messages between made-up customers and the business.

    :param post: posts a webhook to the business (body and headers) and returns the status of the answer.
    :param app_secret: what webhooks are signed with.
    :param pace: seconds between the stages of a delivery.
    """

    def __init__(
        self,
        post: Callable[[bytes, Mapping[str, str]], Awaitable[int]],
        *,
        app_secret: str,
        clock: Clock,
        pace: float = 0.3,
    ) -> None:
        self._post = post
        self._app_secret = app_secret
        self._clock = clock
        self._pace = pace
        self._handsets: OrderedDict[str, Handset] = OrderedDict()

    def open(self, account: str, name: str) -> tuple[str, Handset]:
        """A new customer's phone, and the secret that it is used with from then on."""
        session = secrets.token_urlsafe(24)
        handset = Handset(f"7900{secrets.randbelow(10**7):07}", account, name)
        self._handsets[session] = handset
        while len(self._handsets) > _MOST_HANDSETS:
            self._handsets.popitem(last=False)
        return session, handset

    def handset(self, session: str) -> Handset | None:
        """The phone of a session, or None."""
        return self._handsets.get(session)

    # -- from the customer --------------------------------------------------------------------------------

    async def write(self, handset: Handset, text: str) -> None:
        """The customer writes something."""
        bubble = Bubble(_message_id(), mine=True, text=text, at=self._clock.now())
        await self._carry(handset, bubble, text_webhook(handset, bubble.id, bubble.at, text))

    async def tap(self, handset: Handset, offer: Bubble, choice: dict[str, str]) -> None:
        """The customer taps a button or a row of a message."""
        bubble = Bubble(
            _message_id(), mine=True, text=choice["title"], at=self._clock.now(), quoted=offer.text
        )
        body = choice_webhook(
            handset, bubble.id, bubble.at, choice=choice, row=choice in offer.rows, answers=offer.id
        )
        await self._carry(handset, bubble, body)

    async def _carry(self, handset: Handset, bubble: Bubble, body: bytes) -> None:
        handset.add(bubble)
        taken = await self._deliver(body)
        if bubble.ticks == "sent":
            bubble.ticks = "delivered" if taken else "failed"
        handset.touch()

    # -- from the business --------------------------------------------------------------------------------

    def accept(self, account: str, request: Mapping[str, Any]) -> str:
        """Take a message of the business and show it on the phone that it is for.

        :param request: as :func:`~frontdesk_whatsapp.emulator.requests.read_request` checked it.
        :return: the message's id.
        """
        bubble = _bubble(request, self._clock)
        recipient = request.get("to") or request.get("recipient")
        for handset in self._handsets.values():
            if (handset.wa_id, handset.account) == (recipient, account):
                quoted = handset.find((request.get("context") or {}).get("message_id", ""))
                bubble.quoted = quoted.text if quoted else ""
                handset.add(bubble)
        return bubble.id

    async def report(self, account: str, message_id: str, request: Mapping[str, Any]) -> None:
        """Tell the business what becomes of its message, stage by stage."""
        for status in ("sent", "delivered", "read"):
            await asyncio.sleep(self._pace)
            body = status_webhook(
                account,
                message_id,
                self._clock.now(),
                status=status,
                recipient=str(request.get("to") or request.get("recipient")),
                reference=str(request.get("biz_opaque_callback_data", "")),
            )
            await self._deliver(body)

    async def _deliver(self, body: bytes) -> bool:
        headers = {"content-type": "application/json", HEADER: sign(body, self._app_secret)}
        return await self._post(body, headers) == 200


def _bubble(request: Mapping[str, Any], clock: Clock) -> Bubble:
    bubble = Bubble(
        _message_id(),
        mine=False,
        text="",
        at=clock.now(),
        reference=str(request.get("biz_opaque_callback_data", "")),
    )
    if request["type"] == "text":
        bubble.text = request["text"]["body"]
        return bubble
    interactive = request["interactive"]
    bubble.text = interactive["body"]["text"]
    action = interactive["action"]
    if interactive["type"] == "button":
        bubble.buttons = [button["reply"] for button in action["buttons"]]
    else:
        bubble.rows = [row for section in action["sections"] for row in section["rows"]]
        bubble.list_button = action["button"]
    return bubble


def _message_id() -> str:
    return f"wamid.{secrets.token_hex(14).upper()}"
