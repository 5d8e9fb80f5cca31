"""The reader that asks a language model, where the rules are not sure."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace

from frontdesk.builtin.openai_reader.config import OpenAi
from frontdesk.builtin.openai_reader.doubts import is_unsure
from frontdesk.builtin.openai_reader.exchange import Exchange, Outcome
from frontdesk.builtin.openai_reader.guard import is_at_ease
from frontdesk.builtin.openai_reader.history import recent_lines, who_writes
from frontdesk.builtin.openai_reader.ledger import Ledger, Spent
from frontdesk.builtin.openai_reader.merging import merged
from frontdesk.builtin.openai_reader.metrics import BREAKER, CALLS
from frontdesk.builtin.openai_reader.prompt import compose, mask_for
from frontdesk.builtin.openai_reader.proposal import proposed
from frontdesk.builtin.openai_reader.reservations import Reservations
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
        self._reservations = Reservations()

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
        reasons = (*before.reasons, _told(outcome, section))
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
        ledger = Ledger(occasion, section, utterance.bot.zone)
        if line.breaker.resting:
            return _unasked("open", section, occasion)
        if ledger.is_spent():
            return _unasked("budget", section, occasion)
        talks = section.smalltalk and is_at_ease(utterance)
        mask = mask_for(utterance, who_writes(occasion))
        prompt = compose(
            utterance, recent_lines(occasion, section.history_tokens, mask), mask, smalltalk=talks
        )
        with ExitStack() as held:
            refused = self._refused(
                held,
                line,
                ledger,
                tenant_id=occasion.tenant.id,
                most=ledger.most(prompt),
                deadline=deadline,
            )
            if refused is not None:
                return _unasked(refused, section, occasion)
            leave = held.pop_all().close
        exchange = Exchange(
            wire,
            line,
            address,
            section,
            prompt=prompt,
            ledger=ledger,
            metrics=occasion.desk.metrics,
            leave=leave,
        )
        outcome = exchange.run(deadline)
        if outcome.kind != "ok":
            return outcome, Reading()
        return outcome, proposed(outcome.answer, utterance, prompt.mask, smalltalk=talks)

    def _refused(
        self, held: ExitStack, line: Line, ledger: Ledger, *, tenant_id: str, most: Spent, deadline: float
    ) -> str | None:
        """Why a call may not be made now; None where it may.

        :param held: gives back what the call holds.
        :param most: what it may cost.
        """
        others = self._reservations.hold(tenant_id, most)
        held.callback(self._reservations.release, tenant_id, most)
        # Asked again, now that it is known who else is under way: together they keep to the budget.
        if ledger.is_spent(others):
            return "budget"
        patience = min(PATIENCE, _WAITING * (deadline - time.monotonic()))
        refused = self._switchboard.enter(line, patience)
        if refused is None:
            held.callback(self._switchboard.leave, line)
        return refused


def _unasked(why: str, section: OpenAi, occasion: Occasion) -> tuple[Outcome, Reading]:
    occasion.desk.metrics.inc(CALLS, model=section.model, outcome=why)
    return Outcome(why), Reading()


def _told(outcome: Outcome, section: OpenAi) -> str:
    """What came of it, for the trace."""
    completion = outcome.completion
    if outcome.kind in ("budget", "busy", "open"):
        return f"openai: not asked ({outcome.kind})"
    cost = "" if section.price else ", cost unknown"
    return (
        f"openai: {section.model}, {outcome.kind}, {completion.tokens_in} + {completion.tokens_out} tokens, "
        f"{outcome.seconds * 1000:.0f} ms{cost}"
    )
