"""Gathering what there is to say in a turn, and making one message of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue import HUMAN, MOST_CHOICES, STOP, menu
from frontdesk.messages import Choice, Reply

if TYPE_CHECKING:
    from frontdesk.turns import Turn

__all__ = ["Wording"]


class Wording:
    """Statements first, then at most one question.

    :ivar question: what is asked at the end, or None.
    """

    def __init__(self, turn: Turn) -> None:
        self.question: Reply | None = None
        self._turn = turn
        self._statements: list[Reply] = []

    def state(self, reply: Reply | None) -> None:
        """Say something."""
        if reply is not None and reply.text:
            self._statements.append(reply)

    def state_core(self, name: str, choices: tuple[Choice, ...] = ()) -> None:
        """Say one of the dialogue's own texts."""
        self.state(self.core(name, choices))

    def core(self, name: str, choices: tuple[Choice, ...] = ()) -> Reply:
        """One of the dialogue's own texts."""
        key = f"core.{name}"
        return Reply(self._turn.say(key), choices=choices, template=key)

    def preface(self, name: str) -> None:
        """Put one of the dialogue's own texts right before the question."""
        if self.question is None:
            return
        before = self.core(name)
        text = f"{before.text}\n{self.question.text}"
        template = f"{before.template}+{self.question.template}"
        self.question = replace(self.question, text=text, template=template)

    def show_ways_out(self) -> None:
        """Let the customer leave the question: for a person, or for good."""
        if self.question is None:
            return
        known = {choice.intent for choice in self.question.choices}
        ways = tuple(way for way in self.ways_out() if way.intent not in known)
        kept = self.question.choices[: MOST_CHOICES - len(ways)]
        self.question = replace(self.question, choices=(*kept, *ways))

    def ways_out(self) -> tuple[Choice, ...]:
        """A person, and stopping."""
        return (*self.menu(HUMAN), Choice(self._turn.say("core.stop"), intent=STOP))

    def menu(self, *names: str, given: Mapping[str, Any] | None = None) -> tuple[Choice, ...]:
        """What the bot can do; only these intents, when some are named.

        :param given: values that each of them begins with.
        """
        choices = menu(self._turn.bot.abilities.intents, self._turn.speech, names or None)
        return tuple(replace(choice, values=given) for choice in choices) if given else choices

    def whole(self) -> Reply | None:
        """All of it as one message; None when there is nothing to say."""
        parts = self._statements if self.question is None else [*self._statements, self.question]
        if not parts:
            return None
        last = parts[-1]
        label = (last.choices_label or self._turn.say("core.choose")) if last.choices else ""
        return Reply(
            text="\n\n".join(part.text for part in parts),
            choices=last.choices,
            choices_label=label,
            template="+".join(part.template for part in parts if part.template),
        )
