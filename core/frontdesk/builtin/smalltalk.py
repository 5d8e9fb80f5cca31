"""Greetings, who is there, thanks, goodbye, abuse, the menu, and handing over to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.actions import Action, Done
from frontdesk.builtin.smalltalk_words import COMPLAINT, INTENTS, TEXTS
from frontdesk.dialogue import MENU, menu
from frontdesk.handover import Reason
from frontdesk.hookspecs import hookimpl
from frontdesk.messages import Choice, Reply
from frontdesk.sources import Source

if TYPE_CHECKING:
    from frontdesk.intents import Intent
    from frontdesk.offers import Texts
    from frontdesk.turns import Turn

__all__ = [
    "frontdesk_actions",
    "frontdesk_intents",
    "frontdesk_texts",
]


class Greet(Action):
    """Says who is there and what they can do; in the middle of something only says hello."""

    name = "greet"

    def run(self, turn: Turn) -> Done:
        """Greet."""
        if turn.aside:
            return Done(Reply(turn.say("smalltalk.hello"), template="smalltalk.hello"))
        text = turn.say("smalltalk.greeting", name=turn.bot.name(turn.language))
        choices = menu(turn.bot.abilities.intents, turn.speech)
        return Done(Reply(text, choices=choices, template="smalltalk.greeting"))


class Menu(Action):
    """Shows what the bot can do; whatever was open is dropped."""

    name = "menu"

    def run(self, turn: Turn) -> Done:
        """Show it."""
        choices = menu(turn.bot.abilities.intents, turn.speech)
        return Done(Reply(turn.say("smalltalk.menu"), choices=choices, template="smalltalk.menu"), ends=True)


class Introduce(Action):
    """Says that it is a bot, to whoever asks."""

    name = "introduce"

    def run(self, turn: Turn) -> Done:
        """Say it."""
        if turn.aside:
            key = "smalltalk.introduction_short"
            return Done(Reply(turn.say(key), template=key))
        text = turn.say("smalltalk.introduction", name=turn.bot.name(turn.language))
        choices = menu(turn.bot.abilities.intents, turn.speech)
        return Done(Reply(text, choices=choices, template="smalltalk.introduction"))


class Welcome(Action):
    """Answers thanks."""

    name = "welcome"

    def run(self, turn: Turn) -> Done:
        """Answer."""
        key = "smalltalk.welcome_short" if turn.aside else "smalltalk.welcome"
        return Done(Reply(turn.say(key), template=key))


class Goodbye(Action):
    """Says goodbye; whatever was open is dropped."""

    name = "goodbye"

    def run(self, turn: Turn) -> Done:
        """Say it."""
        return Done(Reply(turn.say("smalltalk.goodbye"), template="smalltalk.goodbye"), ends=True)


class Calm(Action):
    """Answers abuse: short, without a lecture, and with the way to a person."""

    name = "calm"

    def run(self, turn: Turn) -> Done:
        """Answer."""
        if turn.aside:
            return Done(Reply(turn.say("smalltalk.calm_short"), template="smalltalk.calm_short"))
        choices = menu(turn.bot.abilities.intents, turn.speech)
        return Done(Reply(turn.say("smalltalk.calm"), choices=choices, template="smalltalk.calm"))


class HandOver(Action):
    """Leaves the conversation to a person; whatever was open is dropped."""

    name = "hand_over"

    def run(self, turn: Turn) -> Done:
        """Hand over, and say when somebody will be there."""
        turn.hand_over(Reason.COMPLAINT if turn.reading.intent == COMPLAINT else Reason.ASKED)
        opens = turn.bot.definition.handover.opens(turn.now)
        back = Choice(turn.say("smalltalk.back_to_bot"), intent=MENU)
        key, when = "smalltalk.hand_over", {}
        if opens is not None:
            today = opens.date() == turn.now.date()
            key = "smalltalk.hand_over_today" if today else "smalltalk.hand_over_later"
            when = {"day": turn.speech.day(opens), "time": turn.speech.time(opens)}
        text = turn.say(key, **when)
        if turn.handed_over is Reason.COMPLAINT:
            text = f"{turn.say('smalltalk.sorry')} {text}"
        if when:
            turn.speech.cite(text, Source("config", "handover.hours"))
        return Done(Reply(text, choices=(back,), template=key), ends=True)


@hookimpl
def frontdesk_intents() -> Sequence[Intent]:
    """What customers say without wanting anything in particular, and the way to a person."""
    return INTENTS


@hookimpl
def frontdesk_actions() -> Sequence[Action]:
    """What is done about it."""
    return [Greet(), Introduce(), Menu(), Welcome(), Goodbye(), Calm(), HandOver()]


@hookimpl
def frontdesk_texts() -> Texts:
    """What is said about it."""
    return TEXTS
