"""The intents of a message, sorted by what can be done about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from frontdesk.actions import Action
from frontdesk.dialogue.decisions import Answer
from frontdesk.dialogue.filling import complete
from frontdesk.dialogue.state import OpenForm
from frontdesk.intents import Intent, SlotKind
from frontdesk.readings import Guess, Reading

__all__ = ["Repertoire", "Wishes", "about_what_is_arranged", "asks", "undoes"]

#: Below this, an intent is only a suspicion: the customer is asked.
_LIKELY = 0.5


class Repertoire(Protocol):
    """What the bot can do."""

    @property
    def intents(self) -> Mapping[str, Intent]:
        """By name."""
        ...

    @property
    def actions(self) -> Mapping[str, Action]:
        """By name."""
        ...


def asks(intent: Intent) -> bool:
    """Whether an intent only asks about something that stands in a list."""
    return bool(intent.slots) and all(slot.kind is SlotKind.OPTION for slot in intent.slots)


def about_what_is_arranged(intent: Intent) -> bool:
    """Whether an intent changes or undoes what was arranged before."""
    return SlotKind.CODE in intent.kinds


def undoes(intent: Intent) -> bool:
    """Whether an intent undoes what was arranged: all that it has to be told is which one."""
    return intent.kinds == {SlotKind.CODE}


class Wishes:
    """The intents of a message, sorted by what can be done about them.

    :ivar complete: can be done at once with what the message says.
    :ivar incomplete: questions have to be asked first.
    :ivar courtesies: greetings and thanks.
    """

    def __init__(self, reading: Reading, repertoire: Repertoire, form: OpenForm | None) -> None:
        self.complete: list[Guess] = []
        self.incomplete: list[Guess] = []
        self.courtesies: list[Guess] = []
        self.suspected: list[Guess] = []
        self.own = False
        for guess in reading.guesses:
            intent = repertoire.intents.get(guess.intent)
            if intent is None or intent.action not in repertoire.actions:
                continue
            if form is not None and intent.action == form.action:
                self.own = True
            elif guess.confidence < _LIKELY:
                self.suspected.append(guess)
            elif intent.courtesy:
                self.courtesies.append(guess)
            elif complete(repertoire.actions[intent.action].form, reading):
                self.complete.append(guess)
            else:
                self.incomplete.append(guess)
        telling = [guess for guess in self.incomplete if not asks(repertoire.intents[guess.intent])]
        if self.own or self.complete or telling:
            # A question that is only guessed at is another reading of what is understood beside it.
            self.incomplete = telling

    def answers(self) -> tuple[Answer, ...]:
        """Everything that can be answered beside what is open; courtesies only when there is nothing else."""
        return tuple(Answer(guess.intent) for guess in self.complete or self.courtesies)
