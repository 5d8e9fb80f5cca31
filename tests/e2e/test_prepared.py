"""Conversations on PostgreSQL with every statement prepared the first time that it is run."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial

import pytest

from frontdesk.storage.engines import choice
from frontdesk.storage.engines.postgres import PostgresEngine
from frontdesk.testing import Conversation, open_desk

NOW = datetime(2026, 11, 23, 10, 0)
#: A booking's code is made up anew each time.
CODE = re.compile(r"\b[A-Z0-9]{6}\b")


@pytest.fixture
def prepared(monkeypatch):
    """Statements are prepared at once."""
    monkeypatch.setattr(choice, "PostgresEngine", partial(PostgresEngine, prepare_after=1))


def talk(desk):
    """What is said while bookings are made, moved, listed and cancelled, by two who want the same hour."""
    emma, lena = Conversation(desk, "A", name="Emma"), Conversation(desk, "B", name="Лена")
    emma.say("I'd like to book a women's haircut tomorrow at 2 pm with Anna")
    lena.say("Хочу записаться на женскую стрижку к Анне завтра в 14:00")
    lena.say("завтра в 16:00")
    for customer in (emma, lena):
        for text in ("мои записи", "перенести запись на завтра в 17:00", "да", "сколько стоит маникюр?"):
            customer.say(text)
    emma.say("cancel my booking")
    emma.say("yes")
    return [CODE.sub("", reply) for customer in (emma, lena) for reply in customer.replies]


def test_a_conversation_is_the_same_with_every_statement_prepared(
    prepared, empty_postgres_url, empty_sqlite_url
):
    with open_desk("salon", clock=NOW, database_url=empty_sqlite_url) as desk:
        expected = talk(desk)
    with open_desk("salon", clock=NOW, database_url=empty_postgres_url) as desk, desk.storage.connection():
        assert talk(desk) == expected
        with desk.storage.database.connection().cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE generic_plans + custom_plans > 0"
            )
            assert cursor.fetchone()[0] > 20
