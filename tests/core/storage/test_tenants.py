"""The directory of businesses and their accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from frontdesk.clock import FrozenClock
from frontdesk.errors import BadCursor, Conflict, StorageError
from frontdesk.storage import Storage
from frontdesk.storage.models import ChannelAccount, TenantEntry
from frontdesk.storage.tenants import TenantDirectory
from frontdesk.tenants import Tenant

ACCOUNT = {"channel": "whatsapp", "account": "106540352242922"}


class Stopwatch:
    """A monotonic clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def tenants(storage: Storage, stopwatch: Stopwatch) -> TenantDirectory:
    return TenantDirectory(storage, stopwatch)


@pytest.fixture
def count_queries(storage: Storage) -> Callable[[], int]:
    seen: list[str] = []
    storage.on_query(lambda operation, seconds: seen.append(operation))
    return lambda: len(seen)


def test_a_tenant_is_created_and_found(tenants: TenantDirectory) -> None:
    settings = {"salon_booking": {"services": ["стрижка"]}}
    tenant, created = tenants.save(
        name="Салон", bot="salon", timezone="Asia/Tomsk", settings=settings, access_token="EAAG", **ACCOUNT
    )

    assert created
    assert tenant == Tenant(
        id=tenant.id,
        name="Салон",
        bot="salon",
        timezone="Asia/Tomsk",
        settings=settings,
        revision=tenant.revision,
    )
    assert tenants.get(tenant.id) == tenants.route(**ACCOUNT) == tenant
    assert tenants.access_token(**ACCOUNT) == "EAAG"
    assert tenants.account(tenant.id, "whatsapp").account == ACCOUNT["account"]


def test_unknown_ones_are_not_found(tenants: TenantDirectory) -> None:
    assert tenants.get("nobody") is None
    assert tenants.get("no\0body") is None
    assert tenants.route(**ACCOUNT) is None
    assert tenants.access_token(**ACCOUNT) == ""
    assert tenants.account("nobody", "whatsapp") is None


def test_what_is_not_given_stays(tenants: TenantDirectory, clock: FrozenClock, storage: Storage) -> None:
    before, _ = tenants.save(
        name="Салон", bot="salon", timezone="Asia/Tomsk", settings={"a": 1}, access_token="EAAG", **ACCOUNT
    )
    clock.advance(timedelta(hours=1))

    after, created = tenants.save(name="Салон на Ленина", **ACCOUNT)

    assert not created
    assert (after.id, after.name, after.bot) == (before.id, "Салон на Ленина", "salon")
    assert (after.timezone, after.settings, after.active) == ("Asia/Tomsk", {"a": 1}, True)
    assert after.revision != before.revision
    assert tenants.access_token(**ACCOUNT) == "EAAG"
    row = storage.house.get(TenantEntry)
    assert row.updated_at - row.created_at == timedelta(hours=1)


def test_what_is_given_changes(tenants: TenantDirectory) -> None:
    tenant, _ = tenants.save(name="A", bot="salon", timezone="Asia/Tomsk", settings={"a": 1}, **ACCOUNT)

    changed, created = tenants.save(
        id=tenant.id, bot="clinic", timezone="", settings={}, access_token="new", active=False, **ACCOUNT
    )

    assert not created
    assert (changed.bot, changed.timezone, changed.settings, changed.active) == ("clinic", None, {}, False)
    assert tenants.access_token(**ACCOUNT) == "new"


def test_a_revision_is_of_the_content(tenants: TenantDirectory) -> None:
    first, _ = tenants.save(name="A", bot="salon", settings={"a": 1, "b": 2}, **ACCOUNT)
    second, _ = tenants.save(name="B", **ACCOUNT)
    third, _ = tenants.save(name="A", settings={"b": 2, "a": 1}, **ACCOUNT)

    assert first.revision == third.revision != second.revision


def test_only_the_active_are_routed(tenants: TenantDirectory, storage: Storage, stopwatch: Stopwatch) -> None:
    tenant, _ = tenants.save(id="salon", name="A", bot="salon", **ACCOUNT)
    assert tenants.route(**ACCOUNT) == tenant
    tenants.save(id="salon", active=False)
    assert tenants.route(**ACCOUNT) is None
    tenants.save(id="salon", active=True)
    with storage.write():
        storage.scope("salon").update(ChannelAccount, active=False)
    stopwatch.seconds += 1.0
    assert tenants.route(**ACCOUNT) is None


