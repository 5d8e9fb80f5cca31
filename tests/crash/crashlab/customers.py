"""Customers: each writes one message after the other, some twice at once, and never waits for an answer."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

from crashlab.webhooks import Webhooks, message

__all__ = ["Crowd", "Customer", "Written"]

_STAFF = ("Anna", "Maria", "Oleg")
#: Few times for many customers, so that they want the same chairs.
_HOURS = (10, 11, 12)
_DAYS_AHEAD = range(2, 50)
_LITTLE = ("yes", "hello", "how much is a haircut?", "my bookings", "cancel my booking")
#: How many of all messages come in again, at the same moment or later.
_TWICE = 0.15


@dataclass(slots=True)
class Written:
    """A message of a customer.

    :ivar number: counts the messages of its customer.
    :ivar acknowledged: when it was, in seconds of the monotonic clock; None as long as it is not.
    """

    message_id: str
    customer: str
    number: int
    text: str
    acknowledged: float | None = None


class Customer:
    """Somebody with a phone.

    :param account: the business they write to.
    :param books: whether they want appointments; otherwise they talk to the echo.
    """

    def __init__(self, phone: str, account: str, *, books: bool, seed: int) -> None:
        self.phone = phone
        self.account = account
        self.written: list[Written] = []
        self._books = books
        self._random = random.Random(seed)

    def write(self) -> tuple[Written, bytes]:
        """The next message, and the webhook that brings it."""
        number = len(self.written) + 1
        text = self._wish() if self._books else f"message {number} of {self.phone}"
        written = Written(f"wamid.in-{self.phone}-{number}", self.phone, number, text)
        self.written.append(written)
        return written, message(self.account, self.phone, "Lena", written.message_id, text)

    def pause(self, mean: float) -> float:
        """Seconds until they write again."""
        return self._random.expovariate(1 / mean)

    def twice(self) -> bool:
        """Whether Meta brings the message twice."""
        return self._random.random() < _TWICE

    def _wish(self) -> str:
        if self._random.random() < 0.4:
            return self._random.choice(_LITTLE)
        day = date.today() + timedelta(days=self._random.choice(_DAYS_AHEAD))
        return (
            f"I'd like to book a haircut with {self._random.choice(_STAFF)} "
            f"on {day.day} {day:%B} at {self._random.choice(_HOURS)}:00"
        )


class Crowd:
    """All customers, each in a thread of its own.

    :param rate: messages a second of all of them together.
    """

    def __init__(self, customers: list[Customer], webhooks: Webhooks, rate: float) -> None:
        self.customers = customers
        self._webhooks = webhooks
        self._pause = len(customers) / rate
        self._enough = threading.Event()
        self._duplicates = ThreadPoolExecutor(4, "duplicates")
        self._threads = [
            threading.Thread(target=self._live, args=(each,), name=f"customer {each.phone}", daemon=True)
            for each in customers
        ]

    def start(self) -> None:
        """Let them write."""
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Let them write no more, and wait until all that was written is acknowledged."""
        self._enough.set()
        for thread in self._threads:
            thread.join()
        self._duplicates.shutdown()

    @property
    def written(self) -> list[Written]:
        """All messages, those of a customer in their order."""
        return [each for customer in self.customers for each in customer.written]

    def _live(self, customer: Customer) -> None:
        while not self._enough.wait(customer.pause(self._pause)):
            written, body = customer.write()
            twice = customer.twice()
            if twice:
                self._again(lambda body=body: self._webhooks.post(body))
            written.acknowledged = self._webhooks.deliver(body)
            if twice:
                self._again(lambda body=body: self._webhooks.post(body))

    def _again(self, post: Callable[[], object]) -> None:
        self._duplicates.submit(post)
