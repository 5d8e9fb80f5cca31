"""One turn: hooks, policy, actions, and one reply made of what they say."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue import HUMAN, Decision, Fallback, Miss, Open, OpenForm, State, decide, resolved
from frontdesk.handover import Reason
from frontdesk.intents import SlotKind
from frontdesk.messages import Reply
from frontdesk.pipeline.closing import tell_closed
from frontdesk.pipeline.performance import Performance
from frontdesk.pipeline.why import why_of
from frontdesk.spoken import Spoken

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.readings import Reading
    from frontdesk.turns import Turn

__all__ = ["Taken", "TurnTaker"]

#: What is written in whatever language it is written in.
_NAMES = frozenset({SlotKind.NAME, SlotKind.PHONE, SlotKind.CODE, SlotKind.TEXT})
#: Its words are strewn into all languages, so a message in it has to say so much before it is answered in it:
#: an "ok" or a "thank you" among Russian messages is Russian.
_STREWN = "en"
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a turn.

    :ivar replies: one message, or none when the bot keeps silent.
    :ivar state: where the conversation stands now.
    :ivar decision: in a word or two, for metrics: ``ask``, ``run``, ``answer+ask``, ``silence``, ...
    :ivar why: how it came about, as plain JSON, see :func:`~frontdesk.pipeline.why.why_of`.
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
        spoken = Spoken()
        turn.speech = self._bot.speech(language).noting(spoken)
        turn.memory = copy.deepcopy(dict(before.memory)) if before.memory else {}
        performance = Performance(turn, before)
        intercepted = self._bot.abilities.before_turn(turn)
        decisions: tuple[Decision, ...] = ()
        if intercepted is not None:
            plugin, reply = intercepted
            performance.interrupt(plugin, reply)
        else:
            decisions = self._decisions(turn, before)
            for decision in decisions:
                performance.carry_out(decision)
        reply_made = performance.reply()
        after = performance.state(reply_made)
        tell_closed(turn, before, after, decisions)
        if before.language is None and reading.language is None and reading.speak is None:
            # A waving hand is in no language, nor is "gel": the next message tells.
            after = replace(after, language=None)
        if reply_made is not None and reply_made.choices:
            reply_made = replace(reply_made, choices=after.offered)
        return Taken(
            replies=() if reply_made is None else (reply_made,),
            state=after,
            decision=performance.summary(),
            why=why_of(
                turn,
                reading,
                before=before,
                decisions=decisions,
                performance=performance,
                reply=reply_made,
                after=after,
                spoken=spoken,
            ),
        )

    def excuse(self, turn: Turn, state: State, conflict: str) -> Taken:
        """Say that it is busy, instead of the turn: others were in its way each time it was run.

        No hook and no action is asked, so nothing of theirs is written. The conversation stands where it
        stood: what was open is open, and its choices are offered again as they were, to be tapped once more.

        :param conflict: what it ran into, without values.
        """
        before = state.woken(turn.now)
        speech = self._bot.speech(self._language(turn, resolved(before, turn.reading), before))
        choices = before.offered if before.form else ()
        reply = Reply(
            speech.say("core.busy"),
            choices=choices,
            choices_label=speech.say("core.choose") if choices else "",
            template="core.busy",
        )
        why = {"by": "busy", "conflict": conflict, "template": "core.busy"}
        return Taken(replies=(reply,), state=state, decision="busy", why=why)

    def _decisions(self, turn: Turn, state: State) -> tuple[Decision, ...]:
        """What to do with the message: what the policy says, unless the owner's rules lead to a person."""
        decisions = decide(state, turn.reading, self._bot.abilities)
        if HUMAN not in self._bot.abilities.intents:
            return decisions
        rules = self._bot.definition.handover
        reason = None if turn.message.choice else rules.reason(turn.message.text)
        if reason is None and _misses(state, decisions) >= (rules.when.misses or math.inf):
            reason = Reason.MISSED
        if reason is None:
            return decisions
        turn.hand_over(reason)
        return (Open(HUMAN),)

    def _language(self, turn: Turn, reading: Reading, state: State) -> str:
        """The customer's language: the one that the message asks for, or is written in if it says enough."""
        written, spoken = reading.language, state.language
        if reading.speak in self._bot.languages:
            return reading.speak
        if spoken not in self._bot.languages:
            return written if written in self._bot.languages else self._bot.default_language
        if written in self._bot.languages and self._tells(turn, reading, state.form):
            return written
        return spoken

    def _asked_who(self, form: OpenForm | None) -> str | None:
        """The slot of a name or the like, where one was asked for: what it is written in tells nothing."""
        action = self._bot.abilities.actions.get(form.action) if form else None
        if form is None or action is None:
            return None
        asked = (slot.name for slot in action.form.slots if slot.name == form.asked and slot.kind in _NAMES)
        return next(asked, None)

    def _tells(self, turn: Turn, reading: Reading, form: OpenForm | None) -> bool:
        """Whether a message says enough to leave the language of the conversation for its own."""
        asked = self._asked_who(form)
        if asked is not None:
            said = len(turn.message.text.split()) - len(str(reading.slots.get(asked, "")).split())
            return said >= _TELLING
        if reading.language != _STREWN:
            return True
        serious = any(not self._courtesy(guess.intent) for guess in reading.guesses)
        return len(turn.message.text.split()) + 2 * serious + bool(reading.slots) >= _TELLING

    def _courtesy(self, name: str) -> bool:
        intent = self._bot.abilities.intents.get(name)
        return intent is not None and intent.courtesy


def _misses(state: State, decisions: Sequence[Decision]) -> int:
    """How many messages in a row were not understood, with this one; 0 where this one was."""
    match decisions:
        case [Miss()]:
            return 1 + (state.form.misses if state.form else 0)
        case [Fallback()]:
            return 1 + state.misses
    return 0
