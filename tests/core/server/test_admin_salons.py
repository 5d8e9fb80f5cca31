"""Businesses are created, changed and listed."""

from __future__ import annotations

import pytest

BODY = {"name": "Anna", "phone_number_id": "555000111", "access_token": "EAAG-anna", "bot": "echo"}


def post(client, **changes):
    body = {**BODY, **changes}
    return client.admin("POST", "/admin/salons", document={k: v for k, v in body.items() if v is not ...})


def pointers(answer):
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    return [error["pointer"] for error in answer.json["errors"]]


@pytest.mark.parametrize("token", [None, "", "wrong", "admin-token-for-test", "é"])
@pytest.mark.parametrize("path", ["/admin", "/admin/salons", "/admin/nowhere", "/admin/messages/echo"])
def test_without_the_token_nothing_is_told(client, token, path):
    headers = {} if token is None else {"x-admin-token": token}

    answer = client.get(path, headers=headers)

    assert answer.status == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_new_salon_is_created(client, desk):
    answer = post(client, timezone="Europe/Berlin", settings={"currency": "EUR"})

    assert answer.status == 201
    salon = answer.json
    assert {
        key: salon[key] for key in ("name", "phone_number_id", "bot", "timezone", "settings", "active")
    } == {
        "name": "Anna",
        "phone_number_id": "555000111",
        "bot": "echo",
        "timezone": "Europe/Berlin",
        "settings": {"currency": "EUR"},
        "active": True,
    }
    assert salon["created_at"] == salon["updated_at"] == "2026-11-23T09:00:00+00:00"
    assert desk.tenants.route("whatsapp", "555000111").id == salon["id"]
    assert desk.tenants.access_token("whatsapp", "555000111") == "EAAG-anna"


def test_the_token_is_never_given_out(client):
    created = post(client)
    listed = client.admin("GET", "/admin/salons")

    for answer in (created, listed):
        assert b"EAAG" not in answer.body
        assert b"token" not in answer.body


def test_a_known_account_is_changed_where_the_body_says_so(client, desk):
    created = post(client, timezone="Europe/Berlin", settings={"currency": "EUR"})

    changed = client.admin(
        "POST",
        "/admin/salons",
        document={"phone_number_id": "555000111", "name": "Anna & Co", "active": False},
    )

    assert changed.status == 200
    assert changed.json == created.json | {"name": "Anna & Co", "active": False}
    assert desk.tenants.access_token("whatsapp", "555000111") == "EAAG-anna"
    assert desk.tenants.route("whatsapp", "555000111") is None


def test_an_inactive_salon_can_be_found_and_woken_again(client, desk):
    post(client, active=False)

    answer = client.admin("POST", "/admin/salons", document={"phone_number_id": "555000111", "active": True})

    assert answer.status == 200
    assert desk.tenants.route("whatsapp", "555000111") is not None


def test_null_gives_the_time_zone_back_to_the_bot(client):
    post(client, timezone="Europe/Berlin")

    assert post(client, timezone=None).json["timezone"] is None


def test_settings_replace_the_settings_before(client):
    post(client, settings={"currency": "EUR"})

    assert post(client, settings={}).json["settings"] == {}


@pytest.mark.parametrize("missing", ["name", "access_token", "bot", "phone_number_id"])
def test_a_new_salon_needs_everything(client, missing):
    assert pointers(post(client, **{missing: ...})) == [f"#/{missing}"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", 5),
        ("name", "a\u0000b"),
        ("phone_number_id", "../etc"),
        ("phone_number_id", ""),
        ("access_token", "two words"),
        ("access_token", ""),
        ("bot", "nobody"),
        ("bot", None),
        ("timezone", "Mars/Olympus"),
        ("timezone", 3),
        ("settings", []),
        ("active", "yes"),
        ("nickname", "x"),
    ],
)
def test_each_wrong_field_is_pointed_at(client, desk, field, value):
    assert pointers(post(client, **{field: value})) == [f"#/{field}"]
    assert desk.tenants.route("whatsapp", "555000111") is None


def test_wrong_settings_are_pointed_at_inside(client):
    answer = post(client, settings={"languages": 3, "colour": "red"})

    assert set(pointers(answer)) == {"#/settings/languages", "#/settings/colour"}


def test_all_wrong_fields_are_told_at_once(client):
    assert set(pointers(post(client, name="", settings=1, colour="red"))) == {
        "#/name",
        "#/settings",
        "#/colour",
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"name": "\\ud800"}', b"[" * 9_000])
def test_what_is_no_json_object_is_refused(client, body):
    assert client.admin("POST", "/admin/salons", body=body).status == 422


def test_what_was_wrong_is_not_repeated(client):
    answer = post(client, access_token="EAAG secret token")

    assert b"EAAG" not in answer.body


def test_salons_are_listed_in_pages_newest_first(client, clock):
    ids = []
    for number in range(5):
        clock.set(clock.now().replace(minute=number + 1))
        ids.append(post(client, phone_number_id=f"55500{number}").json["id"])

    seen, cursor = [], ""
    while cursor is not None:
        page = client.admin("GET", f"/admin/salons?limit=2{cursor and '&cursor=' + cursor}").json
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]

    assert seen == [*reversed(ids), "echo"]


@pytest.mark.parametrize(
    "query", ["cursor=nonsense", "cursor=%00", "limit=0", "limit=-1", "limit=many", "limit="]
)
def test_a_page_that_does_not_exist_is_a_bad_request(client, query):
    answer = client.admin("GET", f"/admin/salons?{query}")

    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_more_than_the_most_gives_the_most(client):
    assert client.admin("GET", "/admin/salons?limit=5000").status == 200


def test_the_numbers_of_its_own_people_are_taken_and_never_given_out(client, desk):
    created = post(client, staff_numbers=["+79160000001"])
    salon = created.json["id"]
    assert desk.tenants.staff_numbers(salon, "whatsapp", "555000111") == ("+79160000001",)
    listed = client.admin("GET", "/admin/salons")
    assert b"7916" not in created.body + listed.body

    post(client, name="Anna & Co")
    assert desk.tenants.staff_numbers(salon, "whatsapp", "555000111") == ("+79160000001",)
    post(client, staff_numbers=[])
    assert desk.tenants.staff_numbers(salon, "whatsapp", "555000111") == ()


@pytest.mark.parametrize("number", ["79160000001", "+7 916 000-00-01", "+0123456789", "", "owner", 7, None])
def test_a_number_that_no_channel_tells_is_refused(client, number):
    assert pointers(post(client, staff_numbers=["+79160000001", number])) == ["#/staff_numbers/1"]
