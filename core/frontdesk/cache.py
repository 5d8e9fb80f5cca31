"""A cache with expiry, in this process or in Redis. Nothing in it is needed; losing it costs time."""

from __future__ import annotations

import json
import threading
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from redis import Redis, RedisError

from frontdesk.circuit import Circuit

__all__ = ["Cache", "MemoryCache"]


class Cache(ABC):
    """Keeps plain JSON values for a while. Never personal data: it is not encrypted."""

    @staticmethod
    def open(redis_url: str | None) -> Cache:
        """A cache in Redis, or in the memory of this process when there is no URL."""
        return MemoryCache() if redis_url is None else _RedisCache(redis_url)

    @abstractmethod
    def get(self, key: str) -> Any | None:
        """What was kept under the key, or None: never kept, expired, pushed out, or out of reach."""

    @abstractmethod
    def set(self, key: str, value: Any, ttl: float) -> None:
        """Keep a plain JSON value.

        :param ttl: seconds to keep it at most.
        """

    @abstractmethod
    def delete(self, key: str) -> None:
        """Forget the key."""

    @abstractmethod
    def ping(self) -> float:
        """How long the cache takes to answer, in seconds.

        :raises redis.RedisError: when it does not answer.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of connections."""


class MemoryCache(Cache):
    """In the memory of this process; the least recently used entry goes first.

    :param size: how many entries are kept at most.
    :param monotonic: what time it is, in seconds; only differences count.
    """

    def __init__(self, size: int = 10_000, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._monotonic = monotonic
        self._entries: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Any | None:
        with self._lock:
            expires, value = self._entries.get(key, (0.0, "null"))
            if expires <= self._monotonic():
                self._entries.pop(key, None)
                return None
            self._entries.move_to_end(key)
        return json.loads(value)

    def set(self, key: str, value: Any, ttl: float) -> None:
        # Kept as text, so that nobody changes what another one reads, as it is with Redis.
        entry = (self._monotonic() + ttl, json.dumps(value))
        with self._lock:
            self._entries[key] = entry
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def delete(self, key: str) -> None:
        with self._lock:
            self._entries.pop(key, None)

    def ping(self) -> float:
        start = time.perf_counter()
        with self._lock:
            return time.perf_counter() - start

    def close(self) -> None:
        with self._lock:
            self._entries.clear()


class _RedisCache(Cache):
    """:param url: ``redis://…``."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, protocol=2, socket_connect_timeout=2, socket_timeout=2)
        self._circuit = Circuit(
            "the cache is out of reach; what it would know is found out anew",
            lambda: self._redis.set("frontdesk.cache.probe", 1, px=1000),
        )

    def get(self, key: str) -> Any | None:
        value: Any = self._ask(lambda: self._redis.get(f"frontdesk.cache.{key}"))
        return None if value is None else json.loads(value)

    def set(self, key: str, value: Any, ttl: float) -> None:
        milliseconds = max(1, int(ttl * 1000))
        self._ask(lambda: self._redis.set(f"frontdesk.cache.{key}", json.dumps(value), px=milliseconds))

    def delete(self, key: str) -> None:
        self._ask(lambda: self._redis.delete(f"frontdesk.cache.{key}"))

    def ping(self) -> float:
        start = time.perf_counter()
        self._redis.ping()
        return time.perf_counter() - start

    def close(self) -> None:
        self._circuit.close()
        self._redis.close()

    def _ask(self, command: Callable[[], Any]) -> Any | None:
        if self._circuit.open:
            return None
        try:
            return command()
        except RedisError as error:
            self._circuit.fail(error, away=True)
            return None
