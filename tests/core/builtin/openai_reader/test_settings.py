"""What an owner writes in the ``openai:`` section, and where a key goes."""

from __future__ import annotations

import logging

import pytest
from openai_server import KEY, reads

from frontdesk import BotInvalid, Settings
from frontdesk.bots import Bots
from frontdesk.builtin.openai_reader import Address
from frontdesk.builtin.openai_reader.config import OpenAi
from frontdesk.plugins import Plugins

BOT = """
languages: [en]
timezone: Europe/Moscow
understanding: [rules, openai]
"""


@pytest.fixture
def load(tmp_path):
    def load_bot(section: str):
        path = tmp_path / "mia.yaml"
        path.write_text(BOT + section, "utf-8")
        [bot] = Bots.load(path, Plugins.load(), {})
        return bot

    return load_bot


def test_it_needs_no_section(load):
    assert load("").section(OpenAi).model == "gpt-5.6-luna"


@pytest.mark.parametrize(
    ("section", "complaint"),
    [
        ("openai: {model: llama-4}", "AI100 nobody knows what 'llama-4' costs"),
        (
            "openai: {base_url: 'http://127.0.0.1:1/v1', daily_budget_usd: null}",
            "needs an api_key of its own",
        ),
        ("openai: {base_url: 127.0.0.1, api_key: x}", "base_url"),
        ("openai: {when: sometimes}", "unsure"),
        ("openai: {timeout: 300}", "30"),
        ("openai: {modle: gpt-5.4-mini}", "did you mean 'model'"),
    ],
)
def test_what_is_wrong_is_said(load, section, complaint):
    with pytest.raises(BotInvalid) as refused:
        load(section)
    assert complaint in str(refused.value)


def test_a_price_or_no_budget_puts_that_right(load):
    assert load("openai: {model: llama-4, prices: {llama-4: {input: 1, output: 2}}}")
    assert load("openai: {model: llama-4, daily_budget_usd: null}")


def test_the_installations_key_goes_to_the_installations_address_only():
    settings = Settings(openai_api_key="sk-house")
    assert Address.of(OpenAi(), settings) == Address("https://api.openai.com/v1", "sk-house")
    assert Address.of(OpenAi(api_key="sk-own"), settings).api_key == "sk-own"
    there = Address.of(OpenAi(base_url="http://elsewhere/v1/", api_key="other"), settings)
    assert there == Address("http://elsewhere/v1", "other")
    assert "sk-house" not in repr(settings)
    assert "other" not in repr(there)
    assert "sk-own" not in repr(OpenAi(api_key="sk-own"))


def test_the_settings_reach_the_model(open_salon, server):
    server.behaviour = reads()
    with open_salon(temperature=0.3, reasoning_effort="low", max_output_tokens=123) as salon:
        salon.customer.say("blorp")
    body = server.last.body
    assert (body["model"], body["temperature"], body["reasoning_effort"]) == ("test", 0.3, "low")
    assert (body["max_completion_tokens"], body["store"]) == (123, False)
    with open_salon(reasoning_effort=None) as salon:
        salon.customer.say("blorp")
    assert not {"temperature", "reasoning_effort"} & server.last.body.keys()


def test_no_log_holds_what_customers_write(salon, server, caplog):
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("httpx2").setLevel(logging.DEBUG)
        salon.customer.say("blorp flurb")
    assert server.requests
    assert "blorp" not in caplog.text
    assert KEY not in caplog.text
