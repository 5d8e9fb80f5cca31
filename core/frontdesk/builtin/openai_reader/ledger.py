"""What models were asked for a business, and what it cost, written down in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from peewee import fn

from frontdesk.builtin.openai_reader.history import estimated_tokens
from frontdesk.builtin.openai_reader.wire import Completion
from frontdesk.events import ModelBudgetSpent
from frontdesk.storage.models import AiConversation, AiMessage

if TYPE_CHECKING:
    from datetime import tzinfo

    from frontdesk.builtin.openai_reader.config import OpenAi
    from frontdesk.builtin.openai_reader.prompt import Prompt
    from frontdesk.readings import Occasion

__all__ = ["Entry", "Ledger", "Spent"]

#: What a model is told the bot can do is written down again after so long.
_SAME_TALK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a business has spent on a day."""

    usd: Decimal = Decimal(0)
    tokens: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.usd + other.usd, self.tokens + other.tokens)


@dataclass(frozen=True, slots=True)
class Entry:
    """One call, as it is written down.

    :ivar error: what was wrong with the answer, in a word; None where nothing was.
    :ivar seconds: until the answer was there, further tries included.
    """

    prompt: Prompt = field(repr=False)
    completion: Completion
    error: str | None
    seconds: float


class Ledger:
    """The calls of one business.

    :param zone: of the business: its day begins at its midnight.
    """

    def __init__(self, occasion: Occasion, section: OpenAi, zone: tzinfo) -> None:
        self._occasion = occasion
        self._section = section
        self._zone = zone
        self._storage = occasion.desk.storage
        self._scope = self._storage.scope(occasion.tenant.id)

    def is_spent(self, held: Spent | None = None) -> bool:
        """Whether the budget of the day is used up.

        :param held: what calls under way may cost.
        """
        limited = self._section.daily_budget_usd is not None or self._section.daily_budget_tokens is not None
        return limited and self._reaches(self._spent(self._now()) + (held or Spent()))

    def most(self, prompt: Prompt) -> Spent:
        """What a call may cost at most, as far as can be told before it: tokens are estimated."""
        tokens_in = estimated_tokens(prompt.instructions + prompt.question)
        tokens_out = self._section.max_output_tokens
        price = self._section.price
        return Spent(price.of(tokens_in, tokens_out) if price else Decimal(0), tokens_in + tokens_out)

    def cost(self, completion: Completion) -> Decimal | None:
        """What an answer cost, in US dollars; None where the price of the model is unknown."""
        price = self._section.price
        if price is None:
            return None
        return price.of(
            completion.tokens_in, completion.tokens_out, cached=completion.cached, written=completion.written
        )

    def write(self, entry: Entry) -> int:
        """Write a call down, and tell observers if it used up the last of the budget.

        :return: the id of the model's answer.
        :raises StorageError: it cannot be written.
        """
        now = self._now()
        with self._storage.write():
            # One after the other, so that exactly one of them sees the budget run out.
            self._scope.lock("ai_messages")
            before = self._spent(now)
            answer_id = self._insert(entry, now)
        completion = entry.completion
        used = completion.tokens_in + completion.tokens_out
        after = before + Spent(self.cost(completion) or Decimal(0), used)
        if self._reaches(after) and not self._reaches(before):
            event = ModelBudgetSpent(
                self._occasion.tenant.id, f"{now:%Y-%m-%d}", f"{after.usd:f}", after.tokens
            )
            self._occasion.desk.publish([event])
        return answer_id

    def _insert(self, entry: Entry, now: datetime) -> int:
        talk = self._talk(entry.prompt, now)
        common: dict[str, Any] = {
            "ai_conversation": talk,
            "model_name": self._section.model,
            "created_at": now,
        }
        completion = entry.completion
        self._scope.insert(AiMessage, role="user", content=entry.prompt.question, **common)
        return int(
            self._scope.insert(
                AiMessage,
                role="assistant",
                content=completion.content,
                tokens_in=completion.tokens_in,
                tokens_out=completion.tokens_out,
                cost=self.cost(completion) or Decimal(0),
                response_ms=round(entry.seconds * 1000),
                error=entry.error,
                **common,
            )
        )

    def _talk(self, prompt: Prompt, now: datetime) -> int:
        """The model's part in this conversation: the one of today, or a new one with what it is told."""
        conversation = self._occasion.conversation_id
        query = (
            self._scope.select(AiConversation, AiConversation.id)
            .where(
                AiConversation.conversation == conversation,
                AiConversation.model_name == self._section.model,
                AiConversation.created_at >= now - _SAME_TALK,
            )
            .order_by(AiConversation.id.desc())
            .limit(1)
        )
        for row in self._scope.rows(query):
            return int(row.id)
        talk = self._scope.insert(
            AiConversation, conversation=conversation, model_name=self._section.model, created_at=now
        )
        self._scope.insert(
            AiMessage,
            ai_conversation=talk,
            role="system",
            content=prompt.instructions,
            model_name=self._section.model,
            created_at=now,
        )
        return int(talk)

    def _spent(self, now: datetime) -> Spent:
        """What was spent since midnight."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        query = self._scope.select(
            AiMessage,
            fn.SUM(AiMessage.cost).alias("usd"),
            fn.SUM(AiMessage.tokens_in + AiMessage.tokens_out).alias("tokens"),
        ).where(AiMessage.created_at >= midnight)
        [row] = self._scope.rows(query)
        usd = Decimal(str(row.usd or 0)).quantize(Decimal("0.000001"))
        return Spent(usd, int(row.tokens or 0))

    def _reaches(self, spent: Spent) -> bool:
        usd, tokens = self._section.daily_budget_usd, self._section.daily_budget_tokens
        return (usd is not None and spent.usd >= usd) or (tokens is not None and spent.tokens >= tokens)

    def _now(self) -> datetime:
        return self._occasion.desk.clock.now().astimezone(self._zone)
