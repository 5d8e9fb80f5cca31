"""Signed webhooks as Meta posts them, one customer's message each."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["ACCOUNT", "APP_SECRET", "Customers", "Webhook", "plain", "salon", "status"]

APP_SECRET = "bench-app-secret"
#: phone_number_id of the first business; the next ones count up.
ACCOUNT = 106_540_000_000_000

_HEAD = (
    "POST /webhook HTTP/1.1\r\nHost: bench\r\nUser-Agent: facebookexternalua\r\nAccept: */*\r\n"
    "Content-Type: application/json\r\nX-Hub-Signature-256: sha256=%s\r\nContent-Length: %d\r\n\r\n"
)
_BODY = (
    '{"object":"whatsapp_business_account","entry":[{"id":"%d","changes":[{"value":{"messaging_product":"whatsapp",'
    '"metadata":{"display_phone_number":"7495%07d","phone_number_id":"%d"},'
    '"contacts":[{"profile":{"name":%s},"wa_id":"%s","user_id":"RU.%s"}],'
    '"messages":[{"from":"%s","from_user_id":"RU.%s","id":"%s","timestamp":"%d","text":{"body":%s},'
    '"type":"text"}]},"field":"messages"}]}]}'
)
_STATUS = (
    '{"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"value":{"messaging_product":"whatsapp",'
    '"metadata":{"display_phone_number":"74950000000","phone_number_id":"%s"},'
    '"statuses":[{"id":"%s","status":"%s","timestamp":"%d","recipient_id":"%s"%s}]},"field":"messages"}]}]}'
)
_NAMES = [json.dumps(name) for name in ("Анна Петрова", "Иван", "John Smith", "Мария К.", "Olga", "Дмитрий")]
_SERVICES = (
    ("стрижку", "a haircut"),
    ("маникюр", "a manicure"),
    ("педикюр", "a pedicure"),
    ("укладку", "hair styling"),
    ("массаж", "a massage"),
)
_WISHES = (
    "Запишите меня на {ru} {day} в {time}, пожалуйста",
    "Добрый день! Можно на {ru} {day} в {time}?",
    "Здравствуйте, хочу записаться на {ru} {day} в {time}, если можно к тому же мастеру",
    "I'd like to book {en} on {day} at {time}",
    "Хочу записаться на {ru} завтра в {time}",
    "Can I book {en} tomorrow at {time}?",
)
#: Most name a day, so that not everybody wants the same hour.
_WISHES_WEIGHTS = (4, 3, 3, 3, 1, 1)
_QUESTIONS = (
    "Здравствуйте! Сколько стоит {ru}?",
    "Во сколько вы сегодня закрываетесь?",
    "Hi, how much is {en}?",
    "What are your opening hours?",
    "Спасибо, до встречи!",
    "Отмените, пожалуйста, мою запись",
    "Please cancel my appointment",
    "Где вы находитесь? Есть ли парковка?",
    "Можно перенести запись на завтра?",
)
_HOURS = range(9, 20)
#: Days ahead that are asked for: within what a salon takes bookings for.
_DAYS = range(1, 56)


def plain(chance: random.Random) -> str:
    """A few words that nobody can book with."""
    return chance.choice(("Привет", "Hello", "Добрый день!", "Спасибо", "Есть вопрос", "Good morning"))


def salon(chance: random.Random) -> str:
    """What people write to a salon: two in three want an appointment."""
    russian, english = chance.choice(_SERVICES)
    if chance.random() >= 0.65:
        return chance.choice(_QUESTIONS).format(ru=russian, en=english)
    day = datetime.now() + timedelta(days=chance.choice(_DAYS))
    wish = chance.choices(_WISHES, _WISHES_WEIGHTS)[0]
    at = f"{chance.choice(_HOURS)}:{chance.choice(('00', '30'))}"
    return wish.format(ru=russian, en=english, day=f"{day:%d.%m}", time=at)


@dataclass(frozen=True, slots=True)
class Webhook:
    """One message, ready to be posted.

    :ivar request: the whole HTTP request.
    """

    message_id: str
    conversation: int
    tenant: int
    request: bytes


class Customers:
    """People who write: each belongs to one business and has one conversation with it.

    :param texts: what they write.
    :param first: number of the first customer; other people have other numbers.
    :param noisy: how many times its share of messages the first business gets.
    """

    def __init__(
        self,
        texts: Callable[[random.Random], str],
        *,
        seed: int,
        tenants: int = 50,
        conversations: int = 2_000,
        first: int = 0,
        noisy: float = 1.0,
    ) -> None:
        self._chance = random.Random(seed)
        self._texts = [json.dumps(texts(self._chance)) for _ in range(2_000)]
        self._tenants = tenants
        self._conversations = conversations
        self._first = first
        self._noise = (noisy - 1) / (noisy - 1 + tenants)
        self._mark = secrets.token_hex(6).upper()
        self._count = 0

    def next(self) -> Webhook:
        """Somebody writes."""
        chance, self._count = self._chance, self._count + 1
        number = chance.randrange(self._conversations)
        if self._noise and chance.random() < self._noise:
            number -= number % self._tenants
        number += self._first
        tenant = number % self._tenants
        phone = f"79{160_000_000 + number:09}"
        message_id = f"wamid.HBgM{self._mark}{self._count:010}VAgASGA=="
        name, text = _NAMES[number % len(_NAMES)], self._texts[self._count % len(self._texts)]
        body = _BODY % (
            100_000 + tenant, tenant, ACCOUNT + tenant, name, phone, phone,
            phone, phone, message_id, time.time(), text,
        )  # fmt: skip
        return Webhook(message_id, number, tenant, _request(body))

    def take(self, count: int) -> Sequence[Webhook]:
        """So many messages."""
        return [self.next() for _ in range(count)]


def _request(body: str) -> bytes:
    """The HTTP request that posts this body, signed."""
    raw = body.encode()
    return (_HEAD % (hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest(), len(raw))).encode() + raw


def status(account: str, message_id: str, to: str, reference: str | None, what: str) -> bytes:
    """The HTTP request that tells how far a message of ours has come.

    :param reference: what the message carried as ``biz_opaque_callback_data``.
    """
    echoed = f',"biz_opaque_callback_data":"{reference}"' if reference else ""
    return _request(_STATUS % (account, account, message_id, what, time.time(), to, echoed))
