"""What is kept of a turn says how it came about, and nothing about who wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import (
    Action,
    Done,
    Form,
    Intent,
    Option,
    Reading,
    Reply,
    Slot,
    SlotKind,
    Source,
    Texts,
    Understander,
    explain,
    hookimpl,
)
from frontdesk.dialogue import Decision
from frontdesk.testing import Conversation, open_desk

#: What is asked for, one after the other: a value of each kind.
SLOTS = tuple(
    Slot(f"{kind}_value", kind, (lambda bot: [Option("one", {"en": ["the first kind"]})]))
    if kind is SlotKind.OPTION
    else Slot(f"{kind}_value", kind)
    for kind in SlotKind
)


class Ask(Action):
    """Wants a value of each kind; says when it has all of them."""

    name = "ask"
    form = Form(SLOTS)

    def ask(self, turn, slot):
        return Reply(turn.say("nosy.ask", what=slot.name), template="nosy.ask")

    def run(self, turn):
        done = turn.speech.cite(turn.say("nosy.done"), Source("config", "nosy.end"))
        turn.speech.cite("this is never said", Source("config", "nosy.silence"))
        return Done(Reply(done, template="nosy.done"))


class Quoting(Understander):
    """Quotes all that it reads, and takes it for the value that is asked for."""

    name = "quoting"

    def read(self, utterance, so_far):
        asked = utterance.asked
        if asked is None or asked.kind not in (SlotKind.NAME, SlotKind.TEXT, SlotKind.PHONE):
            return None
        return Reading(
            slots={asked.name: utterance.text}, source=self.name, reasons=(f"it says {utterance.text}",)
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Any]:
    nosy = ModuleType("nosy")
    nosy.frontdesk_intents = hookimpl(
        lambda: [Intent("ask", "ask", triggers={"en": ("nosy",)})], specname="frontdesk_intents"
    )
    nosy.frontdesk_actions = hookimpl(lambda: [Ask()], specname="frontdesk_actions")
    nosy.frontdesk_understanders = hookimpl(lambda: [Quoting()], specname="frontdesk_understanders")
    words = {"nosy.ask": "What {what}?", "nosy.done": "Thank you!"}
    nosy.frontdesk_texts = hookimpl(lambda: Texts({"en": words}), specname="frontdesk_texts")
    path = tmp_path_factory.mktemp("bot") / "nosy.yaml"
    path.write_text(
        "languages: [en]\ntimezone: Europe/Moscow\nplugins: [nosy]\nunderstanding: [rules, quoting]\n",
        "utf-8",
    )
    with open_desk(path, extra_plugins={"nosy": nosy}) as desk:
        yield desk


letters = st.sampled_from(("жщфыэюъ", "qxzjkvw"))
names = letters.flatmap(lambda some: st.text(some, min_size=4, max_size=9)).map(str.title)
numbers = st.tuples(
    st.sampled_from(("+7 916 {}-{}-{}", "8 (916) {} {} {}", "8916{}{}{}", "+1 212 {} {}{}", "{}-{}-{}")),
    st.integers(200, 999),
    st.integers(10, 99),
    st.integers(10, 99),
)
shapes = st.sampled_from(
    ("{name}, {phone}", "My name is {name}, call {phone}", "{phone}", "{name}", "for {name} at 3 pm, {phone}",
     "Friday, it is {name} {phone}", "the first kind, {name}", "K7M3QP {name} {phone}")
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_number_to_call_and_no_name_is_kept(desk, data):
    customer = Conversation(desk, data.draw(st.uuids()).hex)
    customer.say("nosy")
    seen = set()
    for _ in range(len(SLOTS) + 2):
        name, (form, *figures) = data.draw(names), data.draw(numbers)
        phone = form.format(*figures)
        customer.say(data.draw(shapes).format(name=name, phone=phone))
        seen.add(customer.trace["asks"])
        kept = list(_values(customer.trace))
        secret = "".join(map(str, figures))
        assert not [value for value in kept if secret in re.sub(r"\D", "", value)], (phone, kept)
        assert not [value for value in kept if name.lower() in value.lower()], (name, kept)


def test_all_kinds_are_asked_for(desk):
    """So that the property above is about all of them."""
    customer = Conversation(desk, "thorough")
    asked = []
    customer.say("nosy")
    for said in (
        "the first kind",
        "Friday",
        "3 pm",
        "K7M3QP",
        "John",
        "+79161234567",
        "7",
        "whatever it is",
    ):
        asked.append(customer.trace["asks"])
        customer.say(said)
    assert asked == [slot.name for slot in SLOTS]
    assert customer.actions == ["ask"]


def test_a_value_that_is_veiled_is_known_to_have_been_given(desk):
    customer = Conversation(desk, "shy")
    customer.say("nosy")
    for said in ("the first kind", "Friday", "3 pm", "K7M3QP", "John"):
        customer.say(said)
    assert customer.trace["reading"]["slots"] == {"name_value": "…"}
    assert customer.trace["reading"]["reasons"] == ["it says …"]
    assert customer.trace["form"]["name_value"] == "…"
    assert customer.trace["form"]["code_value"] == "K7M3QP"


def test_only_what_was_said_is_a_source(desk):
    customer = Conversation(desk, "curious")
    customer.say("nosy")
    for said in (
        "the first kind",
        "Friday",
        "3 pm",
        "K7M3QP",
        "John",
        "+79161234567",
        "7",
        "whatever it is",
    ):
        customer.say(said)
    assert customer.trace["sources"] == [["config", "nosy.end", ""]]
    assert ["nosy.done", "en", "nosy"] in customer.trace["texts"]
    assert ["nosy.ask", "en", "nosy"] not in customer.trace["texts"]


def test_what_was_open_and_decided_is_kept(desk):
    customer = Conversation(desk, "orderly")
    customer.say("nosy")
    assert customer.trace["before"] is None
    assert customer.trace["policy"] == [{"do": "open", "intent": "ask"}]
    assert customer.trace["owners"]["actions"] == {"ask": "nosy"}
    customer.say("the first kind")
    assert customer.trace["before"] == {"form": "ask", "asked": "option_value", "confirming": False}
    assert customer.trace["policy"] == [{"do": "advance"}]


def test_a_large_number_is_veiled_where_a_number_is_asked_for(desk):
    customer = Conversation(desk, "rich")
    customer.say("nosy")
    for said in ("the first kind", "Friday", "3 pm", "K7M3QP", "John", "+79161234567"):
        customer.say(said)
    customer.say("89161234567")
    assert "9161234567" not in str(customer.trace)


def _values(why: Any) -> Iterator[str]:
    if isinstance(why, dict):
        for name, value in why.items():
            yield str(name)
            yield from _values(value)
    elif isinstance(why, list | tuple):
        for value in why:
            yield from _values(value)
    else:
        yield str(why)


# -- in plain words ------------------------------------------------------------------------------------------


def test_nothing_kept_is_said_to_be_nothing():
    assert explain(None) == {"decision": ["Nothing was kept of how it came about."]}
    assert explain({}) == {"decision": ["Nothing was kept of how it came about."]}


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ({"by": "staff"}, "Written by staff, not by the bot."),
        ({"by": "job reminders.send"}, "Sent by job reminders.send."),
        (
            {"error": "RuntimeError in actions.py:12"},
            "An apology: the customer's message could not be answered (RuntimeError in actions.py:12).",
        ),
        (
            {"by": "busy", "conflict": "Conflict in actions.py:12"},
            "Others changed the same things at the same moment, each time it was tried (Conflict in "
            "actions.py:12). So nothing was done, and the customer was asked to try once more.",
        ),
    ],
)
def test_who_sent_what_no_turn_has_made(why, sentence):
    assert explain(why) == {"decision": [sentence]}


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        ({"do": "open", "intent": "book"}, "The message asks for book, which begins."),
        (
            {"do": "open", "intent": "book", "doubtful": True, "returns": True, "given": ["service"]},
            "The message asks for book, which begins; that is not certain, so it is confirmed first; "
            "what was open is gone back to afterwards; taken over from what was talked of: service.",
        ),
        (
            {"do": "advance", "without": ["service"]},
            "The message goes on with what is open; without service, which is about something else.",
        ),
        (
            {"do": "suggest", "intents": ["book", "move"]},
            "It may be one of book or move: the customer chooses.",
        ),
        ({"do": "put_off", "until": "later"}, "Put off until later."),
    ],
)
def test_a_decision_in_words(decision, sentence):
    why = {"reading": {"source": "rules"}, "policy": [decision]}
    assert explain(why)["decision"] == [sentence]


def test_every_decision_of_the_policy_has_words():
    for kind in get_args(Decision):
        word = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
        why = {"reading": {}, "policy": [{"do": word, "intent": "book", "intents": ["book", "move"]}]}
        [sentence] = explain(why)["decision"]
        assert not sentence.lower().startswith(word.replace("_", " ")), "the bare word is all there is"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.tuples(st.text(max_size=8), st.floats(0, 1)), max_size=3),
    st.dictionaries(st.text(max_size=8), values, max_size=3),
    st.lists(st.text(max_size=12), max_size=3),
)
def test_whatever_is_kept_can_be_told(guesses, slots, steps):
    why = {
        "reading": {"source": "rules", "guesses": [list(guess) for guess in guesses], "slots": slots},
        "decision": steps,
        "form": slots,
    }
    told = explain(why)
    assert all(isinstance(sentence, str) for sentences in told.values() for sentence in sentences)
