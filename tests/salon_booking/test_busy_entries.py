"""What is taken in a calendar file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk import BusyCalendar, BusyTime, BusyWanted, CalendarUnread
from frontdesk_salon_booking.busy.aside import read_aside
from frontdesk_salon_booking.busy.entries import Unreadable, entries
from frontdesk_salon_booking.busy.entries import __file__ as program_of_entries
from frontdesk_salon_booking.busy.keeping import merged

SINCE, UNTIL = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 24, tzinfo=UTC)
MOSCOW = "Europe/Moscow"


def calendar(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//a//b//EN\n{head}{body}END:VCALENDAR\n".encode()


def read(content: bytes, zone: str = MOSCOW) -> list[str]:
    """The stretches of the days in question as they stand on the wall."""
    times = [BusyTime(begin, end) for begin, end, _ in entries(content, SINCE, UNTIL, zone)]
    found = merged(times, SINCE, UNTIL)
    wall = [[moment.astimezone(ZoneInfo(zone)) for moment in stretch] for stretch in found]
    return [f"{begin:%d.%m. %H:%M} - {end:%d.%m. %H:%M}" for begin, end in wall]


@pytest.mark.parametrize(
    ("event", "taken"),
    [
        ("UID:1\nDTSTART:20261124T110000Z\nDTEND:20261124T120000Z", ["24.11. 14:00 - 24.11. 15:00"]),
        ("UID:1\nDTSTART:20261124T110000\nDTEND:20261124T120000", ["24.11. 11:00 - 24.11. 12:00"]),
        (
            "UID:1\nDTSTART;TZID=Asia/Almaty:20261124T110000\nDURATION:PT90M",
            ["24.11. 09:00 - 24.11. 10:30"],
        ),
        ("UID:1\nDTSTART;VALUE=DATE:20261124", ["24.11. 00:00 - 25.11. 00:00"]),
        ("UID:1\nDTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126", ["24.11. 00:00 - 26.11. 00:00"]),
        # It began before the days in question, and is not over.
        ("UID:1\nDTSTART:20261101T110000Z\nDTEND:20261123T120000Z", ["01.11. 14:00 - 23.11. 15:00"]),
        ("UID:1\nDTSTART:20261124T110000Z", []),
        ("UID:1\nDTSTART:20261124T110000Z\nDTEND:20261124T100000Z", []),
        ("UID:1\nDTEND:20261124T100000Z", []),
        ("UID:1\nDTSTART:yesterday\nDTEND:20261124T100000Z", []),
        ("UID:1\nDTSTART:20261124T110000Z\nDTEND:20261124T120000Z\nTRANSP:TRANSPARENT", []),
        ("UID:1\nDTSTART:20261124T110000Z\nDTEND:20261124T120000Z\nSTATUS:CANCELLED", []),
        ("UID:1\nDTSTART:20261124T110000Z\nDTEND:20261124T120000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        (
            "UID:1\nDTSTART:20261124T110000Z\nDTEND:20261124T120000Z\nSTATUS:TENTATIVE",
            ["24.11. 14:00 - 24.11. 15:00"],
        ),
        (
            "UID:1\nDTSTART:20201207T110000Z\nDTEND:20201207T120000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261208T000000Z",
            ["23.11. 14:00 - 23.11. 15:00", "30.11. 14:00 - 30.11. 15:00", "07.12. 14:00 - 07.12. 15:00"],
        ),
        (
            "UID:1\nDTSTART:20261123T110000Z\nDTEND:20261123T120000Z\nRRULE:FREQ=DAILY;COUNT=3\n"
            "EXDATE:20261124T110000Z",
            ["23.11. 14:00 - 23.11. 15:00", "25.11. 14:00 - 25.11. 15:00"],
        ),
        # No program lives to see the end of these.
        ("UID:1\nDTSTART:20261123T110000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY", []),
        ("UID:1\nDTSTART:20261123T110000Z\nDURATION:PT1S\nRRULE:FREQ=DAILY;BYSECOND=1,2,3,4,5,6,7", []),
        ("UID:1\nDTSTART:00010101T110000Z\nDURATION:PT1S\nRRULE:FREQ=DAILY", []),
        ("UID:1\nDTSTART:20261123T110000Z\nDURATION:PT1S\nRRULE:FREQ=NEVER", []),
        ("UID:1\nDTSTART:20261123T110000Z\nDURATION:PT1S\nRRULE:FREQ=DAILY;INTERVAL=0", []),
    ],
)
def test_an_entry_takes_its_time(event, taken):
    assert read(calendar(event)) == taken


def test_one_of_a_series_that_was_moved_takes_the_time_it_has_now():
    series = "UID:1\nDTSTART:20261123T110000Z\nDTEND:20261123T120000Z\nRRULE:FREQ=DAILY;COUNT=2"
    moved = "UID:1\nRECURRENCE-ID:20261124T110000Z\nDTSTART:20261124T150000Z\nDTEND:20261124T160000Z"
    assert read(calendar(series, moved)) == ["23.11. 14:00 - 23.11. 15:00", "24.11. 18:00 - 24.11. 19:00"]


def test_a_series_keeps_its_hour_when_the_clocks_change():
    """In Beirut they went forward at midnight on 29 March 2026."""
    event = "UID:1\nDTSTART;TZID=Asia/Beirut:20260327T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4"
    since, until = datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    found = sorted(entries(calendar(event), since, until, "Asia/Beirut"))
    assert [begin.astimezone(UTC).hour for begin, _, _ in found] == [7, 7, 6, 6]


def test_the_zone_of_the_calendar_goes_before_that_of_the_business():
    event = "UID:1\nDTSTART:20261124T110000\nDTEND:20261124T120000"
    content = calendar(event, head="X-WR-TIMEZONE:Asia/Almaty\n")
    assert read(content) == ["24.11. 09:00 - 24.11. 10:00"]


def test_a_calendar_may_tell_nothing_but_when_it_is_taken():
    busy = (
        "BEGIN:VFREEBUSY\nUID:1\nDTSTAMP:20261101T000000Z\n"
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261124T110000Z/PT1H,20261125T110000Z/20261125T120000Z\n"
        "FREEBUSY;FBTYPE=FREE:20261126T110000Z/PT1H\nEND:VFREEBUSY\n"
    )
    assert read(calendar(head=busy)) == ["24.11. 14:00 - 24.11. 15:00", "25.11. 14:00 - 25.11. 15:00"]


WANTED = BusyWanted(BusyCalendar("salon", "1"), SINCE, UNTIL, MOSCOW)


def test_it_is_read_in_a_process_of_its_own():
    event = "UID:ours\nDTSTART:20261124T110000Z\nDTEND:20261124T120000Z"
    other = "UID:theirs\nDTSTART:20261124T150000Z\nDTEND:20261124T160000Z"
    # Bookings of our own are not counted again.
    [found] = read_aside(calendar(event, other), WANTED, {"ours"}.intersection)
    assert found.begin == datetime(2026, 11, 24, 15, tzinfo=UTC)
    with pytest.raises(CalendarUnread) as refused:
        read_aside(b"<html>", WANTED, set().intersection)
    assert refused.value.code == "not_a_calendar"


@pytest.mark.parametrize(
    "greedy",
    [
        "import time; time.sleep(60)",
        "import entries; entries.limited(); bytearray(2_000_000_000)",
        "raise RuntimeError('nobody has thought of this')",
    ],
)
def test_what_never_ends_or_takes_all_memory_is_stopped(tmp_path, greedy):
    program = tmp_path / "greedy.py"
    folder = Path(program_of_entries).parent
    program.write_text(f"import sys; sys.path.insert(0, {str(folder)!r})\n{greedy}\n", "utf-8")
    with pytest.raises(CalendarUnread) as refused:
        read_aside(calendar(), WANTED, set().intersection, str(program), patience=3.0)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_calendar"),
        (b"<!doctype html><title>Sign in</title>", "not_a_calendar"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nnonsense\n", "not_a_calendar"),
        (calendar(*["UID:1\nDTSTART:20261124T110000Z"] * 20_001), "too_large"),
        (calendar(*["UID:1\nDTSTART:20261124T110000Z\nRRULE:FREQ=DAILY"] * 501), "too_large"),
    ],
)
def test_what_is_no_calendar_is_told(content, code):
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.code == code


MOMENTS = st.integers(0, 300).map(lambda minutes: SINCE + timedelta(minutes=minutes))


@given(st.lists(st.builds(BusyTime, MOMENTS, MOMENTS)))
def test_merged_stretches_cover_the_same_minutes_and_do_not_touch(times):
    def minutes(stretches):
        return {
            begin + timedelta(minutes=offset)
            for begin, end in stretches
            for offset in range(int((end - begin).total_seconds()) // 60)
        }

    found = merged(times, SINCE, UNTIL)
    assert minutes(found) == minutes((each.begin, each.end) for each in times)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))


LINES = (
    calendar(
        "UID:1\nDTSTART;TZID=Asia/Almaty:20261124T110000\nDTEND:20261124T120000\nRRULE:FREQ=DAILY;COUNT=3",
        "UID:1\nRECURRENCE-ID:20261125T060000Z\nDTSTART;VALUE=DATE:20261124\nEXDATE:20261124T110000Z",
        head="X-WR-TIMEZONE:Asia/Almaty\n",
    )
    .decode()
    .splitlines()
)
PIECES = [
    *LINES,
    "BEGIN:VTIMEZONE",
    "TZID:Mars",
    "END:VTIMEZONE",
    "DTSTART;TZID=Mars:20261124T110000",
    "RDATE:20261124T110000Z,20261199T110000Z",
    "RRULE:FREQ=WEEKLY;INTERVAL=0",
    "RRULE:FREQ=YEARLY;BYMONTH=13",
    "DURATION:-P1D",
    "DTEND:99991231T235959Z",
    "X-WR-TIMEZONE:Mars",
    "BEGIN:VFREEBUSY",
    "FREEBUSY:20261124T110000Z/PT1H",
    "FREEBUSY:later",
    "END:VFREEBUSY",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.integers(0, len(LINES)))
def test_whatever_stands_in_it_it_is_read_or_told_to_be_no_calendar(pieces, place):
    content = "\n".join([*LINES[:place], *pieces, *LINES[place:]]).encode()
    codes = {None}
    try:
        read(content)
    except Unreadable as unread:
        codes.add(unread.code)
    assert codes <= {None, "not_a_calendar"}
