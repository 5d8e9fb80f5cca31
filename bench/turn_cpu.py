"""How much CPU one message costs, from the door to the delivered reply, without HTTP.

One process, SQLite with its commits on disk, the terminal channel: intake, turn and delivery.

    python bench/turn_cpu.py [--messages 300] [--rounds 3]
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import statistics
import time
from datetime import UTC, datetime

from frontdesk.clock import SystemClock
from frontdesk.jobs import Jobs
from frontdesk.messages import Inbound
from frontdesk.pipeline.intake import Intake
from frontdesk.testing import open_desk
from frontdesk.testing.desks import ACCOUNT

BOTS = {"echo": ("hello", "and again"), "salon": ("привет", "сколько стоит стрижка?")}
CUSTOMERS = 50


def round_of(bot: str, messages: int) -> tuple[float, float]:
    """CPU and elapsed milliseconds a message, once everything is warm."""
    texts = BOTS[bot]
    with open_desk(bot, clock=SystemClock()) as desk:
        jobs, intake = Jobs(desk), Intake(desk)
        jobs.register()

        def run(count: int, mark: str) -> None:
            for number in range(count):
                contact, text = f"customer-{number % CUSTOMERS}", texts[number // CUSTOMERS % len(texts)]
                sent = datetime.now(UTC)
                message = Inbound("terminal", ACCOUNT, f"{mark}-{number}", contact, sent, text=text)
                intake.accept([message])
                desk.queue.run_pending()
                jobs.delivery.settle()

        run(2 * CUSTOMERS, "warm")
        cpu, elapsed = time.process_time(), time.perf_counter()
        run(messages, "timed")
        cpu, elapsed = time.process_time() - cpu, time.perf_counter() - elapsed
        jobs.close()
    return 1000 * cpu / messages, 1000 * elapsed / messages


def main() -> None:
    """Print the machine and the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    print(
        f"{platform.machine()} {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {wanted.rounds} rounds of {wanted.messages} messages"
    )
    for bot in BOTS:
        rounds = [round_of(bot, wanted.messages) for _ in range(wanted.rounds)]
        cpu, elapsed = (statistics.median(column) for column in zip(*rounds, strict=True))
        lowest = min(each for each, _ in rounds)
        print(f"{bot:6} {cpu:6.2f} ms CPU a message (lowest {lowest:.2f}), {elapsed:.2f} ms elapsed")


if __name__ == "__main__":
    main()
