"""A time is kept for the customer who is asked the last questions about it, and for nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from frontdesk import Conflict
from frontdesk.dialogue import State
from frontdesk_salon_booking.jobs import TIDY_HOLDS
from frontdesk_salon_booking.models import Booking, Segment

FIVE_MINUTES = timedelta(minutes=5)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def bot(make_bot):
    """Asks "is that right?" every time. Irina is the only one who does nails."""
    return make_bot(confirm="always")


@pytest.fixture
def other(make_chat):
    """Another customer."""
    return make_chat("other", name="Вера")


@pytest.fixture
def tidy(storage, clock):
    """Run the periodic job."""
    return lambda: TIDY_HOLDS(SimpleNamespace(storage=storage, clock=clock))


def times(bookings):
    return [booking.wall_start[11:] for booking in bookings]


def test_it_is_kept_until_the_customer_agrees_and_becomes_the_booking(chat, scope):
    chat.say("маникюр завтра в 14:00")
    [held] = chat.held
    assert (held.status, held.wall_start) == ("held", "2026-11-24T14:00")
    assert held.hold_until == chat.clock.now() + FIVE_MINUTES
    assert held.booking_code not in chat.reply.text
    assert chat.bookings == []
    assert chat.events == []

    chat.clock.advance(timedelta(minutes=2))
    answer = chat.say("да")

    [booking] = chat.bookings
    assert booking.id == held.id
    assert (booking.status, booking.hold_until, booking.created_at) == ("confirmed", None, chat.clock.now())
    assert booking.booking_code in answer
    assert (booking.first.live, booking.first.held_until) == (True, None)
    assert scope.reveal(booking, Booking.customer_name) == "Ольга"
    assert chat.held == []
    assert "hold" not in chat.state.memory["salon_booking"]


def test_another_is_told_that_it_is_taken_before_they_agree_to_anything(chat, other):
    chat.say("маникюр завтра в 14:00")
    other.say("маникюр завтра в 14:00")
    assert other.reply.template == "booking.refused_taken"
    assert [choice.values["time"] for choice in other.reply.choices] == ["13:00", "15:00", "14:00"]

    other.tap("15:00")
    assert times(chat.held) == ["14:00", "15:00"]
    other.say("да")
    chat.say("да")
    assert times(chat.bookings) == ["14:00", "15:00"]


def test_to_the_very_moment_it_ends_and_then_it_is_anybodys(chat, other):
    chat.say("маникюр завтра в 14:00")
    chat.clock.advance(FIVE_MINUTES - MOMENT)
    other.say("маникюр завтра в 14:00")
    assert other.reply.template == "booking.refused_taken"

    chat.clock.advance(MOMENT)
    other.say("маникюр завтра в 14:00")
    assert other.why["confirming"]
    other.say("да")
    assert times(other.bookings) == ["14:00"]

    answer = chat.say("да")
    assert answer.startswith("Простите, пока мы договаривались, время 14:00 уже заняли.")
    assert [choice.values["time"] for choice in chat.reply.choices] == ["13:00", "15:00", "14:00"]
    chat.tap("13:00")
    chat.say("да")
    assert times(chat.bookings) == ["13:00", "14:00"]
    assert chat.held == []


@pytest.mark.parametrize("tidied", [False, True])
def test_who_comes_too_late_has_it_all_the_same_if_nobody_else_does(chat, tidy, tidied):
    chat.say("маникюр завтра в 14:00")
    chat.clock.advance(timedelta(hours=2))
    if tidied:
        tidy()
        assert chat.held == []
    chat.say("да")
    assert times(chat.bookings) == ["14:00"]
    assert chat.held == []


def test_what_took_the_place_of_what_lapsed_is_not_given_to_who_let_it_lapse(chat, other, tidy):
    """SQLite gives the id of a row that is gone to the next one."""
    chat.say("маникюр завтра в 14:00")
    chat.clock.advance(FIVE_MINUTES)
    tidy()
    other.say("маникюр завтра в 14:00")
    [held] = chat.held
    chat.say("да")
    assert chat.reply.template == "booking.refused_lapsed"
    chat.say("стоп")
    assert [each.id for each in chat.held] == [held.id]
    other.say("да")
    [booking] = chat.bookings
    assert (booking.id, booking.conversation_id) == (held.id, other.conversation_id)


def test_what_is_still_kept_is_not_tidied_away(chat, tidy):
    chat.say("маникюр завтра в 14:00")
    chat.clock.advance(FIVE_MINUTES - MOMENT)
    tidy()
    assert times(chat.held) == ["14:00"]
    chat.clock.advance(MOMENT)
    tidy()
    assert chat.held == []
    assert chat.scope.rows(chat.scope.select(Segment)) == []


def test_it_is_kept_while_only_the_name_is_missing(make_chat, make_bot, other):
    chat = make_chat("stranger", name=None, bot=make_bot())
    chat.say("маникюр завтра в 14:00")
    assert chat.why["asks"] == "name"
    other.say("маникюр завтра в 14:00")
    assert other.reply.template == "booking.refused_taken"
    chat.say("Зоя")
    assert times(chat.bookings) == ["14:00"]


def test_nothing_is_kept_while_anything_else_is_open(chat):
    chat.say("маникюр завтра")
    assert chat.why["asks"] == "time"
    assert chat.held == []


def test_nothing_is_kept_where_nothing_is_asked(make_chat, make_bot):
    chat = make_chat("quick", bot=make_bot())
    chat.say("маникюр завтра в 14:00")
    [booking] = chat.bookings
    assert booking.version == 1


def test_another_wish_takes_its_place(chat, other):
    chat.say("маникюр завтра в 14:00")
    [before] = chat.held
    chat.say("нет, лучше в 16:00")
    assert chat.why["confirming"]
    [held] = chat.held
    assert (held.wall_start, held.id) != (before.wall_start, before.id)
    other.say("маникюр завтра в 14:00")
    assert other.why["confirming"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("лучше в другой день", "asks"),
        ("нет", "asks_what_to_change"),
        ("стоп", "closes"),
        ("а сколько стоит окрашивание?", "keeps"),
        ("позовите человека", "hands over"),
    ],
)
def test_what_is_not_wanted_any_more_is_given_back(chat, other, text, left):
    chat.say("маникюр завтра в 14:00")
    chat.say(text)
    kept = left in ("keeps", "asks_what_to_change")
    assert times(chat.held) == (["14:00"] if kept else [])
    other.say("маникюр завтра в 14:00")
    assert (other.reply.template == "booking.refused_taken") is kept


def test_who_goes_on_talking_about_it_keeps_it(chat, other):
    chat.say("маникюр завтра в 14:00")
    for _ in range(3):
        chat.clock.advance(timedelta(minutes=4))
        chat.say("а сколько это стоит?")
        assert chat.why["confirming"]
    [held] = chat.held
    assert held.hold_until == held.segments[0].held_until == chat.clock.now() + FIVE_MINUTES
    other.say("маникюр завтра в 14:00")
    assert other.reply.template == "booking.refused_taken"


def test_but_not_for_ever(chat):
    chat.say("маникюр завтра в 14:00")
    since = chat.clock.now()
    for _ in range(9):
        chat.clock.advance(timedelta(minutes=3))
        chat.say("а сколько это стоит?")
    [held] = chat.held
    assert held.hold_until == since + 6 * FIVE_MINUTES


def test_a_turn_that_runs_again_books_what_was_kept_once(chat):
    chat.say("маникюр завтра в 14:00")
    asked, agrees = chat.state, chat.message("да")
    chat.take(agrees, key=78)
    chat.state = asked
    chat.take(agrees, key=78)
    assert times(chat.bookings) == ["14:00"]
    assert chat.held == []


def test_a_turn_that_is_undone_keeps_nothing_and_once_it_runs_again_keeps_it_once(chat, monkeypatch):
    def fails(*_):
        raise Conflict("the server went away")

    message = chat.message("маникюр завтра в 14:00")
    with monkeypatch.context() as patched:
        patched.setattr("frontdesk_salon_booking.wording.Wording.plan", fails)
        with pytest.raises(Conflict):
            chat.take(message, key=77)
    assert chat.held == []
    chat.take(message, key=77)
    assert times(chat.held) == ["14:00"]


def test_a_conversation_that_forgot_what_it_keeps_keeps_the_next_one_only(chat):
    chat.say("маникюр завтра в 14:00")
    chat.state = State()
    chat.say("маникюр завтра в 16:00")
    assert chat.why["confirming"]
    assert times(chat.held) == ["16:00"]


def test_the_database_keeps_no_two_for_one_conversation(chat, scope):
    chat.say("маникюр завтра в 14:00")
    [held] = chat.held
    values = {name: value for name, value in held.__data__.items() if name not in ("id", "tenant")}
    with pytest.raises(Conflict), scope.storage.write():
        scope.insert(Booking, **{**values, "booking_code": "AAAAAA"})
    with pytest.raises(Conflict), scope.storage.write():
        scope.update(Booking, Booking.id == held.id, hold_until=None)


def test_two_services_are_kept_together(chat, other):
    chat.say("стрижку женскую у Анны завтра в 12 и маникюр")
    assert chat.why["confirming"]
    [held] = chat.held
    assert [(each.service, each.staff) for each in held.segments] == [
        ("haircut_women", "anna"),
        ("manicure", "irina"),
    ]
    other.say("маникюр завтра в 13:00")
    assert other.reply.template == "booking.refused_taken"
    chat.say("да")
    [booking] = chat.bookings
    assert [each.live for each in booking.segments] == [True, True]


# -- moving ----------------------------------------------------------------------------------------------


def wall(moment):
    return moment.astimezone(ZoneInfo("Europe/Moscow"))


def booked(chat, time):
    chat.say(f"маникюр завтра в {time}")
    chat.say("да")
    return chat.bookings[0]


@pytest.mark.parametrize(
    ("time", "beside"),
    [("16:00", ("16:00", "17:00")), ("14:30", ("15:00", "15:30")), ("13:30", ("13:30", "14:00"))],
)
def test_a_booking_keeps_its_time_until_its_new_one_is_agreed_on(chat, other, time, beside):
    booking = booked(chat, "14:00")
    chat.say(f"перенесите на завтра {time}")
    if not chat.why["confirming"]:
        chat.say(time)
    assert chat.why["confirming"]
    [held] = chat.held
    [kept] = held.segments
    assert (f"{wall(kept.busy_from):%H:%M}", f"{wall(kept.busy_to):%H:%M}") == beside
    for wanted in ("14:00", time):
        other.say(f"маникюр завтра в {wanted}")
        assert other.reply.template == "booking.refused_taken"
        other.say("стоп")

    chat.say("да")

    [moved] = chat.bookings
    assert (moved.id, moved.wall_start[11:]) == (booking.id, time)
    assert chat.held == []
    assert len(chat.scope.rows(chat.scope.select(Segment))) == 1


def test_a_move_that_is_not_wanted_after_all_leaves_the_booking_and_gives_the_time_back(chat, other):
    booked(chat, "14:00")
    chat.say("перенесите на завтра на 16:00")
    if not chat.why["confirming"]:
        chat.say("16:00")
    chat.say("стоп")
    assert chat.held == []
    assert times(chat.bookings) == ["14:00"]
    other.say("маникюр завтра в 16:00")
    assert other.why["confirming"]


def test_a_new_time_that_was_let_lapse_is_told_as_gone(chat, other):
    booked(chat, "14:00")
    chat.say("перенесите на завтра на 16:00")
    if not chat.why["confirming"]:
        chat.say("16:00")
    chat.clock.advance(FIVE_MINUTES)
    other.say("маникюр завтра в 16:00")
    other.say("да")
    assert "время 16:00 уже заняли" in chat.say("да")
    assert times(chat.bookings) == ["14:00", "16:00"]
    chat.tap("17:00")
    chat.say("да")
    assert times(chat.bookings) == ["16:00", "17:00"]


def test_what_was_interrupted_has_its_time_kept_again(chat):
    booked(chat, "11:00")
    chat.say("ещё маникюр завтра в 14:00")
    assert chat.why["confirming"]
    assert times(chat.held) == ["14:00"]
    chat.say("какие у меня записи?")
    assert chat.reply.text.count("14:00") == 1
    assert times(chat.held) == ["14:00"]


# -- the owner -------------------------------------------------------------------------------------------

WANTED = {"service": "manicure", "start": "2026-11-24T14:00", "customer_name": "Zoe"}


def test_staff_is_told_that_it_is_taken_and_what_is_not(chat, admin):
    chat.say("маникюр завтра в 14:00")
    status, problem = admin("POST", "/admin/bookings/salon", WANTED)
    assert (status, problem["reason"]) == (409, "taken")
    assert [each["start"][11:16] for each in problem["alternatives"]] == ["13:00", "15:00", "14:00"]

    chat.clock.advance(FIVE_MINUTES)
    status, _ = admin("POST", "/admin/bookings/salon", WANTED)
    assert status == 201
    assert times(chat.bookings) == ["14:00"]
    assert chat.held == []


def test_what_is_kept_is_in_no_list(chat, admin):
    chat.say("маникюр завтра в 14:00")
    [held] = chat.held
    [customer] = admin("GET", "/admin/customers/salon")[1]["items"]
    path = f"/admin/customers/salon/{customer['id']}"
    assert admin("GET", path)[1]["bookings"]["items"] == []
    assert admin("GET", "/admin/bookings/salon")[1]["items"] == []
    assert admin("GET", "/admin/bookings/salon?status=held,confirmed")[1]["items"] == []
    assert admin("GET", f"/admin/bookings/salon/{held.id}")[0] == 404
    change = {"version": held.version, "status": "cancelled"}
    assert admin("PATCH", f"/admin/bookings/salon/{held.id}", change)[0] == 404
    found = admin("POST", "/admin/customers/salon/search", {"phone": "+79161234567"})[1]
    assert found["bookings"] == []
    block = {"staff": "irina", "from": "2026-11-24", "to": "2026-11-24"}
    assert admin("POST", "/admin/blocks/salon", block)[1]["bookings"] == []


def test_the_day_shows_it_as_kept_and_for_how_long(chat, admin):
    def irinas():
        day = admin("GET", "/admin/bookings/salon/day/2026-11-24")[1]
        return next(each for each in day["staff"] if each["staff"] == "irina")

    chat.say("маникюр завтра в 14:00")
    [shown] = irinas()["bookings"]
    assert (shown["status"], shown["booking_code"]) == ("held", None)
    assert shown["hold_until"] == "2026-11-23T10:05:00+03:00"
    assert [each["start"][11:16] for each in irinas()["free"]] == ["09:00", "15:00"]

    chat.clock.advance(FIVE_MINUTES)
    assert irinas()["bookings"] == []
    assert [each["start"][11:16] for each in irinas()["free"]] == ["09:00"]


def test_it_is_no_booking_ahead(make_chat, make_bot):
    chat = make_chat("limited", bot=make_bot(confirm="always", max_upcoming=1))
    chat.say("маникюр завтра в 14:00")
    chat.say("нет, лучше в 15:00")
    assert chat.why["confirming"]
    chat.say("да")
    assert times(chat.bookings) == ["15:00"]


# -- many at once ----------------------------------------------------------------------------------------


def test_of_many_at_once_one_is_asked_and_the_others_are_offered_something_else(chat, make_chat):
    chats = [make_chat(f"customer {number}") for number in range(16)]
    ready = Barrier(len(chats))

    def ask(each):
        ready.wait()
        each.say("Запишите меня на маникюр завтра в 14:00")

    with ThreadPoolExecutor(len(chats)) as pool:
        list(pool.map(ask, chats))
    asked = [each for each in chats if each.why["confirming"]]
    assert len(asked) == 1
    assert times(chat.held) == ["14:00"]
    for each in chats:
        if each is not asked[0]:
            assert each.reply.template == "booking.refused_taken"
            assert [choice.values["time"] for choice in each.reply.choices] == ["13:00", "15:00", "14:00"]

    chat.clock.advance(FIVE_MINUTES)
    late = next(each for each in chats if each is not asked[0])
    late.say("маникюр завтра в 14:00")
    assert late.why["confirming"]
    late.say("да")
    asked[0].say("да")
    assert asked[0].reply.template == "booking.refused_lapsed"
    assert times(chat.bookings) == ["14:00"]
