"""One turn: hooks, policy, actions, and one reply made of what they say."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue import OpenForm, State, decide, resolved
from frontdesk.intents import SlotKind
from frontdesk.messages import Reply
from frontdesk.pipeline.performance import Performance
from frontdesk.understanding import asks_to_speak

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.readings import Reading
    from frontdesk.turns import Turn

__all__ = ["Taken", "TurnTaker"]

#: What is written in whatever language it is written in.
_NAMES = frozenset({SlotKind.NAME, SlotKind.PHONE, SlotKind.CODE, SlotKind.TEXT})
#: A message switches the language when it says so much: an "ok" among Russian words is Russian.
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a turn.

    :ivar replies: one message, or none when the bot keeps silent.
    :ivar state: where the conversation stands now.
    :ivar decision: in a word or two, for metrics: ``ask``, ``run``, ``answer+ask``, ``silence``, ...
    :ivar why: how it came about, as plain JSON, for ``--trace``; holds no phone number and no free text.
    """

    replies: tuple[Reply, ...]
    state: State
    decision: str
    why: dict[str, Any]


class TurnTaker:
    """Leads a bot's conversations, one turn at a time.

    :param bot: as the tenant has it.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def take(self, turn: Turn, state: State) -> Taken:
        """Take a turn: what ``turn.message`` was understood to mean leads to a reply and a new state.

        Called inside the turn's write transaction. Sets the turn's language, speech and memory; whatever an
        action or hook raises is passed on, for the whole turn to be rolled back.
        """
        before = state.woken(turn.now)
        reading = resolved(before, turn.reading)
        language = self._language(turn, reading, before)
        turn.reading = reading
        turn.language = language
        turn.speech = self._bot.speech(language)
        turn.memory = copy.deepcopy(dict(before.memory)) if before.memory else {}
        performance = Performance(turn, before)
        intercepted = self._bot.abilities.before_turn(turn)
        if intercepted is not None:
            plugin, reply = intercepted
            performance.interrupt(plugin, reply)
        else:
            for decision in decide(before, reading, self._bot.abilities):
                performance.carry_out(decision)
        reply_made = performance.reply()
        after = performance.state(reply_made)
        if reply_made is not None and reply_made.choices:
            reply_made = replace(reply_made, choices=after.offered)
        return Taken(
            replies=() if reply_made is None else (reply_made,),
            state=after,
            decision=performance.summary(),
            why=self._why(reading, performance, reply_made, after),
        )

    def _language(self, turn: Turn, reading: Reading, state: State) -> str:
        """The customer's language: what the message is written in, where it says enough to tell."""
        written, spoken = reading.language, state.language
        if spoken not in self._bot.languages:
            return written if written in self._bot.languages else self._bot.default_language
        if written in self._bot.languages and self._tells(turn, reading, state.form):
            return written
        return spoken

    def _tells(self, turn: Turn, reading: Reading, form: OpenForm | None) -> bool:
        """Whether a message says enough to tell its language; what a name is written in tells nothing."""
        words = len(turn.message.text.split())
        if reading.language and asks_to_speak(reading.language, turn.message.text):
            return True
        asked = self._asked_who(form)
        if asked is not None:
            return words - len(str(reading.slots.get(asked, "")).split()) >= _TELLING
        return words + 2 * bool(reading.guesses) + bool(reading.slots) >= _TELLING

    def _asked_who(self, form: OpenForm | None) -> str | None:
        """The slot of a name or the like, where one was asked for."""
        action = self._bot.abilities.actions.get(form.action) if form else None
        if form is None or action is None:
            return None
        asked = (slot.name for slot in action.form.slots if slot.name == form.asked and slot.kind in _NAMES)
        return next(asked, None)

    def _why(
        self, reading: Reading, performance: Performance, reply: Reply | None, after: State
    ) -> dict[str, Any]:
        hidden = self._bot.abilities.untraced
        form = after.form
        return {
            "reading": {
                "source": reading.source,
                "language": reading.language,
                "guesses": [[guess.intent, round(guess.confidence, 3)] for guess in reading.guesses],
                "slots": _without(reading.slots, hidden),
                "unclear": {name: list(values) for name, values in _without(reading.unclear, hidden).items()},
                "also": {name: list(values) for name, values in _without(reading.also, hidden).items()},
                "further": [_without(each, hidden) for each in reading.further],
                "addition": reading.addition,
                "unmet": sorted(reading.unmet),
                "dropped": sorted(reading.dropped),
                "indifferent": reading.indifferent,
                "undecided": reading.undecided,
                "answer": reading.answer,
                "chosen": reading.chosen.id if reading.chosen else None,
                "stop": reading.stop,
                "correction": reading.correction,
                "reasons": list(reading.reasons),
            },
            "decision": performance.steps,
            "actions": performance.ran,
            "template": reply.template if reply else "",
            "asks": form.asked if form else None,
            "confirming": form.confirming if form else False,
            "form": _without(form.values, hidden) if form else None,
        }


def _without(values: Any, hidden: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in hidden}
