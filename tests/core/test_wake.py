"""Wake-ups between processes of one host."""

from __future__ import annotations

import queue
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.wake import WakeListener, WakeSender, wake_path

Heard = queue.Queue[tuple]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "frontdesk.db-wake.sock"


@pytest.fixture
def heard(path) -> Iterator[Heard]:
    heard: Heard = queue.Queue()
    listener = WakeListener(path, lambda *wake: heard.put(wake))
    listener.start()
    yield heard
    listener.stop()


def test_a_wake_up_arrives_with_its_ids(path, heard):
    sender = WakeSender(path)
    assert sender.send("drain", (1, 2))
    assert heard.get(timeout=10) == ("drain", 1, 2)
    sender.close()


def test_nobody_else_may_wake_us(path, heard):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_listener_the_sender_says_so(path):
    sender = WakeSender(path)
    assert not sender.send("drain", (1,))
    sender.close()


@pytest.mark.parametrize("noise", [b"", b"\xff", b"{}", b"[]", b"[1]", b'["a", {}]', b'{"a": 1}', b"null"])
def test_noise_is_not_listened_to(path, heard, noise):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(noise, str(path))
        stranger.sendto(b'["drain", 1]', str(path))
    assert heard.get(timeout=10) == ("drain", 1)


def test_a_socket_that_a_dead_process_left_is_replaced_and_ours_is_removed(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(path))
    heard: Heard = queue.Queue()
    listener = WakeListener(path, lambda *wake: heard.put(wake))
    listener.start()
    sender = WakeSender(path)
    assert sender.send("drain", (1,))
    assert heard.get(timeout=10) == ("drain", 1)
    listener.stop()
    assert not path.exists()
    sender.close()


def test_a_path_too_long_for_a_socket_leaves_it_to_the_sweep(tmp_path, caplog):
    path = tmp_path / ("x" * 200)
    listener = WakeListener(path, lambda *wake: None)
    listener.start()
    listener.stop()
    assert "wait for the sweep" in caplog.text


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:////data/frontdesk.db", "/data/frontdesk.db-wake.sock"),
        ("sqlite:///:memory:", None),
        ("postgresql://host/name", None),
    ],
)
def test_the_socket_lies_beside_the_database(url, name):
    assert wake_path(url) == (Path(name) if name else None)
