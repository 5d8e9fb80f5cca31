"""Customers in tests."""

from __future__ import annotations

from datetime import UTC, datetime
from types import ModuleType

import pytest

from frontdesk import Action, Done, FrozenClock, Intent, Reply, hookimpl
from frontdesk.testing import Conversation, NotAnsweredError, open_desk


def test_a_customer_writes_taps_and_reads(bot):
    with open_desk(bot, clock=datetime(2026, 11, 23, 10, 0)) as desk:
        assert desk.clock.now() == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
        emma = Conversation(desk, name="Emma")
        assert emma.say("hello") == "Hello! This is Mia. How can I help?"
        assert emma.tap("Ask a question") == "What would you like to know?"
        assert emma.choices == ("Address", "Prices")
        assert emma.tap("Prices") == "2000"
        assert emma.choices == ()
        assert emma.actions == ["greet", "faq"]
        assert emma.trace["reading"]["source"] == "tap"
        assert emma.replies[-1] == "2000"


def test_customers_do_not_see_each_other(bot):
    with open_desk(bot) as desk:
        emma, liam = Conversation(desk, "A"), Conversation(desk, "B")
        emma.say("where are you?")
        liam.say("how much is it?")
        assert emma.replies == ["1 Sadovaya."]
        assert liam.replies == ["2000"]


def test_a_customer_goes_on_where_the_same_contact_stopped(bot):
    with open_desk(bot) as desk:
        Conversation(desk).say("hello")
        assert Conversation(desk).say("how much is it?") == "2000"


def test_only_what_was_offered_can_be_tapped(bot):
    with open_desk(bot) as desk:
        emma = Conversation(desk)
        emma.say("hello")
        with pytest.raises(LookupError, match="there is no choice “Book” to tap; there is: “Ask a question”"):
            emma.tap("Book")


def test_silence_is_an_empty_text(bot):
    with open_desk(bot) as desk:
        emma = Conversation(desk)
        assert emma.send("reaction") == ""
        assert emma.heard[-1].replies == ()


def test_nobody_answers_on_an_unknown_account(bot):
    with open_desk(bot) as desk, pytest.raises(LookupError, match="'elsewhere'"):
        Conversation(desk, account="elsewhere")


def test_a_clock_of_one_s_own(bot):
    clock = FrozenClock(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    with open_desk(bot, clock=clock) as desk:
        assert desk.clock is clock


class Stumble(Action):
    name = "stumble"

    def run(self, turn) -> Done:
        raise RuntimeError("the leg is broken")


class Greet(Action):
    name = "wave"

    def run(self, turn) -> Done:
        return Done(Reply("o/"))


@hookimpl
def frontdesk_intents():
    return [
        Intent("stumble", action="stumble", triggers={"en": ["stumble"]}),
        Intent("wave", action="wave", triggers={"en": ["wave"]}),
    ]


@hookimpl
def frontdesk_actions():
    return [Stumble(), Greet()]


@pytest.fixture
def plugin() -> ModuleType:
    module = ModuleType("legs")
    module.frontdesk_intents = frontdesk_intents
    module.frontdesk_actions = frontdesk_actions
    return module


def test_a_plugin_is_tried_before_it_is_packaged(bot, plugin):
    bot.write_text(bot.read_text("utf-8").replace("plugins: [faq]", "plugins: [faq, legs]"), "utf-8")
    with open_desk(bot, extra_plugins={"legs": plugin}) as desk:
        emma = Conversation(desk)
        assert emma.say("wave, please") == "o/"
        with pytest.raises(NotAnsweredError, match=r"the message was not answered: .*RuntimeError"):
            emma.say("stumble")