def test_a_change_by_another_process_is_seen_within_a_second(
    tenants: TenantDirectory, stopwatch: Stopwatch, storage: Storage, count_queries: Callable[[], int]
) -> None:
    tenants.save(name="A", bot="salon", **ACCOUNT)
    tenants.route(**ACCOUNT)
    tenants.route("whatsapp", "unknown")
    before = count_queries()
    for _ in range(100):
        tenants.route(**ACCOUNT)
        tenants.route("whatsapp", "unknown")
    assert count_queries() == before

    # Another process has another memory.
    TenantDirectory(storage).save(name="B", **ACCOUNT)
    stopwatch.seconds += 0.99
    assert tenants.route(**ACCOUNT).name == "A"
    stopwatch.seconds += 0.01
    assert tenants.route(**ACCOUNT).name == "B"


def test_what_does_not_change_is_not_looked_up_again(
    tenants: TenantDirectory, stopwatch: Stopwatch, count_queries: Callable[[], int]
) -> None:
    for number in range(20):
        tenants.save(id=f"salon-{number}", name="A", bot="salon", channel="post", account=str(number))
    for _ in range(3):
        for number in range(20):
            assert tenants.route("post", str(number)).id == f"salon-{number}"
    before = count_queries()
    for _ in range(30):
        stopwatch.seconds += 1.0
        for number in range(20):
            assert tenants.route("post", str(number)).id == f"salon-{number}"
    assert count_queries() - before == 30


def test_what_was_changed_by_hand_is_seen_within_a_minute(
    tenants: TenantDirectory, stopwatch: Stopwatch, storage: Storage
) -> None:
    tenants.save(id="salon", name="A", bot="salon", **ACCOUNT)
    assert tenants.route(**ACCOUNT)
    with storage.write():
        storage.scope("salon").update(ChannelAccount, active=False)
    stopwatch.seconds += 60.0
    assert tenants.route(**ACCOUNT) is None


def test_a_process_whose_clock_is_behind_is_heard_all_the_same(
    tenants: TenantDirectory, stopwatch: Stopwatch, storage: Storage, clock: FrozenClock
) -> None:
    tenants.save(id="salon", name="A", bot="salon", **ACCOUNT)
    assert tenants.recall("salon").name == "A"
    other = TenantDirectory(storage)
    for name, seconds in (("B", 0), ("C", -3600), ("D", 0)):
        clock.advance(timedelta(seconds=seconds))
        other.save(id="salon", name=name)
        stopwatch.seconds += 1.0
        assert tenants.recall("salon").name == name


def test_a_change_of_ones_own_is_seen_at_once(tenants: TenantDirectory, storage: Storage) -> None:
    assert tenants.route(**ACCOUNT) is None
    with storage.write():
        tenants.save(name="A", bot="salon", **ACCOUNT)
    assert tenants.route(**ACCOUNT).name == "A"


def test_what_was_looked_up_before_a_change_is_not_remembered_after_it(
    tenants: TenantDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenants.save(name="A", bot="salon", **ACCOUNT)
    look_up = tenants._look_up

    def look_up_slowly(channel: str, account: str) -> Tenant | None:
        found = look_up(channel, account)
        monkeypatch.undo()
        tenants.save(name="B", **ACCOUNT)
        return found

    monkeypatch.setattr(tenants, "_look_up", look_up_slowly)

    assert tenants.route(**ACCOUNT).name == "A"
    assert tenants.route(**ACCOUNT).name == "B"


def test_an_account_has_one_tenant(tenants: TenantDirectory) -> None:
    tenants.save(id="first", name="A", bot="salon", **ACCOUNT)

    with pytest.raises(Conflict, match="belongs to another tenant"):
        tenants.save(id="second", name="B", bot="salon", **ACCOUNT)

    assert tenants.get("second") is None


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"bot": "salon"}, "needs its name"),
        ({}, "needs its name and bot"),
        ({"name": "A", "bot": "salon", "account": "1"}, "belong together"),
        ({"name": "A", "bot": "salon", "channel": "whatsapp"}, "belong together"),
        ({"name": "A", "bot": "salon", "access_token": "EAAG"}, "belong together"),
    ],
)
def test_what_is_missing_is_named(tenants: TenantDirectory, values: dict[str, str], problem: str) -> None:
    with pytest.raises(StorageError, match=problem):
        tenants.save(**values)

    assert tenants.list(10).items == []


