"""The calendar file that a confirmation links to."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from frontdesk import BotInvalid
from frontdesk_salon_booking.visit_links import number_of, token_of

SERVER = "https://booking.example.org"
LINK = re.compile(rf"{SERVER}(/salon_booking/visits/\S+\.ics)$")


@pytest.fixture
def bot(make_bot):
    """A salon that tells where its server is."""
    return make_bot(public_url=SERVER)


@pytest.fixture
def fetch(app):
    def read(path):
        async def run():
            response = await app.test_client().get(path)
            return response.status_code, await response.get_data()

        return asyncio.run(run())

    return read


@pytest.fixture
def link(chat):
    """Say something that is confirmed; the path of the file that is linked to."""

    def say(text):
        said = chat.say(text)
        if chat.why["confirming"]:
            said = chat.say("да")
        return LINK.search(said)[1]

    return say


def test_a_confirmation_links_to_the_visit(link, fetch, chat):
    path = link("запиши на маникюр завтра в 12:00")
    assert chat.reply.text.splitlines()[-1].startswith("Добавить в календарь: https://")
    status, content = fetch(path)
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (status, str(event["summary"]), event["status"]) == (200, "Маникюр (Salon)", "CONFIRMED")
    assert event.decoded("dtstart") == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 11, 24, 10, tzinfo=UTC)
    for secret in ("9161234567", "Ольга", chat.bookings[0].booking_code, "X-WR-CALNAME", "REFRESH-INTERVAL"):
        assert secret not in content.decode()


def test_several_services_are_one_entry(link, fetch):
    path = link("запиши на женскую стрижку и маникюр завтра в 12:00")
    [event] = icalendar.Calendar.from_ical(fetch(path)[1]).walk("VEVENT")
    assert str(event["summary"]) == "Женская стрижка, Маникюр (Salon)"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=2)


def test_the_file_follows_the_visit(link, fetch, chat):
    path = link("запиши на маникюр завтра в 12:00")
    [before] = icalendar.Calendar.from_ical(fetch(path)[1]).walk("VEVENT")
    assert link("перенеси на 15:00") == path
    [after] = icalendar.Calendar.from_ical(fetch(path)[1]).walk("VEVENT")
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)
    assert after.decoded("dtstart") == datetime(2026, 11, 24, 12, tzinfo=UTC)
    chat.say("отмени запись")
    chat.say("да")
    [gone] = icalendar.Calendar.from_ical(fetch(path)[1]).walk("VEVENT")
    assert (gone["uid"], gone["status"]) == (before["uid"], "CANCELLED")


def test_the_file_is_there_until_thirty_days_after_the_visit(link, fetch, clock):
    path = link("запиши на маникюр завтра в 12:00")
    clock.advance(timedelta(days=31, hours=3))
    assert fetch(path)[0] == 200
    clock.advance(timedelta(minutes=1))
    assert fetch(path)[0] == 404


def test_nobody_finds_the_file_of_another(link, fetch, scope, storage):
    path = link("запиши на маникюр завтра в 12:00")
    token = path.rpartition("/")[2].removesuffix(".ics")
    number, mark = token.split("-", 1)
    answers = {
        fetch(wrong)
        for wrong in (
            path.replace(token, f"{int(number) + 1}-{mark}"),
            path.replace(token, f"{number}-{mark[::-1]}"),
            path.replace(token, number),
            path.replace(token, f"{10**17}-{mark}"),
            path.replace("/salon/", "/another/"),
            path.replace("/salon/", "/nowhere/"),
        )
    }
    assert {status for status, _ in answers} == {404}
    assert len(answers) == 1
    assert number_of(scope, token) == int(number)
    assert token_of(storage.scope("another"), int(number)) != token


def test_without_an_address_there_is_no_link(make_bot, make_chat):
    chat = make_chat(bot=make_bot())
    chat.say("запиши на маникюр завтра в 12:00")
    chat.agree()
    assert len(chat.bookings) == 1
    assert "http" not in chat.reply.text


@pytest.mark.parametrize(
    "url", ["booking.example.org", "https://", "https://a.example/?x=1", "https://a.example/"]
)
def test_an_address_that_is_none_is_refused(make_bot, url):
    with pytest.raises(BotInvalid, match="public_url"):
        make_bot(public_url=url)
