"""Too busy: a turn with others in its way each time it is run says so, and nothing else of it is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import ModuleType

import pytest

from frontdesk import (
    Action,
    Conflict,
    Done,
    Form,
    Intent,
    Reading,
    Reply,
    Slot,
    SlotKind,
    StorageError,
    Texts,
    Turn,
    TurnTaken,
    hookimpl,
)
from frontdesk.explanation import explain
from frontdesk.storage import Contact, Message
from frontdesk.storage.models import InboxEntry
from frontdesk.testing import Conversation as Customer
from frontdesk.testing import open_desk

BUSY = "It is very busy here at this moment, and that did not go through. Please try once more."
BUSY_RU = (
    "Сейчас очень много обращений одновременно, и сделать это не получилось. Попробуйте, пожалуйста, ещё раз."
)


def conflicts(times: int, runs: list[int]) -> Callable[[Turn], Reply]:
    """Meets a conflict so many times, after it wrote something."""

    def answer(turn: Turn) -> Reply:
        runs.append(turn.message_key)
        turn.scope.update(Contact, Contact.id == turn.customer.id, name="of a run that came to nothing")
        turn.later("script.note", 1)
        if len(runs) <= times:
            raise Conflict("taken at the last moment")
        return Reply("done")

    return answer


def test_after_three_runs_it_is_busy(office, message, graph):
    runs: list[int] = []
    office.script.answers["book"] = conflicts(99, runs)
    office.hears(message("m1", "book"), message("m2", "after"))
    office.settle()

    assert len(runs) == 3
    assert graph.texts == [BUSY, "after"]
    assert (office.said("in"), office.said()) == (["book", "after"], [BUSY, "after"])
    assert office.inbox() == ["done", "done"]
    assert [row.attempts for row in office.rows(InboxEntry)] == [0, 0]
    assert [row.error for row in office.rows(InboxEntry)] == [None, None]
    assert office.script.ran == []
    [contact] = office.rows(Contact)
    assert office.desk.storage.house.reveal(contact, Contact.name) == "Ann"
    decisions = [event.decision for event in office.script.events if isinstance(event, TurnTaken)]
    assert decisions[0] == "busy"


def test_two_conflicts_are_not_busy_yet(office, message, graph):
    runs: list[int] = []
    office.script.answers["book"] = conflicts(2, runs)
    office.hears(message("m1", "book"))
    office.settle()
    assert (len(runs), graph.texts) == (3, ["done"])


def test_it_is_told_in_the_customers_language_and_why_is_kept(office, message, graph):
    office.script.read = lambda utterance, so_far: Reading(language="ru")
    office.script.answers["запишите"] = conflicts(99, [])
    office.hears(message("m1", "запишите"))
    office.settle()

    assert graph.texts == [BUSY_RU]
    [said] = [row for row in office.rows(Message) if row.direction == "out"]
    why = office.desk.storage.house.reveal(said, Message.why)
    assert why["template"] == "core.busy"
    assert "taken at the last moment" not in str(why)
    assert "asked to try once more" in explain(why)["decision"][0]


def test_neighbours_in_a_shared_commit_are_answered(office, message, graph):
    office.script.answers["book"] = conflicts(99, [])
    names = ["ann", "bob", "cy"]
    office.hears(*(message(f"m-{who}", "book" if who == "bob" else who, contact=who) for who in names))
    office.settle()
    assert sorted(graph.texts) == sorted([BUSY, "ann", "cy"])
    assert office.inbox() == ["done"] * 3


@pytest.mark.parametrize("error", [StorageError("the database is away"), RuntimeError("a bug")])
def test_what_is_no_conflict_is_tried_again_later(office, message, graph, error):
    runs = []

    def answer(turn: Turn) -> Reply:
        runs.append(turn)
        raise error

    office.script.answers["book"] = answer
    office.hears(message("m1", "book"))
    office.settle()
    assert (len(runs), graph.texts) == (1, [])
    assert [(row.state, row.attempts) for row in office.rows(InboxEntry)] == [("pending", 1)]


def test_a_seat_that_somebody_else_took_at_the_same_moment(make_office, backends, message, graph):
    """A constraint of the database, and a rival with connections of its own, as another process has."""
    office, rival = make_office(*backends), make_office(*backends)
    office.script.channel.url = graph.url
    seats: list[int] = []

    def rows(desk) -> int:
        return len(desk.storage.rows(Contact.select().where(Contact.channel == "seats")))

    def take(desk, seat: int) -> None:
        scope = desk.storage.scope("corner")
        scope.insert(Contact, channel="seats", address=str(seat), created_at=desk.clock.now())

    def be_faster(seat: int) -> None:
        with rival.desk.storage.write():
            take(rival.desk, seat)

    def look(utterance) -> None:
        seats.append(rows(office.desk))
        if len(seats) == 1:
            thread = threading.Thread(target=be_faster, args=(seats[-1],))
            thread.start()
            thread.join(20)

    def book(turn: Turn) -> Reply:
        take(office.desk, seats[-1])
        return Reply(f"seat {seats[-1]} is yours")

    office.script.reads = look
    office.script.answers["book"] = book
    office.hears(message("m1", "book"))
    office.settle()
    assert (graph.texts, rows(office.desk)) == ([BUSY], 1)

    office.hears(message("m2", "book"))
    office.settle()
    assert (graph.texts, rows(office.desk)) == ([BUSY, "seat 1 is yours"], 2)
    assert office.inbox() == ["done", "done"]


# -- a form --------------------------------------------------------------------------------------------------


class Reserve(Action):
    """Reserves a table, for as many as the customer says, once others let it."""

    name = "reserve"
    form = Form((Slot("people", SlotKind.NUMBER),))

    def __init__(self) -> None:
        self.conflicts = 0

    def confirmation(self, turn: Turn) -> Reply:
        return Reply(turn.say("reserve.confirm"))

    def run(self, turn: Turn) -> Done:
        if self.conflicts:
            self.conflicts -= 1
            raise Conflict("somebody was faster")
        return Done(Reply(f"A table for {turn.values['people']}."))


def plugin_of(action: Action) -> ModuleType:
    @hookimpl
    def frontdesk_intents():
        return [Intent("reserve", action="reserve", triggers={"en": ["reserve"]})]

    @hookimpl
    def frontdesk_actions():
        return [action]

    @hookimpl
    def frontdesk_texts():
        return Texts({"en": {"reserve.ask_people": "For how many?", "reserve.confirm": "A table, then?"}})

    plugin = ModuleType("tables")
    for hook in (frontdesk_intents, frontdesk_actions, frontdesk_texts):
        setattr(plugin, hook.__name__, hook)
    return plugin


def test_what_was_open_stays_open_and_the_next_tap_goes_on(tmp_path, empty_database_url, clock):
    bot = tmp_path / "tables.yaml"
    bot.write_text(
        "languages: [en]\ntimezone: UTC\nplugins: [tables]\n"
        "texts:\n  en:\n    core.busy: So busy, once more please!\n"
    )
    reserve = Reserve()
    reserve.conflicts = 3
    plugin = plugin_of(reserve)
    given = {"database_url": empty_database_url, "extra_plugins": {"tables": plugin}}
    with open_desk(bot, clock=clock, **given) as desk:
        ann = Customer(desk)
        ann.say("reserve a table")
        ann.say("4")
        asked = ann.choices
        assert ann.say("yes") == "So busy, once more please!"
        assert ann.choices == asked != ()
        assert ann.tap(asked[0]) == "A table for 4."
    assert reserve.conflicts == 0
