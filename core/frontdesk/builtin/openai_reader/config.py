"""The ``openai:`` section of a bot definition: which model is asked, when, and what it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field, SecretStr, model_validator

from frontdesk.offers import Section

__all__ = ["KNOWN_PRICES", "OpenAi", "Price"]

_MILLION = Decimal(1_000_000)
#: Where costs are kept to: six digits behind the point of a dollar.
_EXACT = Decimal("0.000001")


class Price(Section):
    """What a model costs, in US dollars for a million tokens.

    :ivar cached_input: of what was sent before and is remembered there; without it, as ``input``.
    :ivar cache_write: of what is remembered there from now on; without it, as ``input``.
    """

    input: Decimal = Field(ge=0, description="USD for a million tokens sent.")
    output: Decimal = Field(ge=0, description="USD for a million tokens answered, reasoning included.")
    cached_input: Decimal | None = Field(default=None, ge=0, description="USD for a million known ones.")
    cache_write: Decimal | None = Field(default=None, ge=0, description="USD for a million remembered ones.")

    def of(self, tokens_in: int, tokens_out: int, *, cached: int = 0, written: int = 0) -> Decimal:
        """What a call cost, in US dollars.

        :param tokens_in: all that was sent, ``cached`` and ``written`` included.
        """
        cached_input = self.input if self.cached_input is None else self.cached_input
        cache_write = self.input if self.cache_write is None else self.cache_write
        plain = max(tokens_in - cached - written, 0)
        total = plain * self.input + cached * cached_input + written * cache_write + tokens_out * self.output
        return (total / _MILLION).quantize(_EXACT)


def _price(input_: str, cached_input: str, output: str, cache_write: str | None = None) -> Price:
    return Price(
        input=Decimal(input_),
        cached_input=Decimal(cached_input),
        output=Decimal(output),
        cache_write=None if cache_write is None else Decimal(cache_write),
    )


#: List prices of OpenAI's small models in November 2026 (https://developers.openai.com/api/docs/pricing).
#: Others stand in the definition, under ``prices``.
KNOWN_PRICES: Mapping[str, Price] = {
    "gpt-5.6-luna": _price("0.20", "0.02", "1.20", "0.25"),
    "gpt-5.6-terra": _price("2.00", "0.20", "12.00", "2.50"),
    "gpt-5.4-mini": _price("0.75", "0.075", "4.50"),
}


class OpenAi(Section):
    """The ``openai:`` section.

    :ivar base_url: None is the installation's, ``OPENAI_BASE_URL``.
    :ivar api_key: None is the installation's, ``OPENAI_API_KEY``; it is sent to the installation's address
        only.
    :ivar below: what the rules read with less confidence than this is read by the model, too.
    :ivar timeout: seconds for everything together: waiting, tries, the answer.
    """

    model: str = Field(default="gpt-5.6-luna", min_length=1, description="Name of the model.")
    base_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+$",
        description="OPENAI_BASE_URL without it.",
    )
    api_key: SecretStr | None = Field(
        default=None, description="${NAME} from the environment; OPENAI_API_KEY without it."
    )
    when: Literal["unsure", "always", "never"] = Field(
        default="unsure", description="Which messages it reads: those that the rules are not sure of."
    )
    below: float = Field(default=0.5, ge=0, le=1, description="Confidence below which rules are not sure.")
    temperature: float | None = Field(default=None, ge=0, le=2, description="Not sent without it.")
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] | None = Field(
        default="none", description="How long it thinks; null for models that do not know the word."
    )
    timeout: float = Field(default=8.0, gt=0, le=30, description="Seconds that a customer waits at most.")
    retries: int = Field(default=2, ge=0, le=5, description="Further tries after 429, 5xx and the like.")
    max_output_tokens: int = Field(default=500, ge=50, le=4000, description="How much it may answer.")
    history_tokens: int = Field(
        default=400,
        ge=0,
        le=8000,
        description="How much of what was said before it sees, in tokens.",
    )
    daily_budget_usd: Decimal | None = Field(
        default=Decimal(1),
        ge=0,
        description="What it may cost a business a day, in US dollars.",
    )
    daily_budget_tokens: int | None = Field(
        default=None, ge=0, description="How many tokens a day, in and out."
    )
    smalltalk: bool = Field(default=False, description="Whether its own words may answer small talk.")
    prices: dict[str, Price] = Field(default_factory=dict, description="USD for a million tokens, by model.")

    @model_validator(mode="after")
    def _own_key(self) -> OpenAi:
        if self.base_url is not None and self.api_key is None:
            raise ValueError(
                "base_url needs an api_key of its own, as OPENAI_API_KEY is sent to OPENAI_BASE_URL only; "
                "write api_key: ${NAME}, or any word where the server asks for none"
            )
        return self

    @property
    def price(self) -> Price | None:
        """What the model costs; None when nobody has said so.

        A dated model (``gpt-5.4-mini-2026-03-17``) costs what its family does.
        """
        known = {**KNOWN_PRICES, **self.prices}
        family = max((name for name in known if self._is_of(name)), key=len, default=None)
        return None if family is None else known[family]

    def _is_of(self, family: str) -> bool:
        rest = self.model.removeprefix(family)
        return self.model.startswith(family) and (not rest or (rest[0] == "-" and rest[1:2].isdigit()))
