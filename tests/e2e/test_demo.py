"""``frontdesk demo``: what it prints works when it is pasted."""

from __future__ import annotations

import json
import re
import subprocess
import time

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def demo(start):
    """A running demo and all that it has printed."""
    process = start("demo", "--port", "0")
    printed = process.said
    while "Ctrl-C" not in printed:
        printed += process.process.stdout.readline()
    process.address = re.search(r"http://[\d.:]+", printed)[0]
    return process, printed


def paste(command):
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=30, check=True
    ).stdout


def test_the_pasted_webhook_is_booked_and_answered(demo):
    _, printed = demo
    [post, ask] = re.findall(r"^curl (?:.*\\\n)*.*$", printed, flags=re.MULTILINE)
    assert paste(post).startswith("HTTP/1.1 200")
    deadline = time.monotonic() + 20
    while not (items := json.loads(paste(ask))["items"]) or items[0]["direction"] != "out":
        assert time.monotonic() < deadline, items
    assert re.search(r"14:00(.*\n)*.*\b[A-Z0-9]{6}\b", items[0]["content"])
    assert items[1]["content"] == "Хочу записаться на стрижку завтра в 14:00"


def test_the_page_is_a_phone(demo):
    process, _ = demo
    page = process.get("/").decode()
    assert "<html" in page
    businesses = json.loads(process.get("/phone/businesses?language=ru"))["businesses"]
    assert len(businesses) == 1
    assert businesses[0]["suggestions"]


def test_it_leaves_nothing_behind(demo, tmp_path):
    process, _ = demo
    before = set(tmp_path.iterdir())
    assert process.stop() == 0
    assert set(tmp_path.iterdir()) == before
