"""The door: what is acknowledged is on disk, and what is not wanted does no harm."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from frontdesk import MessageReceived, Overloaded, SignatureInvalid, WebhookRequest
from frontdesk.errors import StorageError
from frontdesk.pipeline.intake import Accepted, Intake
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Contact, Conversation
from frontdesk.storage.models import InboxEntry, QuarantineEntry, ReceiptEntry


def test_a_webhook_is_on_disk_when_it_is_acknowledged(office):
    accepted = office.posts(
        messages=[{"id": "m1", "text": "hello"}, {"id": "m2", "text": "there"}],
        receipts=[{"id": "x", "status": "sent"}],
        unreadable=[["no text", '{"id": "m3"}']],
    ).result(10)
    assert accepted == Accepted(messages=2, receipts=1, unreadable=1)
    assert office.inbox() == ["pending", "pending"]
    assert len(office.rows(ReceiptEntry)) == len(office.rows(QuarantineEntry)) == 1
    assert MessageReceived("corner", channel="post", kind="text") in office.script.events


def test_the_acknowledged_message_is_answered(office, graph):
    office.posts(messages=[{"id": "m1", "text": "hello"}]).result(10)
    office.settle()
    assert graph.texts == ["hello"]


def test_a_webhook_from_somebody_else_leaves_no_trace(office):
    with pytest.raises(SignatureInvalid):
        office.posts(b"please", messages=[{"id": "m1", "text": "hello"}])
    assert office.rows(InboxEntry) == office.rows(QuarantineEntry) == []


def test_a_body_that_cannot_be_read_is_kept_in_quarantine(office):
    request = WebhookRequest(b"\xff{", {"x-secret": b"open sesame"})
    assert office.receives(request).result(10) == Accepted(unreadable=1)
    [entry] = office.rows(QuarantineEntry)
    assert (entry.channel, entry.reason) == ("post", "not JSON")
    assert office.desk.storage.house.reveal(entry, QuarantineEntry.body) == "\\xff{"


def test_an_unknown_account_is_kept_and_never_answered(office, message, graph, caplog):
    office.hears(message("m1", "hello", account="nobody's"), message("m2", "hello"))
    office.hears(message("m1", "hello", account="nobody's"))
    office.settle()
    assert office.inbox() == ["unrouted", "done"]
    assert office.rows(InboxEntry)[0].conversation_id is None
    assert graph.texts == ["hello"]
    for number in range(5):
        office.hears(message(f"n{number}", "hello", account="nobody's"))
    assert caplog.messages == ["a message on post is for an account that no active business has; kept"]


def test_names_and_phones_follow_the_channel_and_conversations_stay_one(office, message):
    house = office.desk.storage.house
    office.hears(message("m1", "hello"), message("m2", "hello", contact="bob"))
    office.hears(message("m3", "hello", profile_name="Anna", phone="+79991234567"))
    office.hears(message("m4", "hello", profile_name=None))
    people = {
        house.reveal(row, Contact.address): (
            house.reveal(row, Contact.name),
            house.reveal(row, Contact.phone),
        )
        for row in office.rows(Contact)
    }
    assert people == {"ann": ("Anna", "+79991234567"), "bob": ("Ann", None)}
    assert len(office.rows(Conversation)) == 2


def test_one_address_at_two_businesses_is_two_contacts(office, message, graph):
    office.desk.tenants.save(id="other", name="Other", bot="scripted", channel="post", account="777")
    office.hears(message("m1", "to the corner"), message("m1", "to the other", account="777"))
    office.settle()
    assert sorted(row.tenant for row in office.rows(Contact)) == ["corner", "other"]
    assert sorted(graph.tokens) == ["", "token of corner"]


def test_webhooks_that_come_in_together_share_commits(office, monkeypatch):
    """While the first one is being written the others gather, and are written together."""
    commits = []
    write = office.desk.storage.write
    first, go_on = threading.Event(), threading.Event()

    def counted():
        commits.append(None)
        if len(commits) == 1:
            first.set()
            assert go_on.wait(10)
        return write()

    monkeypatch.setattr(office.desk.storage, "write", counted)
    waiting = [office.posts(messages=[{"id": "m0", "text": "0"}])]
    assert first.wait(10)
    waiting += [office.posts(messages=[{"id": f"m{number}", "text": "x"}]) for number in range(1, 20)]
    go_on.set()
    assert [future.result(10).messages for future in waiting] == [1] * 20
    assert len(commits) == 2
    assert len(office.inbox()) == 20


def test_one_webhook_that_cannot_be_written_does_not_take_its_neighbours_along(office):
    """A lone surrogate cannot be encoded, so this message can never be stored."""
    bad, good = [], []
    for number in range(6):
        text = "\ud800" if number == 3 else "fine"
        (bad if number == 3 else good).append(office.posts(messages=[{"id": f"m{number}", "text": text}]))
    for future in good:
        assert future.result(10).messages == 1
    assert bad[0].result(10) == Accepted(unreadable=1)
    assert len(office.inbox()) == 5


def test_when_the_writer_falls_behind_webhooks_are_refused(office, monkeypatch):
    intake = Intake(office.desk, most_waiting=3)
    office.intake.close()
    office.intake = intake
    write = office.desk.storage.write
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        begun.set()
        assert go_on.wait(10)
        return write()

    monkeypatch.setattr(office.desk.storage, "write", slow)
    accepted = [office.posts(messages=[{"id": "m0", "text": "x"}])]
    assert begun.wait(10)
    accepted += [office.posts(messages=[{"id": f"m{number}", "text": "x"}]) for number in (1, 2, 3)]
    with pytest.raises(Overloaded):
        office.posts(messages=[{"id": "m4", "text": "x"}])
    go_on.set()
    assert [future.result(10).messages for future in accepted] == [1, 1, 1, 1]
    assert len(office.inbox()) == 4


def test_closing_writes_what_was_taken_in_and_takes_in_no_more(office):
    futures = [office.posts(messages=[{"id": f"m{number}", "text": "x"}]) for number in range(10)]
    office.intake.close()
    assert [future.result(0).messages for future in futures] == [1] * 10
    with pytest.raises(Overloaded):
        office.posts(messages=[{"id": "late", "text": "x"}])


def test_many_messages_of_people_nobody_knew_yet_become_one_conversation_each(office, message):
    """All in one commit, some of them twice."""
    people = ("ann", "bob", "eve")
    messages = [
        message(f"{who}-{number}", "x", contact=who, profile_name=f"{who} {number}")
        for number in range(4)
        for who in people
    ]
    office.hears(*(each for each in messages for _ in range(2)))
    house = office.desk.storage.house
    names = {
        house.reveal(row, Contact.address): house.reveal(row, Contact.name) for row in office.rows(Contact)
    }
    assert names == {who: f"{who} 3" for who in people}
    assert len(office.rows(Conversation)) == 3
    entries = [house.reveal(row, InboxEntry.payload)["message_id"] for row in office.rows(InboxEntry)]
    assert [each for who in people for each in entries if each.startswith(who)] == [
        f"{who}-{number}" for who in people for number in range(4)
    ]


def test_what_a_later_message_does_not_tell_of_its_sender_stays(office, message):
    office.hears(
        message("m1", "x", phone="+79991234567", profile_name="Anna"),
        message("m2", "x", phone=None, profile_name=None),
    )
    office.hears(message("m3", "x", phone=None, profile_name="Ann"))
    [row] = office.rows(Contact)
    house = office.desk.storage.house
    assert (house.reveal(row, Contact.name), house.reveal(row, Contact.phone)) == ("Ann", "+79991234567")
    assert row.phone_digest == house.digest(Contact.phone_digest, "+79991234567")


def test_a_conversation_follows_the_customer_to_another_address_of_the_business(office, message):
    office.desk.tenants.save(id="corner", channel="post", account="second")
    office.hears(message("m1", "x"), message("m2", "x", account="second"))
    [conversation] = office.rows(Conversation)
    assert conversation.account == "second"
    office.hears(message("m3", "x"))
    [conversation] = office.rows(Conversation)
    assert conversation.account == "4951234"


def test_a_commit_wakes_with_one_job_for_all_conversations_that_have_something_new(
    office, message, receipt, monkeypatch
):
    woken = []
    monkeypatch.setattr(office.desk.queue, "enqueue", lambda name, *ids, **options: woken.append((name, ids)))
    office.hears(message("m1", "x"))
    [first] = office.rows(Conversation)
    woken.clear()

    office.hears(
        message("m1", "x"),
        message("b1", "x", contact="bob"),
        message("b2", "x", contact="bob"),
        message("c1", "x", contact="cid"),
        message("n1", "x", account="nobody's"),
        receipts=(receipt("out-1", "sent"), receipt("out-1", "read"), receipt("out-1", "sent")),
    )

    others = [row.id for row in office.rows(Conversation) if row.id != first.id]
    receipts = [row.id for row in office.rows(ReceiptEntry)]
    (drain, wakes), (name, ids) = woken
    assert (drain, sorted(wakes)) == ("drain", sorted(Wake(number, "corner").id for number in others))
    assert (name, sorted(ids)) == ("receipts", receipts)
    assert len(receipts) == 2
    received = [event for event in office.script.events if isinstance(event, MessageReceived)]
    assert len(received) == 4


def test_a_wake_up_names_no_more_conversations_than_fit_into_it(office, message, monkeypatch):
    woken = []
    monkeypatch.setattr(office.desk.queue, "enqueue", lambda name, *ids, **options: woken.append(len(ids)))
    office.hears(*(message(f"m{number}", "x", contact=f"c{number}") for number in range(600)))
    assert woken == [256, 256, 88]
    assert len(office.inbox()) == 600


def test_two_processes_may_take_in_the_same_people_and_messages_at_once(make_office, backends, message):
    """In opposite orders, which would have them wait for each other for ever."""
    offices = [make_office(*backends), make_office(*backends)]
    messages = [message(f"m{number}", "x", contact=f"c{number}") for number in range(120)]
    orders = (messages, messages[::-1])
    start = threading.Barrier(2)

    def take_in(office, order):
        for part in range(0, 120, 30):
            start.wait(20)
            office.hears(*order[part : part + 30])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take_in, offices, orders))

    for model in (Contact, Conversation, InboxEntry):
        assert len(offices[0].rows(model)) == 120


def test_two_processes_may_begin_the_same_conversation_in_the_same_moment(
    make_office, backends, message, monkeypatch
):
    """The other one is quicker, after ours has looked whether the customer is known."""
    ours, other = make_office(*backends), make_office(*backends)
    if ours.desk.storage.dialect == "sqlite":
        other.hears(message("m2", "x"))  # there is one writer at a time
    else:
        insert = ours.desk.storage.house.insert_many

        def late(model, rows, **options):
            if model is Contact and not other.rows(Contact):
                other.hears(message("m2", "x"))
            return insert(model, rows, **options)

        monkeypatch.setattr(ours.desk.storage.house, "insert_many", late)
    ours.hears(message("m1", "x"))
    assert len(ours.rows(Contact)) == len(ours.rows(Conversation)) == 1
    assert ours.inbox() == ["pending", "pending"]


def test_what_is_new_of_customers_is_written_in_one_order_for_all_processes(office, message, monkeypatch):
    """New names and numbers together, whoever came in first: else two processes wait for each other."""
    people = [f"c{number}" for number in range(6)]
    office.hears(*(message(f"a{who}", "x", contact=who, phone="+79990000000") for who in people))
    touched = []
    house = office.desk.storage.house
    run_many = house.run_many

    def note(query, rows):
        touched.extend(row["id"] for row in rows)
        run_many(query, rows)

    monkeypatch.setattr(house, "run_many", note)
    news = [{"profile_name": "Anna"}, {"phone": "+79991234567"}] * 3
    office.hears(
        *(
            message(f"b{who}", "x", contact=who, **new)
            for who, new in reversed(list(zip(people, news, strict=True)))
        )
    )
    contacts = office.rows(Contact)
    assert touched == [row.id for row in contacts]
    known = {
        house.reveal(row, Contact.address): (
            house.reveal(row, Contact.name),
            house.reveal(row, Contact.phone),
        )
        for row in contacts
    }
    assert [known[who] for who in people] == [("Anna", "+79990000000"), ("Ann", "+79991234567")] * 3


def test_a_known_customer_without_a_conversation_begins_one(office, message):
    """Beside somebody whom nobody knows: both are written with the same statements."""
    storage = office.desk.storage
    office.hears(message("m1", "x", contact="ann"))
    with storage.write():
        storage.scope("corner").delete(Conversation)
    office.hears(message("m2", "x", profile_name="Anna"), message("m3", "x", contact="bob"))
    ann, bob = office.rows(Contact)
    assert (storage.house.reveal(ann, Contact.name), len(office.inbox())) == ("Anna", 2)
    assert sorted(row.contact_id for row in office.rows(Conversation)) == [ann.id, bob.id]


def test_while_the_database_is_away_nothing_is_acknowledged(office, monkeypatch):
    def away():
        raise StorageError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(office.desk.storage, "write", away)
        refused = [office.posts(messages=[{"id": f"m{number}", "text": "x"}]) for number in range(5)]
        for future in refused:
            with pytest.raises(StorageError):
                future.result(20)
    assert office.posts(messages=[{"id": "m0", "text": "x"}]).result(20).messages == 1
    assert office.inbox() == ["pending"]


def test_webhooks_that_wait_are_limited_in_bytes(office, monkeypatch):
    office.intake.close()
    office.intake = Intake(office.desk, most_bytes=1_000)
    write = office.desk.storage.write
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        begun.set()
        assert go_on.wait(20)
        return write()

    monkeypatch.setattr(office.desk.storage, "write", slow)
    accepted = office.posts(messages=[{"id": "m0", "text": "x" * 900}])
    assert begun.wait(20)
    with pytest.raises(Overloaded):
        office.posts(messages=[{"id": "m1", "text": "x" * 900}])
    go_on.set()
    assert accepted.result(20).messages == 1
