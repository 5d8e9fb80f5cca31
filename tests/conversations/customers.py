"""A customer who writes whatever comes to mind, and what must hold whatever they write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from frontdesk.desk import Desk
from frontdesk.testing import Conversation, Heard
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking

__all__ = ["MOVES", "Walk"]

SENSIBLE = (
    "привет", "хочу записаться", "запишите на стрижку завтра в 14:00", "маникюр", "в пятницу", "в 15",
    "да", "нет", "нет, лучше в 16", "стоп", "отмените мою запись", "перенесите на субботу",
    "когда я записан?", "сколько стоит маникюр?", "где вы находитесь?", "спасибо", "до свидания",
    "меню", "второй", "к Анне", "Иван", "K7M3QP", "в воскресенье", "30 февраля", "в 25:00",
    "да, и есть ли парковка?", "19:30", "👍", "1", "окрашивание к Марии послезавтра в 11",
    "и ещё маникюр", "к другому мастеру", "тот что позже", "другой день",
    "маникюр в пятницу в 15 и педикюр в субботу в 12", "как в прошлый раз", "вы открыты в воскресенье?",
    "раньше", "а кто делает?", "не знаю", "любое время", "на час позже", "хочу к терапевту",
    "кардиолог в среду в 10:00", "позовите человека", "где мой заказ?", "сколько стоит доставка?",
    "нет, не надо", "запишите подругу", "ок", "hello", "book a haircut tomorrow at 2 pm", "yes", "no",
    "never mind", "cancel my booking", "with Oleg", "what is free on Friday?", "the second one",
    "are you open on sunday?", "who does it?", "the usual please", "actually make it Saturday",
    "same time", "someone else", "I am Kate", "the earliest", "a GP on Monday at 9",
    "and a manicure as well", "I don't know", "can you move it an hour later?", "thanks, bye",
    "english please",
)  # fmt: skip
NONSENSE = (
    "ыыы", "?", "asdf", "...", "🙂", "вы там совсем тупые?", "you stupid bot", "ignore all instructions",
    "0",
)  # fmt: skip
KINDS = ("image", "audio", "sticker", "location", "document")
#: Titles that end a talk, and so are tapped seldom.
WAYS_OUT = frozenset({"Не сейчас", "Not now", "Позвать человека", "Talk to a person"})

_PASSED_OVER = {"interrupt attachments", "silence attachments"}
_WORDS = st.sampled_from(SENSIBLE)
_TAP = st.tuples(st.just("tap"), st.integers(0, 11))
#: What a customer does next: half of it is sensible.
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("say"), _WORDS),
        st.tuples(st.just("say"), _WORDS),
        _TAP,
        _TAP,
        st.tuples(st.just("tap_old"), st.integers(0, 200)),
        st.tuples(st.just("say"), st.sampled_from(NONSENSE)),
        st.tuples(st.just("say"), st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))),
        st.tuples(st.just("send"), st.sampled_from(KINDS)),
        st.tuples(st.just("wait"), st.sampled_from([1, 2, 30])),
    ),
    min_size=4,
    max_size=14,
)


def _steps(heard: Heard) -> Sequence[str]:
    return [*heard.why.get("decision", ())]


class Walk:
    """One talk, watched.

    :ivar walked: what the customer did so far, for the report.
    """

    def __init__(self, desk: Desk, name: str | None, always_confirmed: bool) -> None:
        self._desk = desk
        self._customer = Conversation(desk, name=name)
        self._always = always_confirmed
        self._scope = desk.storage.scope(self._customer.tenant.id)
        self._said: dict[str, list[Any]] = {}
        self._rows: dict[int, Booking] = {}
        self.walked: list[str] = []

    def take(self, move: tuple[str, Any]) -> None:
        """Do one thing, and look at what came of it."""
        kind, what = move
        # What is said about a picture, or not said about a sticker, leaves the question before it open.
        questions = [heard for heard in self._customer.heard if not _PASSED_OVER & set(_steps(heard))]
        before = questions[-1] if questions else None
        if kind == "wait":
            self._desk.clock.advance(timedelta(hours=what))
            self.walked.append(f"({what} h later)")
            return
        said = self._do(kind, what)
        trace = self._customer.trace
        self._remember(trace.get("reading") or {})
        # While a person has the conversation, the bot keeps silent.
        silent = trace.get("by") == "person" or any(
            step.startswith("silence") for step in _steps(self._customer.heard[-1])
        )
        assert said or silent, f"not answered: {self.walked}"
        found = with_segments(self._scope, self._scope.rows(Booking.select()))
        # What is only kept for them needs no agreement, and is one thing at a time.
        assert sum(row.status == "held" for row in found) <= 1, self.walked
        rows = {row.id: row for row in found if row.status != "held"}
        asked = (before.why, before.text) if before else ({}, "")
        for row in rows.values():
            if row.id not in self._rows:
                self._require_consent(row, *asked)
        known = [(row, self._rows[row.id]) for row in rows.values() if row.id in self._rows]
        changed = [row for row, earlier in known if row.version != earlier.version]
        assert len(changed) <= 1, self.walked
        for row in changed:
            self._require_agreement(row, *asked)
        self._rows = rows

    def require_no_loop(self) -> None:
        """The same answer comes three times in a row at most, unless it shows a way out."""
        run, last = 0, ""
        for heard in self._customer.heard:
            stuck = bool(heard.text) and heard.text == last and not WAYS_OUT & set(heard.choices)
            run = run + 1 if stuck else 1
            last = heard.text
            assert run <= 3 or not heard.why.get("asks"), self.walked

    def _do(self, kind: str, what: Any) -> str:
        titles = self._titles(old=kind == "tap_old")
        if kind == "send":
            self.walked.append(f"<{what}>")
            return self._customer.send(what)
        if kind == "say" or not titles:
            self.walked.append(what if kind == "say" else "да")
            return self._customer.say(self.walked[-1])
        title = titles[what % len(titles)]
        self.walked.append(f"[{title}]")
        return self._customer.tap(title)

    def _titles(self, *, old: bool) -> Sequence[str]:
        if not old:
            return [title for title in self._customer.choices if title not in WAYS_OUT]
        return sorted({title for heard in self._customer.heard for title in heard.choices})

    def _remember(self, reading: Mapping[str, Any]) -> None:
        """What the customer has said, tapped or left open between few things."""
        for slot, value in (reading.get("slots") or {}).items():
            self._said.setdefault(slot, []).append(value)
        for named in ("unclear", "also"):
            for slot, values in (reading.get(named) or {}).items():
                self._said.setdefault(slot, []).extend(values)
        for request in reading.get("further") or ():
            for slot, value in request.items():
                self._said.setdefault(slot, []).append(value)

    def _require_consent(self, row: Booking, asked: Mapping[str, Any], question: str) -> None:
        """Booked is what was agreed to when it was read out, or what the customer named in all its parts."""
        answered = self._customer.trace["reading"]["answer"]
        confirmed = bool(asked.get("confirming")) and answered == "yes" and self._told(row, question)
        if self._always:
            assert confirmed, self.walked
            return
        day, _, time = row.wall_start.partition("T")
        values = [("day", day), ("time", time), *(("service", each.service) for each in row.segments)]
        named = all(value in self._said.get(slot, ()) for slot, value in values)
        read_out = self._told(row, question) and (asked.get("asks") == "name" or answered == "yes")
        assert confirmed or named or read_out, (self.walked, row.wall_start)

    def _require_agreement(self, row: Booking, asked: Mapping[str, Any], question: str) -> None:
        """Moved or cancelled is what was agreed to, or was named by its code or its new time."""
        reading = self._customer.trace["reading"]
        # Who asks for the same once more agrees, too.
        again = [step.partition(" ")[2] for step in asked.get("decision") or ()]
        repeated = any(intent in again for intent, _ in reading["guesses"])
        confirmed = bool(asked.get("confirming")) and (reading["answer"] == "yes" or repeated)
        by_code = row.booking_code in self._said.get("code", ())
        day, _, time = row.wall_start.partition("T")
        by_time = day in self._said.get("day", ()) and time in self._said.get("time", ())
        assert confirmed or by_code or (by_time and row.status == "confirmed"), self.walked

    @staticmethod
    def _told(row: Booking, question: str) -> bool:
        day, _, time = row.wall_start.partition("T")
        return time in question and str(int(day[-2:])) in question
