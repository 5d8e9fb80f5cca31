"""Putting a notice into words, in the language of its conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue import State
from frontdesk.messages import Choice, Reply
from frontdesk.spoken import Spoken
from frontdesk.storage import Conversation, Scope

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.speech import Speech

__all__ = ["Worded", "choice_id", "language_of", "worded"]


@dataclass(frozen=True, slots=True)
class Worded:
    """A notice in words.

    :ivar told: which texts it is made of, for ``frontdesk why``.
    :ivar values: what its text is filled with, by parameter.
    """

    reply: Reply = field(repr=False)
    values: dict[str, Any] = field(repr=False)
    told: dict[str, Any]


def language_of(scope: Scope, conversation: Any, bot: Bot) -> str:
    """The language of a conversation, or the bot's first where that is none of its own."""
    state = State.from_json(scope.reveal(conversation, Conversation.state))
    return (state.language if state.language in bot.languages else bot.default_language) or ""


def worded(number: int, body: Mapping[str, Any], bot: Bot, language: str) -> Worded:
    """Put a notice into words.

    :param number: our id of it; its choices carry it.
    :param body: as it is kept.
    :raises KeyError: there is no such text, or it has a field that nothing was given for.
    """
    spoken = Spoken()
    speech = bot.speech(language).noting(spoken)
    choices = tuple(
        Choice(
            speech.say(button["text"], **_said(button["params"], speech)),
            values=button["values"],
            intent=button["intent"],
            answer=button["answer"],
            id=choice_id(number, index),
        )
        for index, button in enumerate(body["buttons"], 1)
    )
    values = _said(body["params"], speech)
    reply = Reply(
        speech.say(body["text"], **values),
        choices=choices,
        choices_label=speech.say("core.choose") if choices else "",
        template=body["text"],
    )
    told = {
        "bot": [bot.id, bot.revision],
        "language": language,
        "template": body["text"],
        "texts": [[each.key, each.language, each.origin] for each in spoken.phrases(reply)],
    }
    return Worded(reply, values, told)


def choice_id(number: int, index: int) -> str:
    """The id of a choice under a notice: ``n17.2``. Those of turns have no letter in them."""
    return f"n{number}.{index}"


def _said(params: Mapping[str, Any], speech: Speech) -> dict[str, Any]:
    return {name: _one(value, speech) for name, value in params.items()}


def _one(value: Any, speech: Speech) -> Any:
    match value:
        case {"money": amount}:
            return speech.money(amount)
        case {"day": day}:
            return speech.day(day)
        case {"time": at}:
            return speech.time(time.fromisoformat(at))
        case {"minutes": minutes}:
            return speech.minutes(minutes)
        case {"words": by_language}:
            return by_language.get(speech.language) or next(iter(by_language.values()))
        case {"list": items}:
            return speech.join(str(_one(item, speech)) for item in items)
    return value
