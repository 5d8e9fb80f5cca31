"""The reader that asks a language model, where the rules are not sure."""

from __future__ import annotations

import time
from dataclasses import replace

from frontdesk.builtin.openai_reader.config import OpenAi
from frontdesk.builtin.openai_reader.doubts import is_unsure
from frontdesk.builtin.openai_reader.exchange import Exchange, Outcome
from frontdesk.builtin.openai_reader.guard import is_at_ease
from frontdesk.builtin.openai_reader.history import recent_lines, who_writes
from frontdesk.builtin.openai_reader.ledger import Ledger
from frontdesk.builtin.openai_reader.merging import merged
from frontdesk.builtin.openai_reader.metrics import BREAKER, CALLS
from frontdesk.builtin.openai_reader.prompt import compose, mask_for
from frontdesk.builtin.openai_reader.proposal import proposed
from frontdesk.builtin.openai_reader.switchboard import PATIENCE, Line, Switchboard
from frontdesk.builtin.openai_reader.wire import Address, Wire
from frontdesk.readings import Occasion, Reading, Understander, Utterance

__all__ = ["OpenAiUnderstander"]

#: Part of the time that is left, at most, to wait for a place: the model needs the rest.
_WAITING = 0.25


class OpenAiUnderstander(Understander):
    """Asks a model what a message means, and takes from its answer what the bot knows.

    Whatever goes wrong on the way, what was read before stands, within the time of ``openai.timeout``.

    :param wire: the way to the models; None where none is asked.
    :param switchboard: who may ask now.
    """

    name = "openai"

    def __init__(self, wire: Wire | None, switchboard: Switchboard | None = None) -> None:
        self._wire = wire
        self._switchboard = switchboard or Switchboard()

    def read(self, utterance: Utterance, so_far: Reading | None) -> Reading | None:
        """What was read so far, with what the model adds to it; None where it was not asked."""
        wire, occasion = self._wire, utterance.occasion
        section = utterance.bot.section(OpenAi)
        if wire is None or occasion is None or section.when == "never":
            return None
        if section.when == "unsure" and not is_unsure(so_far, utterance, section.below):
            return None
        deadline = time.monotonic() + section.timeout
        address = Address.of(section, occasion.desk.settings)
        if not wire.reaches(address):
            return None
        before = so_far or Reading()
        line = self._switchboard.line(address, section.model)
        outcome, reading = self._ask(
            wire, line, utterance, occasion, address=address, section=section, deadline=deadline
        )
        occasion.desk.metrics.set(BREAKER, self._switchboard.state(section.model), model=section.model)
        after = merged(before, reading, below=section.below, source=self.name)
        reasons = (*before.reasons, _told(outcome, section.model))
        return replace(after, reasons=reasons, model_call=outcome.call)

    def _ask(
        self,
        wire: Wire,
        line: Line,
        utterance: Utterance,
        occasion: Occasion,
        *,
        address: Address,
        section: OpenAi,
        deadline: float,
    ) -> tuple[Outcome, Reading]:
        """What came of asking, and what the model read: nothing where it was not asked."""
        metrics = occasion.desk.metrics
        if line.breaker.resting:
            metrics.inc(CALLS, model=section.model, outcome="open")
            return Outcome("open"), Reading()
        ledger = Ledger(occasion, section, utterance.bot.zone)
        if ledger.is_spent():
            metrics.inc(CALLS, model=section.model, outcome="budget")
            return Outcome("budget"), Reading()
        talks = section.smalltalk and is_at_ease(utterance)
        mask = mask_for(utterance, who_writes(occasion))
        lines = recent_lines(occasion, section.history_tokens, mask)
        prompt = compose(utterance, lines, mask, smalltalk=talks)
        refused = self._switchboard.enter(line, min(PATIENCE, _WAITING * (deadline - time.monotonic())))
        if refused is not None:
            metrics.inc(CALLS, model=section.model, outcome=refused)
            return Outcome(refused), Reading()
        exchange = Exchange(
            wire,
            line,
            address,
            section,
            prompt=prompt,
            ledger=ledger,
            metrics=metrics,
            leave=lambda: self._switchboard.leave(line),
        )
        outcome = exchange.run(deadline)
        if outcome.kind != "ok":
            return outcome, Reading()
        return outcome, proposed(outcome.answer, utterance, prompt.mask, smalltalk=talks)


def _told(outcome: Outcome, model: str) -> str:
    """What came of it, for the trace."""
    completion = outcome.completion
    if outcome.kind in ("budget", "busy", "open"):
        return f"openai: not asked ({outcome.kind})"
    return (
        f"openai: {model}, {outcome.kind}, {completion.tokens_in} + {completion.tokens_out} tokens, "
        f"{outcome.seconds * 1000:.0f} ms"
    )
