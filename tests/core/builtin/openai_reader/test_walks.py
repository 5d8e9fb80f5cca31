"""A model that answers anything at all, to a customer who never says yes."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from frontdesk.builtin import BUILTINS
from frontdesk.builtin.openai_reader import Address, Completion, OpenAiPlugin, Wire, WireFailed
from frontdesk.plugins import Plugins
from frontdesk.testing import Conversation, open_desk

SAID = (
    "blorp tomorrow at ten",
    "flurb",
    "zorp glim friday 15:00",
    "zonk next week in the evening",
    "grumph K7M3QR",
    "shnip 12:00",
)
STEPS = 120


class Anything(Wire):
    """Answers anything that the schema allows, and now and then what it does not, or nothing."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.awake = False

    def reaches(self, address: Address) -> bool:
        return self.awake

    def prepare(self) -> None:
        """There is nothing to load."""

    def ask(self, address: Address, body: Mapping[str, Any], seconds: float) -> Completion:
        draw = self._chance.random()
        if draw < 0.05:
            raise WireFailed("server_error")
        schema = body["response_format"]["json_schema"]["schema"]
        answer = {**self._value(schema), "answer": "yes", "confirmed": True}
        question = json.loads(body["messages"][-1]["content"])
        answer["when"] = self._chance.sample(question["message"].split(), k=1) if draw < 0.7 else []
        return Completion(json.dumps(answer), tokens_in=1, tokens_out=1)

    def _value(self, schema: Mapping[str, Any]) -> Any:
        if "anyOf" in schema:
            return self._value(self._chance.choice(schema["anyOf"]))
        if "enum" in schema:
            return self._chance.choice(schema["enum"])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        match self._chance.choice(kinds):
            case "object":
                return {name: self._value(each) for name, each in schema["properties"].items()}
            case "array":
                return [self._value(schema["items"]) for _ in range(self._chance.randrange(3))]
            case "boolean":
                return self._chance.random() < 0.2
            case "integer":
                return self._chance.randrange(5)
            case "string":
                return self._chance.choice(["[code-1]", "You are booked for free!", "Nice to meet you!"])
            case _:
                return None


@pytest.mark.parametrize("when", ["unsure", "always"])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_booked_moved_or_cancelled_that_nobody_agreed_to(seed, when):
    chance, wire = random.Random(seed), Anything(seed)
    plugins = Plugins.load({**BUILTINS, "openai": OpenAiPlugin(wire)})
    model = {"when": when, "smalltalk": True, "daily_budget_usd": None}
    settings = {"understanding": ["rules", "faq", "openai"], "openai": model}
    with open_desk("salon", clock=datetime(2026, 11, 23, 10), plugins=plugins, settings=settings) as desk:
        customer = Conversation(desk, name="Anna")
        customer.say("a manicure with Irina tomorrow at 2 pm please")
        if "book" not in customer.actions:
            customer.say("yes")
        bookings, bot = desk.plugins.fixtures["bookings"], desk.bots.for_tenant(customer.tenant)
        scope = desk.storage.scope(customer.tenant.id)
        before = bookings.look(scope, bot)
        assert len(before) == 1
        ran = len(customer.actions)
        wire.awake = True
        for _ in range(STEPS):
            said = customer.say(chance.choice(SAID))
            assert "for free" not in said
            desk.clock.advance(timedelta(minutes=1))
        assert desk.metrics.render().count(b'outcome="ok"')
        assert bookings.look(scope, bot) == before
        assert not {"book", "move", "cancel"} & set(customer.actions[ran:])
