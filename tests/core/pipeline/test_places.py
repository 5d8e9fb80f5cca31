"""Who may send, how many at once, and who rests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.cache import Cache, MemoryCache
from frontdesk.pipeline.places import Places
from frontdesk.pipeline.waiting import Waiting


@pytest.fixture
def places(clock):
    return Places(MemoryCache(), clock, most=3, most_per_account=2)


def test_places_are_counted_in_all_and_for_each_account(places):
    assert [places.take("post", "a") for _ in range(3)] == [True, True, False]
    assert [places.take("post", "b") for _ in range(2)] == [True, False]
    assert places.in_flight == 3
    places.leave("post", "a")
    assert places.take("post", "b")
    assert not places.take("post", "a")


def test_one_account_never_takes_all_places(places):
    while places.take("post", "slow"):
        pass
    assert places.take("post", "quick")


def test_one_account_name_on_two_channels_is_two_accounts(clock):
    places = Places(MemoryCache(), clock, most=2, most_per_account=1)
    assert places.take("post", "a")
    assert places.take("pigeon", "a")


def test_an_account_rests_until_its_time_is_over(places, clock):
    places.pause("post", "a", 60)
    assert not places.take("post", "a")
    assert places.take("post", "b")
    assert places.resting("post", "a") == 60
    clock.advance(timedelta(seconds=59.9))
    assert places.paused() == [("post", "a")]
    clock.advance(timedelta(seconds=0.1))
    assert places.take("post", "a")
    assert places.paused() == []


def test_a_longer_rest_is_not_cut_short_by_a_shorter_one(places):
    places.pause("post", "a", 600)
    places.pause("post", "a", 1)
    assert places.resting("post", "a") == 600


def test_a_clock_that_was_ahead_lets_nobody_rest_for_days(places, clock):
    clock.advance(timedelta(days=2))
    places.pause("post", "a", 60)
    clock.advance(timedelta(days=-2))
    assert places.take("post", "a")


@pytest.fixture(params=["memory", "redis"])
def cache(request):
    cache = Cache.open(request.getfixturevalue("redis_url")) if request.param == "redis" else MemoryCache()
    yield cache
    cache.close()


def test_all_processes_let_it_rest(cache, clock):
    one = Places(cache, clock)
    one.pause("post", "a", 60)
    other = Places(cache, clock)
    assert not other.take("post", "a")
    other.pause("post", "b", 60)
    assert sorted(Places(cache, clock).paused()) == [("post", "a"), ("post", "b")]
    clock.advance(timedelta(seconds=60))
    assert other.take("post", "a")


def test_a_rest_that_is_tied_to_a_token_ends_with_it(cache, clock):
    token = ["old"]
    places = [Places(cache, clock, proof=lambda channel, account: token[0]) for _ in range(2)]
    places[0].pause("post", "a", 600, tied=True)
    places[0].pause("post", "b", 600)
    places[1].look(0.0)
    assert not places[1].take("post", "a")
    token[0] = "new"
    assert places[1].take("post", "a")
    assert places[0].paused() == [("post", "b")]


def test_without_a_cache_a_process_still_knows_what_it_found_out(clock):
    cache = Cache.open("redis://127.0.0.1:1")
    places = Places(cache, clock)
    places.pause("post", "a", 60)
    assert not places.take("post", "a")
    assert places.take("post", "b")
    cache.close()


def test_the_cache_is_never_waited_for_while_places_are_taken(clock):
    """They are taken inside write transactions, where nobody else could write meanwhile."""

    class Watched(MemoryCache):
        asked = 0

        def get(self, key):
            self.asked += 1
            return super().get(key)

        def set(self, key, value, ttl):
            self.asked += 1
            super().set(key, value, ttl)

        def delete(self, key):
            self.asked += 1
            super().delete(key)

    cache = Watched()
    places, other = Places(cache, clock), Places(cache, clock)
    places.pause("post", "a", 60)
    cache.asked = 0
    assert not places.take("post", "a")
    clock.advance(timedelta(seconds=61))
    assert places.take("post", "a")
    places.leave("post", "a")
    assert cache.asked == 0
    other.pause("post", "b", 60)
    places.look(0.0)
    assert not places.take("post", "b")


# -- waiting -------------------------------------------------------------------------------------------------


def test_those_who_wait_are_let_in_one_of_each_account_in_turn():
    waiting = Waiting(100)
    for number in range(5):
        waiting.add(("post", "big"), number)
    waiting.add(("post", "small"), 10)
    waiting.add(("post", "tiny"), 20)
    admitted = waiting.admit(lambda channel, account: True, 5)
    assert [number for _, number in admitted] == [0, 10, 20, 1, 2]
    assert len(waiting) == 2


def test_who_gets_no_place_goes_on_waiting_and_is_in_nobodys_way():
    waiting = Waiting(100)
    for account in ("full", "free"):
        for number in range(3):
            waiting.add(("post", account), number)
    admitted = waiting.admit(lambda channel, account: account == "free", 100)
    assert admitted == [(("post", "free"), number) for number in range(3)]
    assert waiting.drop(("post", "full")) == [0, 1, 2]
    assert len(waiting) == 0


def test_nobody_waits_twice_and_not_more_than_so_many_do():
    waiting = Waiting(2)
    for number in (1, 1, 2, 3):
        waiting.add(("post", "a"), number)
    assert len(waiting) == 2
    assert waiting.drop(("post", "a")) == [1, 2]
