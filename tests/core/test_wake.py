"""Wake-ups between processes of one host."""

from __future__ import annotations

import queue
import socket
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frontdesk.wake import LARGEST_DATAGRAM, WakeListener, WakeSender, wake_path

Heard = queue.Queue[tuple]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "frontdesk.db-wake.sock"


@contextmanager
def listening(path: Path, heard: Heard, threads: int = 1) -> Iterator[WakeListener]:
    """Workers that listen as long as the block runs."""
    listener = WakeListener(path, lambda job, ids, delay: heard.put((job, *ids)))
    assert listener.open()
    stopping = threading.Event()

    def listen() -> None:
        while not stopping.is_set():
            listener.listen()

    workers = [threading.Thread(target=listen) for _ in range(threads)]
    for worker in workers:
        worker.start()
    yield listener
    stopping.set()
    listener.close()
    for worker in workers:
        worker.join(10)
        assert not worker.is_alive()


@pytest.fixture
def heard(path) -> Iterator[Heard]:
    heard: Heard = queue.Queue()
    with listening(path, heard):
        yield heard


def test_a_wake_up_arrives_with_its_ids(path, heard):
    sender = WakeSender(path)
    assert sender.send("drain", (1, 2))
    assert heard.get(timeout=10) == ("drain", 1, 2)
    sender.close()


def test_a_wake_up_may_be_for_later(path):
    heard: Heard = queue.Queue()
    listener = WakeListener(path, lambda *wake: heard.put(wake))
    assert listener.open()
    sender = WakeSender(path)
    assert sender.send("drain", (1,), 1.5)
    listener.listen()
    assert heard.get_nowait() == ("drain", (1,), 1.5)
    sender.close()
    listener.close()


@pytest.mark.parametrize("tenant", ["salon-a", "a-name-as-long-as-they-come" * 9, "салон"])
def test_a_wake_up_with_many_ids_arrives_whole(path, heard, tenant):
    ids = tuple(f"{number}@{tenant}" for number in range(1, 257))
    sender = WakeSender(path)
    assert sender.send("drain", ids)
    arrived = []
    while len(arrived) < len(ids):
        job, *some = heard.get(timeout=10)
        assert job == "drain"
        arrived += some
    assert tuple(arrived) == ids
    sender.close()


def test_wake_ups_as_long_as_may_be_are_not_cut(path, heard):
    sender = WakeSender(path)
    for length in range(LARGEST_DATAGRAM - 135, LARGEST_DATAGRAM - 95):
        ids = ("x" * length, "y" * 80)
        assert sender.send("drain", ids)
        arrived = heard.get(timeout=10)
        if len(arrived) == 2:
            arrived += heard.get(timeout=10)[1:]
        assert arrived == ("drain", *ids)
    sender.close()


def test_a_burst_of_wake_ups_arrives(path, heard):
    sender = WakeSender(path)
    assert all(sender.send("drain", (number,)) for number in range(500))
    assert [heard.get(timeout=10)[1] for _ in range(500)] == list(range(500))
    sender.close()


def test_nobody_waits_for_a_listener_that_reads_nothing(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as frozen:
        frozen.bind(str(path))
        sender = WakeSender(path)
        began = time.perf_counter()
        taken = [sender.send("drain", ("x" * 30_000,)) for _ in range(1_000)]
        assert taken[0]
        assert not taken[-1]
        assert time.perf_counter() - began < 3
        sender.close()


def test_nobody_else_may_wake_us(path, heard):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_listener_the_sender_says_so(path):
    sender = WakeSender(path)
    assert not sender.send("drain", (1,))
    sender.close()


@pytest.mark.parametrize(
    "noise",
    [b"", b"\xff", b"{}", b"[]", b"[1]", b'["a", 0, {}]', b'{"a": 1}', b"null", b'["a"]', b'["a", "b"]'],
)
def test_noise_is_not_listened_to(path, heard, noise):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(noise, str(path))
        stranger.sendto(b'["drain", 0, 1]', str(path))
    assert heard.get(timeout=10) == ("drain", 1)


def test_a_socket_that_a_dead_process_left_is_replaced_and_ours_is_removed(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(path))
    heard: Heard = queue.Queue()
    with listening(path, heard):
        sender = WakeSender(path)
        assert sender.send("drain", (1,))
        assert heard.get(timeout=10) == ("drain", 1)
    assert not path.exists()
    sender.close()


def test_of_several_who_listen_one_hears_each_wake_up(path):
    heard: Heard = queue.Queue()
    with listening(path, heard, threads=4):
        sender = WakeSender(path)
        assert all(sender.send("drain", (number,)) for number in range(200))
        assert sorted(heard.get(timeout=10)[1] for _ in range(200)) == list(range(200))
        assert heard.empty()
    sender.close()


def test_whoever_listens_can_be_roused(path):
    heard: Heard = queue.Queue()
    with listening(path, heard) as listener:
        # However often, and though nobody reads at the moment.
        for _ in range(1_000):
            listener.rouse()
        sender = WakeSender(path)
        assert sender.send("drain", (1,))
        assert heard.get(timeout=10) == ("drain", 1)
    sender.close()


def test_a_path_too_long_for_a_socket_leaves_it_to_the_sweep(tmp_path, caplog):
    path = tmp_path / ("x" * 200)
    listener = WakeListener(path, lambda *wake: None)
    assert not listener.open()
    listener.close()
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
