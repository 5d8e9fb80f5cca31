"""One question to a model, further tries included, in a thread of its own.

It is given up in time, whatever the network does, and what comes of it is written down even then.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from frontdesk.builtin.openai_reader.ledger import Entry, Ledger
from frontdesk.builtin.openai_reader.metrics import CALLS, note_call
from frontdesk.builtin.openai_reader.wire import Address, Completion, Wire, WireFailed
from frontdesk.diagnosis import describe

if TYPE_CHECKING:
    from frontdesk.builtin.openai_reader.config import OpenAi
    from frontdesk.builtin.openai_reader.prompt import Prompt
    from frontdesk.builtin.openai_reader.switchboard import Line
    from frontdesk.metrics import Metrics

__all__ = ["Exchange", "Outcome"]

log = logging.getLogger(__name__)

#: Seconds before the first further try, doubled for each one after it; any part of it, so that those who
#: failed together do not come again together.
_PAUSE = 0.25
#: Part of the time, at most, that is left for writing the answer down.
_RESERVE = 0.1
_LONGEST_RESERVE = 0.25
#: The request was wrong, and the model is there.
_REJECTED = "rejected"
#: What a model may do that says nothing about whether it answers the next question.
_ANSWERED = frozenset({"ok", "refused", "cut_off", "wrong_schema"})
#: Without these the answer is no answer to what was asked.
_REQUIRED = {"intents": list, "slots": dict}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question.

    :ivar kind: ``ok``, or what went wrong, in a word.
    :ivar answer: the JSON object that the model answered; empty unless all is well.
    :ivar call: id of the answer in ``ai_messages``, or None where it could not be written.
    :ivar seconds: until the answer was there.
    """

    kind: str
    answer: Mapping[str, Any] = field(default_factory=dict, repr=False)
    completion: Completion = field(default_factory=lambda: Completion(""))
    call: int | None = None
    seconds: float = 0.0


class Exchange:
    """A question that is being asked.

    :param leave: called once when it is over, in whichever thread that is.
    """

    def __init__(
        self,
        wire: Wire,
        line: Line,
        address: Address,
        section: OpenAi,
        *,
        prompt: Prompt,
        ledger: Ledger,
        metrics: Metrics,
        leave: Callable[[], object],
    ) -> None:
        self._wire = wire
        self._line = line
        self._address = address
        self._section = section
        self._prompt = prompt
        self._ledger = ledger
        self._metrics = metrics
        self._leave = leave
        self._over = threading.Event()
        self._outcome = Outcome("timeout")
        self._used: dict[str, int] = {}

    def run(self, deadline: float) -> Outcome:
        """Ask, and wait for what comes of it.

        :param deadline: monotonic seconds; then it is a time-out, and the thread is left to itself.
        """
        thread = threading.Thread(
            target=self._work, args=(deadline,), name="frontdesk-language-model", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # The system gives out no more threads.
            self._line.breaker.fail()
            self._leave()
            raise
        self._over.wait(max(deadline - time.monotonic(), 0))
        return self._outcome

    def _work(self, deadline: float) -> None:
        try:
            self._outcome = self._asked(deadline)
        except Exception as error:  # noqa: BLE001 - nobody is above this thread; the customer is answered without
            self._line.breaker.fail()
            self._outcome = Outcome("failed")
            self._metrics.inc(CALLS, model=self._section.model, outcome="failed")
            log.error("a language model could not be asked: %s", describe(error))
        finally:
            self._leave()
            self._over.set()

    def _asked(self, deadline: float) -> Outcome:
        started = time.monotonic()
        until = deadline - min((deadline - started) * _RESERVE, _LONGEST_RESERVE)
        answer: Mapping[str, Any] = {}
        try:
            completion = self._tried(until)
            kind, answer = _judged(completion)
        except WireFailed as failed:
            used: dict[str, Any] = failed.usage
            kind, completion = failed.kind, Completion("", **used)
        completion = self._with_what_was_used_before(completion)
        seconds = time.monotonic() - started
        self._note(kind)
        note_call(
            self._metrics,
            self._section.model,
            kind,
            completion,
            cost=self._ledger.cost(completion),
            seconds=seconds,
        )
        return Outcome(kind, answer, completion, self._written(kind, completion, seconds), seconds)

    def _tried(self, until: float) -> Completion:
        """The answer of the first try that gets one."""
        body = self._prompt.body(self._section)
        for further in range(self._section.retries + 1):
            left = until - time.monotonic()
            if left <= 0:
                raise WireFailed("timeout")
            try:
                return self._wire.ask(self._address, body, left)
            except WireFailed as failed:
                pause = _pause(further) if failed.after is None else failed.after
                last = further == self._section.retries or time.monotonic() + pause >= until
                if not failed.again or last:
                    raise
                for name, count in failed.usage.items():
                    self._used[name] = self._used.get(name, 0) + count
                time.sleep(pause)
        raise WireFailed("timeout")

    def _with_what_was_used_before(self, completion: Completion) -> Completion:
        """With the tokens that the API counted for tries that failed."""
        if not any(self._used.values()):
            return completion
        counted: dict[str, Any] = {
            name: getattr(completion, name) + count for name, count in self._used.items()
        }
        return replace(completion, **counted)

    def _note(self, kind: str) -> None:
        if kind in _ANSWERED:
            self._line.succeeded()
        elif kind == _REJECTED:
            self._line.rejected(kind)
        else:
            self._line.failed(kind)

    def _written(self, kind: str, completion: Completion, seconds: float) -> int | None:
        error = None if kind == "ok" else kind
        try:
            return self._ledger.write(Entry(self._prompt, completion, error, seconds))
        except Exception as failed:  # noqa: BLE001 - the answer counts, whether or not it can be written down
            log.error("what a language model cost could not be written down: %s", describe(failed))
            return None


def _pause(further: int) -> float:
    return float(_PAUSE * 2**further * random.random())  # noqa: S311 - it spreads tries, and hides nothing


def _judged(completion: Completion) -> tuple[str, Mapping[str, Any]]:
    """Whether an answer is what was asked for, and the answer."""
    if completion.refused:
        return "refused", {}
    try:
        answer = json.loads(completion.content)
    except (ValueError, RecursionError):
        return "cut_off" if completion.cut_off else "wrong_schema", {}
    fits = isinstance(answer, dict) and all(
        isinstance(answer.get(name), kind) for name, kind in _REQUIRED.items()
    )
    return ("ok", answer) if fits else ("wrong_schema", {})
