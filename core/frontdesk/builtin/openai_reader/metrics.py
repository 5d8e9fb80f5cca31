"""What is counted of language models, for Prometheus."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from frontdesk.builtin.openai_reader.wire import Completion
from frontdesk.offers import Metric

if TYPE_CHECKING:
    from frontdesk.metrics import Metrics

__all__ = ["BREAKER", "CALLS", "METRICS", "note_call"]

CALLS = "frontdesk_llm_calls_total"
BREAKER = "frontdesk_llm_breaker_state"
_TOKENS = "frontdesk_llm_tokens_total"
_COST = "frontdesk_llm_cost_usd_total"
_UNPRICED = "frontdesk_llm_unpriced_calls_total"
_SECONDS = "frontdesk_llm_call_seconds"

METRICS = (
    Metric(
        CALLS,
        "Questions to language models by what came of them; open, busy and budget: not asked.",
        labels=("model", "outcome"),
    ),
    Metric(_TOKENS, "Tokens sent and answered, as the API counts them.", labels=("model", "direction")),
    Metric(_COST, "What they cost, in US dollars.", labels=("model",)),
    Metric(_UNPRICED, "Calls whose cost nobody knows: the model has no price.", labels=("model",)),
    Metric(
        _SECONDS,
        "Time until an answer was there, further tries included.",
        kind="histogram",
        labels=("model",),
        buckets=(0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0),
    ),
    Metric(
        BREAKER,
        "Whether a language model is asked: 0 closed (yes), 1 half open (one probe), 2 open (no). "
        "Of several keys, the worst.",
        kind="gauge",
        labels=("model",),
    ),
)


def note_call(
    metrics: Metrics,
    model: str,
    outcome: str,
    completion: Completion,
    *,
    cost: Decimal | None,
    seconds: float,
) -> None:
    """Count a call that was made.

    :param cost: in US dollars; None where nobody knows.
    """
    metrics.inc(CALLS, model=model, outcome=outcome)
    metrics.inc(_TOKENS, completion.tokens_in, model=model, direction="in")
    metrics.inc(_TOKENS, completion.tokens_out, model=model, direction="out")
    if cost is None:
        metrics.inc(_UNPRICED, model=model)
    else:
        metrics.inc(_COST, float(cost), model=model)
    metrics.observe(_SECONDS, seconds, model=model)
