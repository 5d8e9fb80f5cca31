"""What was talked of before, several requests in one message, and choices left to the business."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from frontdesk import Action, Choice, Done, Form, Intent, Objection, Reply, Slot, SlotKind, Topic

FULL = {"service": "haircut", "day": "2026-11-27", "time": "15:00", "name": "Anna"}
CODE, DAY, TIME = Slot("code", SlotKind.CODE), Slot("day", SlotKind.DAY), Slot("time", SlotKind.TIME)
SERVICE = Slot("service", SlotKind.OPTION)


class Move(Action):
    name = "move"
    form = Form((CODE, DAY, TIME, SERVICE), optional=frozenset({"service"}))

    def prepare(self, turn):
        for name in ("day", "time"):
            turn.values.setdefault(name, turn.about.get(name))

    def ask(self, turn, slot):
        return Reply(f"move: which {slot.name}?")

    def confirmation(self, turn):
        return Reply(f"move {turn.values['code']} to {turn.values['day']} {turn.values['time']}?")

    def run(self, turn):
        return Done(Reply("moved"))


class Price(Action):
    name = "price"
    form = Form((SERVICE,), optional=frozenset({"service"}))

    def run(self, turn):
        service = turn.values.get("service") or turn.about.get("service", "all")
        topic = None if turn.aside else Topic({"service": service})
        return Done(Reply(f"price of {service}"), topic=topic)


def _booking(plain):
    class Book(type(plain)):
        form = replace(plain.form, repeats=frozenset({"service"}))

        def ask(self, turn, slot):
            if slot.name == "day" and not turn.values.get("day"):
                proposed = Choice("Friday at 9", {"day": "2026-11-27", "time": "09:00"}, answer="yes")
                return Reply("which day?", (proposed, Choice("Saturday", {"day": "2026-11-28"})))
            if slot.name == "time":
                return Reply("which time?", tuple(Choice(t, {"time": t}) for t in ("09:00", "10:00")))
            lead = f"({turn.stage}: {turn.values.get('service')}, then {len(turn.further)}) "
            return Reply(lead + f"which {slot.name}?")

        def prefer(self, turn, slot):
            return {"day": "2026-11-23", "time": "10:00"} if slot.name in ("day", "time") else {}

        def run(self, turn):
            result = super().run(turn)
            if isinstance(result, Objection):
                return result
            facts = {name: turn.values[name] for name in ("service", "day", "time")}
            topic = Topic({"code": "K7M3QP"}, facts, changes=("move",))
            return replace(result, topic=topic, carry={"day": turn.values["day"], "name": "Anna"})

    return Book()


@pytest.fixture
def talk(bot, talk_with):
    plain = bot.abilities
    book = replace(plain.intents["book"], from_slots=True)
    move = Intent("move", "move", slots=(CODE, DAY, TIME))
    abilities = SimpleNamespace(
        **{
            **vars(plain),
            "intents": {**plain.intents, "book": book, "move": move},
            "actions": {
                **plain.actions,
                "book": _booking(plain.actions["book"]),
                "move": Move(),
                "price": Price(),
            },
        }
    )
    return talk_with(replace(bot, abilities=abilities))


def test_another_time_after_a_booking_changes_that_booking(talk):
    talk.hears("book", slots=FULL)
    assert talk.hears("book", sure=0.65, slots={"time": "16:00"}) == "move K7M3QP to 2026-11-27 16:00?"
    assert talk.hears(answer="yes") == "moved"
    assert len(talk.booked) == 1


def test_a_refusal_with_a_day_after_a_booking_changes_it_too(talk):
    talk.hears("book", slots=FULL)
    said = talk.hears(answer="no", correction=True, slots={"day": "2026-11-28"})
    assert said == "move K7M3QP to 2026-11-28 15:00?"


def test_who_asks_for_another_booking_gets_one(talk):
    talk.hears("book", slots=FULL)
    assert talk.hears("book", sure=0.9, slots={"time": "16:00"}).endswith("which service?")


def test_another_service_is_another_booking(talk):
    talk.hears("book", slots=FULL)
    assert talk.hears("book", sure=0.65, slots={"service": "colour", "time": "16:00"}) == "which day?"


def test_saying_it_again_changes_nothing(talk):
    talk.hears("book", slots=FULL)
    assert talk.hears("thanks", slots={"time": "15:00"}).startswith("Пожалуйста")
    assert talk.hears(slots={"time": "15:00"}) == "Хорошо! Если что-то понадобится, напишите."
    assert talk.state.form is None


def test_what_was_talked_of_is_forgotten_after_a_while(talk):
    talk.hears("book", slots=FULL)
    talk.now += timedelta(hours=2)
    assert talk.hears("book", sure=0.65, slots={"time": "16:00"}).endswith("which service?")


def test_a_price_is_of_what_is_being_booked(talk):
    talk.hears("book", slots={"service": "haircut"})
    assert talk.hears("price") == "price of haircut\n\nwhich day?"
    talk.hears(stop=True)
    talk.hears("book", slots=FULL)
    assert talk.hears("price") == "price of haircut"


def test_a_booking_after_a_price_is_of_the_same(talk):
    talk.hears("price", slots={"service": "colour"})
    assert talk.hears("book", sure=0.65, slots={"day": "2026-11-27"}) == "which time?"
    assert talk.state.form.values["service"] == "colour"
    assert talk.state.form.unsure


def test_a_booking_after_a_booking_is_not_of_the_same(talk):
    talk.hears("book", slots=FULL)
    assert talk.hears("book").endswith("which service?")


def test_several_services_are_booked_one_after_the_other(talk):
    said = talk.hears("book", slots=FULL, also={"service": ("colour", "brows")})
    assert said == "booked 2026-11-27 15:00\n\nwhich time?"
    assert talk.state.form.values == {"service": "colour", "day": "2026-11-27", "name": "Anna"}
    assert talk.taps("10:00") == "booked 2026-11-27 10:00\n\nwhich time?"
    assert talk.state.form.values["service"] == "brows"
    assert talk.hears(slots={"time": "11:00"}) == "booked 2026-11-27 11:00"
    assert [booked["service"] for booked in talk.booked] == ["haircut", "colour", "brows"]


def test_a_stop_calls_all_of_them_off(talk):
    talk.hears("book", slots={"service": "haircut"}, also={"service": ("colour",)})
    talk.hears(stop=True)
    assert talk.state.form is None
    assert talk.booked == []


def test_what_is_left_to_the_business_is_chosen_and_confirmed(talk):
    talk.hears("book", slots={"service": "haircut", "name": "Anna"})
    assert talk.hears(indifferent=True) == "is 10:00 right?"
    assert talk.hears(answer="yes") == "booked 2026-11-23 10:00"


def test_what_nobody_can_choose_for_the_customer_is_asked_again(talk):
    talk.hears("book", slots={"service": "haircut", "day": "2026-11-27", "time": "15:00"})
    assert talk.hears(indifferent=True).endswith("which name?")


def test_a_yes_takes_what_the_question_proposes(talk):
    talk.hears("book", slots={"service": "haircut", "name": "Anna"})
    assert talk.hears(answer="yes") == "is 09:00 right?"


def test_a_yes_to_several_asks_which(talk):
    talk.hears("book", slots={"service": "haircut", "day": "2026-11-27"})
    assert talk.hears(answer="yes") == "Хорошо! Что из этого вам подходит?\nwhich time?"
    assert talk.state.form.misses == 0


def test_a_side_question_beside_an_answer_is_not_booked(talk):
    talk.hears("book", slots={"service": "haircut", "day": "2026-11-27"})
    said = talk.hears("price", slots={"service": "colour", "time": "15:00"})
    assert said.startswith("price of colour")
    assert (talk.state.form.values["service"], talk.state.form.values["time"]) == ("haircut", "15:00")


def test_another_day_asks_for_the_day_again(talk):
    talk.hears("book", slots={"service": "haircut", "day": "2026-11-27"})
    assert talk.hears(dropped=frozenset({"day"})) == "which day?"


def test_what_is_not_offered_leads_to_what_is(talk):
    assert talk.hears(unmet=frozenset({"service"})).endswith("which service?")
    assert talk.hears(unmet=frozenset({"service"})).endswith("which service?")
    assert talk.state.form.misses == 0
