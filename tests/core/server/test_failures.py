"""Errors are answered as problems, and nothing private is logged or told."""

from __future__ import annotations

import logging

import pytest
from quart import Blueprint

from frontdesk import FieldError, HttpProblem, PluginRefused, hookimpl
from frontdesk.builtin import BUILTINS
from frontdesk.plugins import Plugins
from frontdesk.server import create_app


class Pages:
    """A plugin with routes."""

    def __init__(self, *blueprints):
        self._blueprints = blueprints

    @hookimpl
    def frontdesk_blueprints(self, desk):
        return list(self._blueprints)


def pages():
    routes = Blueprint("pages", __name__)

    @routes.get("/pages/broken")
    async def broken():
        raise RuntimeError("Alice wrote from +79161234567")

    @routes.get("/pages/problem")
    async def problem():
        raise HttpProblem(409, "Conflict", "Taken.", errors=[FieldError("#/time", "is taken")], retry_after=7)

    @routes.get("/admin/pages")
    async def guarded():
        return "secret"

    return Pages(routes)


@pytest.fixture(scope="module")
def extra_plugins():
    return {"pages": pages()}


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/livez", 405)])
def test_even_a_wrong_address_is_answered_with_a_problem(client, method, path, status):
    answer = client(method, path)

    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json["type"], answer.json["status"]) == ("about:blank", status)
    assert answer.json["title"]


def test_a_wrong_method_is_told_the_right_ones(client):
    assert "GET" in client("DELETE", "/livez").headers["allow"]


def test_a_plugins_problem_is_rendered(client):
    answer = client.get("/pages/problem")

    assert answer.headers["retry-after"] == "7"
    assert answer.json == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "Taken.",
        "errors": [{"pointer": "#/time", "detail": "is taken"}],
    }


def test_an_unexpected_error_is_logged_by_its_place_and_not_by_its_text(client, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/pages/broken?name=Alice")

    assert (answer.status, answer.json["title"]) == (500, "Internal error")
    assert "RuntimeError" in caplog.text
    assert "/pages/broken" in caplog.text
    assert "test_failures.py" in caplog.text
    for private in ("Alice", "79161234567"):
        assert private not in caplog.text
        assert private.encode() not in answer.body


def test_admin_routes_of_plugins_are_guarded_by_their_path(client):
    assert client.get("/admin/pages").status == 401
    assert client.admin("GET", "/admin/pages").body == b"secret"


def test_every_answer_carries_the_security_headers(client):
    for path in ("/livez", "/nowhere", "/pages/broken", "/admin/salons"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"


def test_a_path_that_is_served_already_is_refused(desk, intake):
    routes = Blueprint("other", __name__)

    @routes.get("/livez")
    async def livez():
        return ""

    desk.plugins = Plugins.load(BUILTINS, extra={"other": Pages(routes)})

    with pytest.raises(PluginRefused, match=r"'other' serves GET /livez"):
        create_app(desk, intake)


def test_two_blueprints_of_one_name_are_refused(desk, intake):
    twins = {name: Pages(Blueprint("same", __name__)) for name in ("one", "other")}
    desk.plugins = Plugins.load(BUILTINS, extra=twins)

    with pytest.raises(PluginRefused, match="second blueprint called 'same'"):
        create_app(desk, intake)


def test_what_fails_each_time_is_logged_once(client, caplog):
    for _ in range(5):
        assert client.get("/pages/broken").status == 500
    assert len(caplog.messages) == 1
