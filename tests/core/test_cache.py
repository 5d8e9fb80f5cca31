"""The cache, in process and over Redis."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from redis import ConnectionError as RedisConnectionError
from redis import Redis

from frontdesk.cache import Cache, MemoryCache


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    cache = Cache.open(request.getfixturevalue("redis_url") if request.param == "redis" else None)
    yield cache
    cache.close()


def test_what_is_kept_comes_back_until_it_is_deleted(cache):
    assert cache.get("a") is None
    cache.set("a", {"n": [1, 2]}, ttl=60)
    assert cache.get("a") == {"n": [1, 2]}
    cache.set("a", "again", ttl=60)
    assert cache.get("a") == "again"
    cache.delete("a")
    cache.delete("never there")
    assert cache.get("a") is None


def test_nobody_changes_what_another_one_reads(cache):
    value = [1]
    cache.set("a", value, ttl=60)
    value.append(2)
    cache.get("a").append(3)
    assert cache.get("a") == [1]


def test_it_answers(cache):
    assert 0 <= cache.ping() < 1


def test_entries_expire_and_the_least_recently_used_one_goes_first():
    now = [0.0]
    cache = MemoryCache(size=2, monotonic=lambda: now[0])
    cache.set("a", 1, ttl=10)
    cache.set("b", 2, ttl=20)
    assert cache.get("a") == 1
    cache.set("c", 3, ttl=30)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]
    now[0] = 10.0
    assert [cache.get(key) for key in "abc"] == [None, None, 3]


def test_redis_forgets_by_itself(redis_url):
    cache = Cache.open(redis_url)
    cache.set("a", 1, ttl=60)
    with Redis.from_url(redis_url) as client:
        assert 0 < client.pttl("frontdesk.cache.a") <= 60_000
    cache.close()


def test_an_unreachable_cache_is_an_empty_one():
    cache = Cache.open("redis://127.0.0.1:9/0")
    cache.set("a", 1, ttl=60)
    cache.delete("a")
    assert cache.get("a") is None
    with pytest.raises(RedisConnectionError):
        cache.ping()
    cache.close()


def test_nobody_waits_twice_for_a_redis_that_hangs(server):
    cache = Cache.open(server.url)
    cache.set("key", 1, 60)
    server.freeze()
    assert cache.get("key") is None
    began = time.perf_counter()
    for _ in range(100):
        assert cache.get("key") is None
        cache.set("key", 2, 60)
        cache.delete("key")
    assert time.perf_counter() - began < 1
    server.thaw()
    deadline = time.monotonic() + 30
    while cache.get("key") != 1:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    cache.close()
