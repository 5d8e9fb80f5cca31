"""What models cost is written down to the token, and a budget that is used up is kept to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import get_args

import pytest
from openai.types import ChatModel
from openai_server import error, reads, sends

from frontdesk import ModelBudgetSpent
from frontdesk.builtin.openai_reader.config import KNOWN_PRICES, OpenAi, Price
from frontdesk.builtin.openai_reader.ledger import Spent
from frontdesk.builtin.openai_reader.reservations import Reservations
from frontdesk.readings import Occasion, Utterance
from frontdesk.storage import Contact, Conversation
from frontdesk.storage.models import AiConversation, AiMessage

CALLS = "frontdesk_llm_calls_total"


@pytest.fixture
def salon(open_salon, database_url):
    with open_salon(database_url=database_url) as salon:
        yield salon


def test_a_call_is_written_down(salon, server):
    server.behaviour = reads(usage=(812, 45), cached=512)
    salon.customer.say("blorp")
    [talk] = salon.rows(AiConversation)
    assert talk.model_name == "test"
    system, question, answer = salon.rows(AiMessage)
    assert [row.role for row in (system, question, answer)] == ["system", "user", "assistant"]
    assert salon.reveal(question, AiMessage.content) == server.last.body["messages"][1]["content"]
    assert '"intents": []' in salon.reveal(answer, AiMessage.content)
    assert (answer.tokens_in, answer.tokens_out) == (812, 45)
    # 300 x 1, 512 x 0.5 and 45 x 10 dollars for a million.
    assert Decimal(answer.cost) == Decimal("0.001006")
    assert answer.response_ms >= 0
    assert answer.error is None
    assert salon.customer.trace["reading"]["model_call"] == answer.id
    assert salon.count("frontdesk_llm_tokens_total", model="test", direction="in") == 812
    assert salon.count("frontdesk_llm_tokens_total", model="test", direction="out") == 45


def test_further_calls_of_a_talk_repeat_only_what_is_new(salon, server):
    salon.customer.say("blorp")
    salon.customer.say("flurb")
    assert len(salon.rows(AiConversation)) == 1
    assert [row.role for row in salon.rows(AiMessage)] == ["system", *["user", "assistant"] * 2]


def test_what_failed_tries_cost_is_counted_too(salon, server):
    usage = {"usage": {"prompt_tokens": 100, "completion_tokens": 7}}
    server.script = [sends(500, usage)]
    server.behaviour = reads(usage=(800, 40))
    salon.customer.say("blorp")
    answer = salon.rows(AiMessage)[-1]
    assert (answer.tokens_in, answer.tokens_out) == (900, 47)


def test_a_budget_that_is_used_up_is_kept_to_and_told_of_once(open_salon, database_url, server):
    server.behaviour = reads(usage=(1000, 0))
    with open_salon(database_url=database_url, daily_budget_usd="0.002") as salon:
        for _ in range(4):
            assert salon.customer.say("blorp")
        assert len(server.requests) == 2
        assert salon.count(CALLS, model="test", outcome="budget") == 2
        [event] = [event for event in salon.events if isinstance(event, ModelBudgetSpent)]
        assert event == ModelBudgetSpent(salon.customer.tenant.id, "2026-11-23", "0.002000", 2000)
        # Midnight in Moscow, not in London.
        salon.desk.clock.advance(timedelta(hours=13, minutes=59))
        salon.customer.say("blorp")
        assert len(server.requests) == 2
        salon.desk.clock.advance(timedelta(minutes=2))
        salon.customer.say("blorp")
        salon.customer.say("blorp")
        salon.customer.say("blorp")
        assert len(server.requests) == 4
        days = [event.day for event in salon.events if isinstance(event, ModelBudgetSpent)]
        assert days == ["2026-11-23", "2026-11-24"]


def test_one_business_does_not_spend_what_is_anothers(open_salon, database_url, server):
    server.behaviour = reads(usage=(1000, 0))
    with open_salon(database_url=database_url, daily_budget_usd="0.001") as salon:
        other = salon.neighbour()
        for customer in (salon.customer, other, salon.customer, other):
            assert customer.say("blorp")
        assert len(server.requests) == 2
        spent = [event.tenant_id for event in salon.events if isinstance(event, ModelBudgetSpent)]
        assert spent == [salon.customer.tenant.id, "neighbour"]


def test_a_budget_may_be_one_of_tokens(open_salon, database_url, server):
    server.behaviour = reads(usage=(900, 100))
    with open_salon(database_url=database_url, daily_budget_tokens=1000, daily_budget_usd=None) as salon:
        salon.customer.say("blorp")
        salon.customer.say("blorp")
    assert len(server.requests) == 1


def test_a_call_that_failed_is_written_down(open_salon, database_url, server):
    server.behaviour = error(401)
    with open_salon(database_url=database_url) as salon:
        salon.customer.say("blorp")
        answer = salon.rows(AiMessage)[-1]
        assert (answer.role, answer.error, answer.tokens_in, Decimal(answer.cost)) == (
            "assistant",
            "unauthorized",
            0,
            0,
        )


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("gpt-5.4-mini", True),
        ("gpt-5.4-mini-2026-03-17", True),
        ("gpt-5.4-mini-high", False),
        ("llama-4", False),
    ],
)
def test_a_dated_model_costs_what_its_family_does(model, known):
    assert (OpenAi(model=model).price is not None) is known


def test_prices_of_the_definition_win():
    own = Price(input=Decimal(7), output=Decimal(8))
    assert OpenAi(model="gpt-5.4-mini", prices={"gpt-5.4-mini": own}).price == own
    assert own.of(1_000_000, 1_000_000, cached=500_000, written=500_000) == 15


def test_calls_under_way_count_for_the_budget(open_salon, database_url, server):
    """Another message is read while a call is under way that may take all that is left."""
    with open_salon(database_url=database_url, daily_budget_usd="0.002") as salon:
        tenant, read = salon.customer.tenant, []
        bot = salon.desk.bots.for_tenant(tenant)
        now = salon.desk.clock.now().astimezone(bot.zone)

        def meanwhile(request):
            [conversation], [contact] = salon.rows(Conversation), salon.rows(Contact)
            occasion = Occasion(salon.desk, tenant, conversation.id, contact.id)
            utterance = Utterance(text="flurb", now=now, bot=bot, occasion=occasion)
            read.append(bot.abilities.understanders["openai"].read(utterance, None))
            reads(usage=(1000, 0))(request)

        server.script = [meanwhile]
        server.behaviour = reads(usage=(1000, 0))
        assert salon.customer.say("blorp")
        assert len(server.requests) == 1
        assert [reading.reasons for reading in read] == [("openai: not asked (budget)",)]
        assert salon.count(CALLS, model="test", outcome="budget") == 1
        # It took less: what is left may be spent.
        salon.customer.say("flurb")
        assert len(server.requests) == 2


def test_reservations_are_given_back():
    reservations = Reservations()
    call = Spent(Decimal(1), 10)
    assert reservations.hold("a", call) == Spent()
    assert reservations.hold("a", call) == call
    assert reservations.hold("b", call) == Spent()
    reservations.release("a", call)
    assert reservations.hold("a", call) == call


def test_a_cost_that_nobody_knows_is_not_nothing(open_salon, database_url):
    with open_salon(database_url=database_url, model="llama-4", daily_budget_usd=None) as salon:
        salon.customer.say("blorp")
        assert "cost unknown" in salon.customer.trace["reading"]["reasons"][-1]
        assert salon.count("frontdesk_llm_unpriced_calls_total", model="llama-4") == 1
        assert 'frontdesk_llm_cost_usd_total{model="llama-4"}' not in salon.desk.metrics.render().decode()


@pytest.mark.parametrize("model", [OpenAi().model, *KNOWN_PRICES])
def test_models_with_a_price_are_known_to_the_library(model):
    assert model in get_args(ChatModel)
    assert OpenAi(model=model).price is not None
