"""What a conversation remembers between two messages. Plain values; goes to the database as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from frontdesk.messages import Choice
from frontdesk.topics import Topic

__all__ = ["OpenForm", "State", "queued"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that is being filled in.

    :ivar action: name of the action it belongs to.
    :ivar intent: name of the intent that opened it.
    :ivar values: what is known, by slot name.
    :ivar unclear: slots for which several values are possible, with all of them.
    :ivar asked: the slot that was asked for last, or None.
    :ivar confirming: the bot has asked "is that right?".
    :ivar unsure: it was not filled by one complete, unambiguous request.
    :ivar misses: messages in a row that did not answer the question.
    :ivar asks: how many times in a row the same question was asked.
    :ivar refused: the customer said no to the last question and was asked what to change.
    :ivar facts: by slot name, what it changes: "an hour later" is counted from it.
    :ivar then: values that the form is begun with again, one after the other, once it is done.
    """

    action: str
    intent: str
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    unclear: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, repr=False)
    asked: str | None = None
    confirming: bool = False
    unsure: bool = False
    misses: int = 0
    asks: int = 0
    refused: bool = False
    then: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def holding(self, values: Mapping[str, Any], unclear: Mapping[str, tuple[Any, ...]]) -> OpenForm:
        """The same form with other values, and other slots left open."""
        # Not `replace`, which takes several times as long: nearly every form comes by here.
        return OpenForm(
            self.action,
            self.intent,
            values,
            unclear,
            self.asked,
            self.confirming,
            self.unsure,
            self.misses,
            self.asks,
            self.refused,
            self.then,
            self.facts,
        )

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "action": self.action,
            "intent": self.intent,
            "values": dict(self.values),
            "unclear": {name: list(values) for name, values in self.unclear.items()},
            "asked": self.asked,
            "confirming": self.confirming,
            "unsure": self.unsure,
            "misses": self.misses,
            "asks": self.asks,
            "refused": self.refused,
            "then": [dict(values) for values in self.then],
            "facts": dict(self.facts),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> OpenForm:
        """Read back what :meth:`to_json` made."""
        unclear = {name: tuple(values) for name, values in data["unclear"].items()}
        return cls(**{**data, "unclear": unclear, "then": tuple(data.get("then", ()))})


def queued(waiting: OpenForm | None, opened: OpenForm) -> OpenForm:
    """The form that is begun when what is open is done; behind one of the same kind that waits already.

    It is unsure: it was asked for some time before.
    """
    if waiting is None or waiting.action != opened.action:
        return replace(opened, unsure=True)
    return replace(waiting, then=(*waiting.then, opened.values, *opened.then))


@dataclass(frozen=True, slots=True)
class State:
    """Where a conversation stands.

    :ivar form: the form whose question is open, or None.
    :ivar waiting: a form that was interrupted by another one and is gone back to afterwards, or None.
    :ivar offered: the choices of the last reply, in their order, with their ids.
    :ivar offer: how many times choices have been offered; the first part of their ids.
    :ivar language: what the conversation is in; None before anybody knows.
    :ivar misses: messages in a row that were not understood while no form was open.
    :ivar memory: what plugins keep, by plugin name.
    :ivar topic: what was talked of last, or None.
    :ivar at: when the last turn was taken; aware.
    """

    form: OpenForm | None = None
    waiting: OpenForm | None = None
    offered: tuple[Choice, ...] = ()
    offer: int = 0
    language: str | None = None
    misses: int = 0
    memory: Mapping[str, Any] = field(default_factory=dict, repr=False)
    topic: Topic | None = None
    at: datetime | None = None

    #: After so long a silence an open question is forgotten: nobody remembers what "yes" would answer.
    IDLE = timedelta(hours=24)
    #: After so long, "and at 3?" is not about what was talked of before.
    CURRENT = timedelta(hours=1)

    def woken(self, now: datetime) -> State:
        """The state as it is to be read now: open questions are forgotten after :attr:`IDLE`, what was talked
        of after :attr:`CURRENT`, unless it lasts."""
        if self.at is None or now - self.at <= self.CURRENT:
            return self
        if now - self.at <= self.IDLE:
            return replace(self, topic=self.topic if self.topic and self.topic.lasting else None)
        return replace(self, form=None, waiting=None, topic=None, offered=(), misses=0)

    def let_go(self) -> State:
        """The state with nothing open: somebody else goes on with the conversation."""
        return replace(self, form=None, waiting=None, offered=(), misses=0)

    def offering(self, choices: tuple[Choice, ...]) -> State:
        """The state with these choices on offer; each gets an id that no earlier offer has used."""
        if not choices:
            return replace(self, offered=()) if self.offered else self
        offer = self.offer + 1
        numbered = tuple(_numbered(choice, f"{offer}.{index}") for index, choice in enumerate(choices, 1))
        return replace(self, offer=offer, offered=numbered)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "version": _VERSION,
            "form": self.form.to_json() if self.form else None,
            "waiting": self.waiting.to_json() if self.waiting else None,
            "offered": [_choice_to_json(choice) for choice in self.offered],
            "offer": self.offer,
            "language": self.language,
            "misses": self.misses,
            "memory": dict(self.memory),
            "topic": self.topic.to_json() if self.topic else None,
            "at": self.at.isoformat() if self.at else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> State:
        """Read back what :meth:`to_json` made.

        :param data: None, or JSON of another version, gives a fresh state; only an open question is lost.
        """
        if not data:
            return cls()
        if data.get("version") != _VERSION:
            return cls(language=data.get("language"), memory=data.get("memory") or {})
        return cls(
            form=OpenForm.from_json(data["form"]) if data["form"] else None,
            waiting=OpenForm.from_json(data["waiting"]) if data["waiting"] else None,
            offered=tuple(Choice(**choice) for choice in data["offered"]),
            offer=data["offer"],
            language=data["language"],
            misses=data["misses"],
            memory=data["memory"],
            topic=Topic.from_json(data["topic"]) if data.get("topic") else None,
            at=datetime.fromisoformat(data["at"]) if data["at"] else None,
        )


def _numbered(choice: Choice, choice_id: str) -> Choice:
    # Not `replace`: a reply has up to ten of them.
    return Choice(choice.title, choice.values, choice.intent, choice.answer, choice.description, choice_id)


def _choice_to_json(choice: Choice) -> dict[str, Any]:
    return {
        "title": choice.title,
        "values": dict(choice.values),
        "intent": choice.intent,
        "answer": choice.answer,
        "description": choice.description,
        "id": choice.id,
    }