def test_a_seed_is_sown_once(tenants: TenantDirectory) -> None:
    seed = {"id": "salon", "name": "Seed", "bot": "salon", "access_token": "seeded", **ACCOUNT}
    assert tenants.seed(**seed)[1]
    changed, _ = tenants.save(id="salon", name="Changed", access_token="changed", **ACCOUNT)

    assert tenants.seed(**seed) == (changed, False)
    assert tenants.seed(**{**seed, "id": None}) == (changed, False)
    assert tenants.seed(**{**seed, "id": "renamed"}) == (changed, False)
    assert tenants.access_token(**ACCOUNT) == "changed"


def test_the_list_has_pages_newest_first(tenants: TenantDirectory, clock: FrozenClock) -> None:
    for name in ("old", "middle", "also middle"):
        tenants.save(id=name, name=name, bot="salon")
        if name != "middle":
            clock.advance(timedelta(seconds=1))
    tenants.save(id="new", name="new", bot="salon")

    first = tenants.list(3)
    second = tenants.list(3, first.next)

    assert [tenant.name for tenant in first.items] == ["new", "middle", "also middle"]
    assert [tenant.name for tenant in second.items] == ["old"]
    assert second.next is None
    with pytest.raises(BadCursor):
        tenants.list(3, "made-up")


NUMBERS = ["+79160000001", "+4915112345678"]


def test_the_numbers_of_its_own_people_are_kept_sealed_until_others_are_given(
    tenants: TenantDirectory, storage: Storage
) -> None:
    tenant, _ = tenants.save(name="Salon", bot="salon", staff_numbers=NUMBERS, **ACCOUNT)
    assert tenants.staff_numbers(tenant.id, **ACCOUNT) == tuple(NUMBERS)
    [row] = storage.rows(ChannelAccount.select())
    assert b"79160000001" not in bytes(row.staff_numbers)

    tenants.save(name="Salon 2", access_token="EAAG", **ACCOUNT)
    assert tenants.staff_numbers(tenant.id, **ACCOUNT) == tuple(NUMBERS)
    tenants.save(staff_numbers=NUMBERS[1:], **ACCOUNT)
    assert tenants.staff_numbers(tenant.id, **ACCOUNT) == tuple(NUMBERS[1:])
    tenants.save(staff_numbers=[], **ACCOUNT)
    assert tenants.staff_numbers(tenant.id, **ACCOUNT) == ()


def test_numbers_are_of_one_account_and_its_business(tenants: TenantDirectory) -> None:
    north, _ = tenants.save(name="North", bot="salon", staff_numbers=NUMBERS, **ACCOUNT)
    south, _ = tenants.save(name="South", bot="salon", channel="whatsapp", account="2")
    assert tenants.staff_numbers(south.id, "whatsapp", "2") == ()
    assert tenants.staff_numbers(south.id, **ACCOUNT) == ()
    assert tenants.staff_numbers(north.id, "terminal", ACCOUNT["account"]) == ()
    assert tenants.staff_numbers(north.id, "whatsapp", "3") == ()


def test_numbers_without_an_account_are_refused(tenants: TenantDirectory) -> None:
    with pytest.raises(StorageError, match="belong together"):
        tenants.save(name="Salon", bot="salon", staff_numbers=NUMBERS)


def test_numbers_that_another_process_changes_are_seen_within_a_second(
    tenants: TenantDirectory, storage: Storage, clock: FrozenClock, stopwatch: Stopwatch
) -> None:
    tenant, _ = tenants.save(name="Salon", bot="salon", staff_numbers=NUMBERS, **ACCOUNT)
    assert tenants.staff_numbers(tenant.id, **ACCOUNT) == tuple(NUMBERS)
    clock.advance(timedelta(seconds=1))
    TenantDirectory(storage).save(staff_numbers=[], **ACCOUNT)
    stopwatch.seconds += 1.1
    assert tenants.staff_numbers(tenant.id, **ACCOUNT) == ()
