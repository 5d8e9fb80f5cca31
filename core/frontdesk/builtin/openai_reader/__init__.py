"""A language model of OpenAI, or of anybody with the same API, reads what the rules are not sure of.

.. code-block:: yaml

    understanding: [rules, openai]
    openai:
      model: gpt-5.6-luna
      daily_budget_usd: 2

It proposes a reading and nothing else: days and hours are resolved by the rules from the customer's own
words, what the bot does not know is dropped, and what it leads to is confirmed before it is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.builtin.openai_reader.check import problems
from frontdesk.builtin.openai_reader.config import OpenAi
from frontdesk.builtin.openai_reader.metrics import METRICS
from frontdesk.builtin.openai_reader.switchboard import Switchboard
from frontdesk.builtin.openai_reader.understander import OpenAiUnderstander
from frontdesk.builtin.openai_reader.wire import Address, Completion, LiveWire, Wire, WireFailed
from frontdesk.hookspecs import hookimpl
from frontdesk.messages import Reply

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk
    from frontdesk.errors import Problem
    from frontdesk.events import Observer
    from frontdesk.offers import Metric, Section
    from frontdesk.readings import Understander
    from frontdesk.turns import Turn

__all__ = ["Address", "Completion", "LiveWire", "OpenAiPlugin", "Switchboard", "Wire", "WireFailed"]


class OpenAiPlugin:
    """The plugin. One for a process: what it knows of models that do not answer holds for all businesses.

    :param wire: the way to the models; None where none is asked.
    :param switchboard: who may ask now.
    """

    def __init__(self, wire: Wire | None = None, switchboard: Switchboard | None = None) -> None:
        self._wire = wire
        self._understander = OpenAiUnderstander(wire, switchboard)

    @hookimpl
    def frontdesk_config(self) -> type[Section]:
        """The ``openai:`` section."""
        return OpenAi

    @hookimpl
    def frontdesk_check(self, bot: Bot) -> Sequence[Problem]:
        """What would make its budget worth nothing."""
        return problems(bot)

    @hookimpl
    def frontdesk_understanders(self) -> Sequence[Understander]:
        """The reader called ``openai``."""
        return [self._understander]

    @hookimpl
    def frontdesk_observers(self, desk: Desk) -> Sequence[Observer]:
        """Nobody: only gets ready where a bot is going to ask."""
        wire = self._wire
        if wire is not None and any(
            "openai" in bot.definition.understanding
            and wire.reaches(Address.of(bot.section(OpenAi), desk.settings))
            for bot in desk.bots
        ):
            wire.prepare()
        return []

    @hookimpl
    def frontdesk_metrics(self) -> Sequence[Metric]:
        """Calls, tokens, cost, time, and whether models are asked at all."""
        return METRICS

    @hookimpl
    def frontdesk_fallback(self, turn: Turn) -> Reply | None:
        """The model's own words, where the bot allows small talk, and they passed the guard."""
        words = turn.reading.small_talk
        if not words or not turn.bot.section(OpenAi).smalltalk:
            return None
        return Reply(words, template="openai.small_talk")
