"""A customer at the terminal: messages go through the real pipeline, replies are read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from frontdesk.bots import Bot
from frontdesk.desk import Desk
from frontdesk.jobs import settle
from frontdesk.messages import Choice, Inbound, Reply
from frontdesk.pipeline.intake import Intake
from frontdesk.pipeline.payloads import Parcel
from frontdesk.storage import Message
from frontdesk.storage.models import OutboxEntry

__all__ = ["Said", "Talk"]

_CHANNEL = "terminal"


@dataclass(frozen=True, slots=True)
class Said:
    """What the bot said to one message.

    :ivar reply: None when it kept silent.
    :ivar why: how it came about, as the pipeline wrote it down.
    """

    reply: Reply | None
    why: Mapping[str, Any]


class Talk:
    """One customer's talk with one bot, as a business of its own in the desk's database.

    :param contact: who the customer is; the same contact goes on with the same conversation.
    :param language: what the bot speaks until the customer writes in another one; None for its first.
    """

    def __init__(self, desk: Desk, bot: Bot, contact: str, language: str | None = None) -> None:
        self._desk = desk
        self._contact = contact
        first = [language] if language else []
        tenant, _ = desk.tenants.save(
            id=f"terminal-{bot.id}",
            name=bot.name(language or bot.default_language),
            bot=bot.id,
            settings={"languages": [*first, *(each for each in bot.languages if each != language)]},
            channel=_CHANNEL,
            account=bot.id,
        )
        self._account = bot.id
        self._scope = desk.storage.scope(tenant.id)
        self._intake = Intake(desk)
        self._seen = self._last()

    def close(self) -> None:
        """Let go of the door."""
        self._intake.close()

    def say(self, text: str) -> list[Said]:
        """Write a text."""
        return self._send(kind="text", text=text)

    def tap(self, choice: Choice) -> list[Said]:
        """Tap one of the choices of a reply."""
        return self._send(kind="choice", text=choice.title, choice=choice.id)

    def _send(self, **what: Any) -> list[Said]:
        message = Inbound(
            channel=_CHANNEL,
            account=self._account,
            message_id=uuid4().hex,
            contact=self._contact,
            sent_at=self._desk.clock.now(),
            **what,
        )
        self._intake.accept([message])
        settle(self._desk)
        return self._new()

    def _new(self) -> list[Said]:
        query = self._scope.select(Message).where(Message.id > self._seen).order_by(Message.id)
        said = []
        for row in self._scope.rows(query):
            self._seen = row.id
            why = self._scope.reveal(row, Message.why)
            entry = self._scope.get(OutboxEntry, OutboxEntry.message == row.id)
            reply = Parcel.load(self._scope.reveal(entry, OutboxEntry.payload)).reply if entry else None
            if why is not None or reply is not None:
                said.append(Said(reply, why or {}))
        return said

    def _last(self) -> int:
        newest = self._scope.rows(self._scope.select(Message).order_by(Message.id.desc()).limit(1))
        return int(newest[0].id) if newest else 0
