"""Refusing to start: soon, with the name of what is wrong and what to do, and with exit code 3."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import pytest


def run(environ, folder, *words):
    """Runs a command: how it ended, and after how many seconds."""
    started = time.monotonic()
    command = [sys.executable, "-m", "frontdesk", *words]
    done = subprocess.run(
        command, env=environ, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    return done, time.monotonic() - started


@pytest.fixture(scope="module")
def soon(tmp_path_factory):
    """5 seconds; on a machine that is busy with other things, as much more as a start with plugins takes."""
    _, seconds = run({"PATH": "/usr/bin:/bin"}, tmp_path_factory.mktemp("plain"), "plugins")
    return max(5.0, 3 * seconds)


@pytest.fixture
def refuse(environ, tmp_path, soon):
    """Runs a command that is to be refused: its stderr."""

    def refuse(*words, **changes):
        done, seconds = run({**environ, **changes}, tmp_path, *words)
        assert done.returncode == 3, done.stdout + done.stderr
        assert seconds < soon
        assert "Traceback" not in done.stderr
        return done.stderr

    return refuse


@pytest.mark.parametrize(
    "missing",
    ["FRONTDESK_ENCRYPTION_KEYS", "WHATSAPP_APP_SECRET", "FRONTDESK_ADMIN_TOKEN"],
)
def test_what_is_missing_is_named(refuse, missing):
    assert missing in refuse("run", "salon", "--port", "0", **{missing: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FRONTDESK_DATABASE_URL", "mysql://localhost/frontdesk"),
        ("FRONTDESK_DATABASE_URL", "postgresql://127.0.0.1:9/nothing"),
        ("FRONTDESK_DATABASE_URL", "sqlite:////nowhere/at/all/frontdesk.db"),
        ("FRONTDESK_ENCRYPTION_KEYS", "1:tooshort"),
        ("FRONTDESK_PLUGINS_DIR", "/nowhere/at/all"),
        ("FRONTDESK_REDIS_URL", "redis://127.0.0.1:9/0"),
    ],
)
def test_what_is_wrong_is_named(refuse, name, value):
    assert name in refuse("run", "salon", "--port", "0", **{name: value})


@pytest.mark.parametrize("command", ["run", "serve", "work"])
def test_problems_of_a_definition_are_named(refuse, tmp_path, command):
    (tmp_path / "mine.yaml").write_text("extends: salon\nsalon_booking:\n  slot_minute: 5\n", "utf-8")

    said = refuse(command, FRONTDESK_BOTS=str(tmp_path / "mine.yaml"))

    assert "FRONTDESK_BOTS" in said
    assert "mine.yaml:3:3 FD110 unknown key 'slot_minute'" in said


def test_a_definition_that_is_not_there_is_named(refuse):
    assert "nowhere.yaml" in refuse("run", "nowhere.yaml")


@pytest.mark.parametrize("command", ["serve", "work"])
def test_pending_migrations_are_named(refuse, command):
    said = refuse(command, FRONTDESK_BOTS="salon")
    assert "frontdesk migrate" in said


def test_a_shifted_clock_is_for_sqlite(refuse):
    said = refuse("run", "salon", "--clock", "2026-11-23", FRONTDESK_DATABASE_URL="postgresql://localhost/x")
    assert "--clock" in said


def test_a_taken_port_is_named(refuse):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in refuse("run", "echo", "--port", port)


@pytest.mark.parametrize("command", [("run", "echo", "--port", "0"), ("work",)])
def test_a_second_worker_on_sqlite_is_refused(refuse, start, command):
    first = start("run", "echo", "--port", "0")
    assert "FRONTDESK_DATABASE_URL" in refuse(*command, FRONTDESK_BOTS="echo")

    first.stop(signal.SIGKILL)
    assert start("run", "echo", "--port", "0").address


def test_a_plugin_that_cannot_be_loaded_is_named(refuse, tmp_path):
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins/broken.py").write_text("import nothing_of_this_name\n", "utf-8")
    assert "broken" in refuse("run", "salon", FRONTDESK_PLUGINS_DIR=str(tmp_path / "plugins"))
