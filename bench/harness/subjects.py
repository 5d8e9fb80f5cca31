"""What is measured: frontdesk on either database, and the anchor."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from zlib import crc32

from frontdesk.crypto import KeyRing
from harness.graph import Graph
from harness.processes import Child, free_port
from harness.stand import BENCH, Stand, tool
from harness.webhooks import ACCOUNT, APP_SECRET

__all__ = ["Frontdesk", "Node", "Subject", "node_is_there"]

_COMMAND = Path(sys.executable).parent / "frontdesk"
_NODE = BENCH / "anchors" / "node"


class Subject(ABC):
    """A stack that takes webhooks and sends replies.

    :ivar name: what it is called in tables.
    :ivar port: where it takes webhooks, once it runs.
    :ivar taken: seconds that its processes took to be ready, by what they are.
    """

    def __init__(self, name: str, stand: Stand) -> None:
        self.name = name
        self.stand = stand
        self.port = 0
        self.taken: dict[str, float] = {}
        self._running: list[Child] = []

    @contextmanager
    def running(self, graph: Graph, *, workers: bool = True) -> Iterator[None]:
        """It runs inside the block.

        :param workers: without them, webhooks are only acknowledged.
        """
        try:
            self.start(graph, workers=workers)
            yield
        except BaseException:
            print(self.said(), file=sys.stderr)
            raise
        finally:
            self.stop()

    @abstractmethod
    def prepare(self) -> None:
        """Forget everything: an empty database."""

    @abstractmethod
    def start(self, graph: Graph, *, workers: bool) -> None:
        """Start it, and return once it takes webhooks."""

    @property
    @abstractmethod
    def elsewhere(self) -> Sequence[int]:
        """Ids of the processes it stands on."""

    @property
    def pids(self) -> Sequence[int]:
        """Ids of its own processes: server and workers."""
        return [child.pid for child in self._running]

    def said(self) -> str:
        """The ends of its logs."""
        return "\n".join(
            f"--- {child.log.name}\n{child.log.read_text(errors='replace')[-3000:]}"
            for child in self._running
        )

    def stop(self) -> None:
        """End it."""
        while self._running:
            self._running.pop().stop()

    def _run(self, label: str, words: Sequence[str | Path], environ: Mapping[str, str], until: str) -> None:
        log = self.stand.folder / f"{re.sub(r'[^a-z0-9]+', '-', self.name.lower())}-{label}.log"
        log.unlink(missing_ok=True)
        began = monotonic()
        child = Child(words, environ=environ, folder=self.stand.folder, log=log)
        self._running.append(child)
        child.await_line(until)
        self.taken[label] = monotonic() - began


class Frontdesk(Subject):
    """frontdesk: server and workers, on SQLite or on PostgreSQL and Redis.

    :param bot: ``echo`` or ``salon``.
    :param database: ``sqlite`` or ``postgresql``.
    :param alone: everything in one process.
    :param tenants: how many businesses there are.
    :param label: what sets it apart from others like it.
    """

    def __init__(
        self,
        stand: Stand,
        *,
        database: str,
        bot: str = "echo",
        alone: bool = False,
        threads: int | None = None,
        tenants: int = 50,
        label: str = "",
    ) -> None:
        where = {"sqlite": "SQLite", "postgresql": "Postgres + Redis"}[database]
        parts = [f"frontdesk {bot}", where, "one process" if alone else "", label]
        super().__init__(", ".join(filter(None, parts)), stand)
        self._alone = alone
        self._on_sqlite = database == "sqlite"
        self._threads = [] if threads is None else ["--threads", str(threads)]
        # Short: PostgreSQL cuts names off at 63 characters.
        self._mark = f"{bot}_{database}_{crc32(self.name.encode()):08x}"
        self._template: Path | str | None = None
        self._bot = stand.folder / f"bots-{self._mark}" / f"{bot}.yaml"
        self._bot.parent.mkdir(exist_ok=True)
        self._bot.write_text((BENCH / f"bot-{bot}.yaml").read_text() + "".join(_seeds(tenants)))
        self._keys = KeyRing.generate()

    @property
    def url(self) -> str:
        """Of its database."""
        return f"sqlite:///{self.file}" if self._on_sqlite else self.stand.postgres.url(self._mark)

    @property
    def file(self) -> Path:
        """Of its database, on SQLite."""
        return self.stand.folder / f"{self._mark}.db"

    @property
    def elsewhere(self) -> Sequence[int]:
        if self._on_sqlite:
            return []
        return [self.stand.postgres.pid, self.stand.redis("everysec").pid]

    def prepare(self) -> None:
        self.forget()
        if self._template is None:
            if not self._on_sqlite:
                self.stand.postgres.create(self._mark)
            subprocess.run([_COMMAND, "migrate"], env=self.environ(), check=True, stdout=subprocess.DEVNULL)
            self.keep()
            return
        if isinstance(self._template, Path):
            shutil.copy(self._template, self.file)
        else:
            self.stand.postgres.create(self._mark, self._template)

    def keep(self) -> None:
        """Begin with the database as it is now whenever it is prepared again. Nothing may be running."""
        if self._on_sqlite:
            self._template = shutil.copy(self.file, self.file.with_suffix(".template"))
        else:
            self._template = f"{self._mark}_template"
            self.stand.postgres.create(self._template, self._mark)

    def forget(self) -> None:
        """Delete what lies in files and in Redis."""
        if self._on_sqlite:
            for left in self.stand.folder.glob(f"{self._mark}.db*"):
                if left.suffix != ".template":
                    left.unlink()
        else:
            self.stand.redis("everysec").clear()

    def start(self, graph: Graph, *, workers: bool) -> None:
        self.port = free_port()
        environ = {**self.environ(), "FRONTDESK_GRAPH_URL": f"http://127.0.0.1:{graph.port}"}
        port = ["--port", str(self.port)]
        if self._alone and workers:
            self._run("run", [_COMMAND, "run", *port, *self._threads], environ, "frontdesk serves")
            return
        self._run("serve", [_COMMAND, "serve", *port, *_cpu(0)], environ, "frontdesk listens")
        if workers:
            self._run("work", [_COMMAND, "work", *self._threads, *_cpu(1)], environ, "frontdesk works")

    def environ(self) -> dict[str, str]:
        """What its commands are told."""
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")},
            "FRONTDESK_DATABASE_URL": self.url,
            "FRONTDESK_BOTS": str(self._bot),
            "FRONTDESK_ENCRYPTION_KEYS": self._keys,
            "FRONTDESK_ADMIN_TOKEN": "bench-admin-token-0123456789",
            "WHATSAPP_APP_SECRET": APP_SECRET,
            "WHATSAPP_VERIFY_TOKEN": "bench-verify-token",
            "PYTHONUNBUFFERED": "1",
        }
        if not self._on_sqlite:
            environ["FRONTDESK_REDIS_URL"] = self.stand.redis("everysec").url
        return environ


class Node(Subject):
    """Express, BullMQ on Redis, and one PostgreSQL transaction a message.

    :param fsync: of Redis: ``everysec`` or ``always``.
    :param concurrency: how many messages the worker handles at once.
    """

    def __init__(self, stand: Stand, *, fsync: str, concurrency: int = 64) -> None:
        super().__init__(f"Node, fsync {fsync}, {concurrency} at once", stand)
        self.fsync = fsync
        self._redis = stand.redis(fsync)
        self._concurrency = concurrency

    @property
    def elsewhere(self) -> Sequence[int]:
        return [self.stand.postgres.pid, self._redis.pid]

    def prepare(self) -> None:
        self._redis.clear()
        self.stand.postgres.create("anchor")
        self.stand.postgres.run("anchor", (_NODE / "schema.sql").read_text())

    def start(self, graph: Graph, *, workers: bool) -> None:
        self.port = free_port()
        parts = self.stand.postgres.parts("anchor")
        environ = {
            **os.environ,
            "NODE_ENV": "production",
            "PORT": str(self.port),
            "REDIS_PORT": str(self._redis.port),
            "APP_SECRET": APP_SECRET,
            "PG_HOST": str(parts["host"]),
            "PG_PORT": str(parts.get("port", 5432)),
            "PG_USER": str(parts["user"]),
            "PG_DATABASE": "anchor",
            "GRAPH_PORT": str(graph.port),
            "CONCURRENCY": str(self._concurrency),
        }
        self._run("server", ["node", _NODE / "server.js"], environ, "listens")
        if workers:
            self._run("worker", ["node", _NODE / "worker.js"], environ, "works")


def node_is_there() -> bool:
    """Whether the anchor can run: Node is installed, and so is what it needs."""
    return tool("node") is not None and (_NODE / "node_modules").is_dir()


def _seeds(count: int) -> Iterator[str]:
    yield "tenants:\n"
    for number in range(count):
        account = f'{{account: "{ACCOUNT + number}", access_token: bench-token}}'
        yield f"  - {{id: salon-{number}, name: Salon {number}, accounts: [{account}]}}\n"


def _cpu(number: int) -> list[str]:
    """A CPU of its own for each process, as docs/scaling.md has it, where there are as many."""
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return ["--cpu", str(allowed[number])] if number < len(allowed) else []
