"""The phone: a page, its session, and a whole conversation through the real server and workers."""

from __future__ import annotations

import re
import socket
import threading

import httpx
import pytest

from frontdesk import Settings
from frontdesk.bots import Bots
from frontdesk.builtin import BUILTINS
from frontdesk.crypto import KeyRing
from frontdesk.desk import Desk
from frontdesk.jobs import Workers
from frontdesk.pipeline.intake import Intake
from frontdesk.plugins import Plugins
from frontdesk.server import Connections, create_app, serve

ACCOUNT = "204190000000001"
ADMIN_TOKEN = "admin-token-for-tests"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A demonstration of the echo bot, complete with workers; its Graph API is itself."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = Settings(
        database_url=f"sqlite:///{tmp_path_factory.mktemp('demo')}/desk.db",
        encryption_keys=KeyRing.generate(),
        admin_token=ADMIN_TOKEN,
        app_secrets=("app-secret-for-tests",),
        graph_url=f"http://127.0.0.1:{port}/graph",
        phone_number_id=ACCOUNT,
        access_token="EAAG-secret",
        demo=True,
    )
    plugins = Plugins.load(BUILTINS)
    with Desk.open(settings, bots=Bots.load("echo", plugins, {}), plugins=plugins, migrate=True) as desk:
        intake, workers, stop, opened = Intake(desk), Workers(desk), threading.Event(), threading.Event()
        served = create_app(desk, intake), Connections(desk, intake)
        options = {"host": "127.0.0.1", "port": port, "stop": stop, "ready": lambda _: opened.set()}
        server = threading.Thread(target=serve, args=served, kwargs=options)
        workers.start()
        server.start()
        assert opened.wait(20)
        yield f"http://127.0.0.1:{port}"
        stop.set()
        server.join(20)
        workers.stop()
        intake.close()


@pytest.fixture
def http(address):
    with httpx.Client(base_url=address, timeout=20) as http:
        yield http


@pytest.fixture
def phone(http):
    """The headers of a new session."""
    answer = http.post("/phone/sessions", json={"account": ACCOUNT, "name": "Alice"})
    assert answer.status_code == 201
    return {"x-phone-session": answer.json()["session"]}


def wait_for(http, phone, found):
    """What the page sees as soon as it sees what is waited for."""
    version = -1
    for _ in range(30):
        news = http.get("/phone/updates", params={"since": version}, headers=phone).json()
        if found(news):
            return news
        version = news["version"]
    raise AssertionError(news)


def test_a_message_is_answered_and_explained(http, phone):
    assert http.post("/phone/messages", json={"text": "Hello there"}, headers=phone).status_code == 200

    news = wait_for(http, phone, lambda news: len(news["bubbles"]) == 2 and news["why"])

    mine, answer = news["bubbles"]
    assert (mine["text"], mine["mine"], mine["ticks"]) == ("Hello there", True, "read")
    assert (answer["text"], answer["mine"]) == ("Hello there", False)
    why = news["why"][answer["reference"]]
    assert why["raw"]["decision"] == ["fallback echo"]
    assert "Plugin echo answers what was not understood." in why["words"]["decision"]


def test_the_status_of_the_answer_comes_back(http, phone):
    http.post("/phone/messages", json={"text": "How far did it come?"}, headers=phone)
    wait_for(http, phone, lambda news: len(news["bubbles"]) == 2)

    def read(news):
        items = http.get(f"/admin/messages/{salon}", headers={"x-admin-token": ADMIN_TOKEN}).json()["items"]
        answers = [
            item for item in items if item["content"] == "How far did it come?" and item["direction"] == "out"
        ]
        return answers and answers[0]["status"] == "read"

    [item] = http.get("/admin/salons", headers={"x-admin-token": ADMIN_TOKEN}).json()["items"]
    salon = item["id"]
    wait_for(http, phone, read)


def test_the_page_and_all_its_files_are_there(http):
    page = http.get("/")

    assert page.status_code == 200
    files = set(re.findall(r'(?:src|href)="(/[^"]+)"', page.text))
    assert len(files) >= 4
    for file in files:
        found = http.get(file)
        assert found.status_code == 200, file
        for module in re.findall(r'from "\./([^"]+)"', found.text):
            assert http.get(f"/phone/static/{module}").status_code == 200, module


def test_the_page_needs_nothing_from_elsewhere_and_nothing_inline(http):
    page = http.get("/")

    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<style|style=|<script>| on\w+=|https?://", page.text)


def test_both_languages_say_the_same_things(http):
    texts = http.get("/phone/static/texts.js").text
    english, russian = texts.split("ru: {")

    keys = re.compile(r"^    (\w+):", re.MULTILINE)
    assert keys.findall(english) == keys.findall(russian)
    for name in ("phone.html", "phone.js", "chat.js", "trace.js"):
        source = http.get(f"/phone/static/{name}").text
        used = re.findall(r'(?:say\(|data-text=|data-label=)"(\w+)"', source)
        assert set(used) <= set(keys.findall(english)), name


def test_the_businesses_are_shown_in_the_language_of_the_page(http):
    [business] = http.get("/phone/businesses", params={"language": "ru"}).json()["businesses"]

    assert (business["account"], business["name"], business["timezone"]) == (ACCOUNT, "Echo", "UTC")


@pytest.mark.parametrize("session", ["", "made-up", "\xff"])
def test_without_a_session_there_is_no_phone(http, session):
    headers = {"x-phone-session": session.encode("latin-1")}

    assert http.get("/phone/updates", headers=headers).status_code == 404
    assert http.post("/phone/messages", json={"text": "Hi"}, headers=headers).status_code == 404


def test_a_phone_is_for_a_business_that_is_there(http):
    assert http.post("/phone/sessions", json={"account": "999"}).status_code == 404


@pytest.mark.parametrize("body", [{"text": ""}, {"text": "x" * 4_097}, {}, []])
def test_what_cannot_be_sent_is_refused(http, phone, body):
    assert http.post("/phone/messages", json=body, headers=phone).status_code == 422


def test_what_was_not_offered_cannot_be_tapped(http, phone):
    body = {"message": "wamid.none", "choice": "c1"}

    assert http.post("/phone/messages", json=body, headers=phone).status_code == 404


@pytest.mark.parametrize(
    ("account", "token", "body", "code"),
    [
        (ACCOUNT, "wrong", {}, 190),
        (ACCOUNT, "EAAG", {}, 190),
        ("999", "EAAG-secret", {}, 100),
        (ACCOUNT, "EAAG-secret", {"type": "text"}, 100),
    ],
)
def test_the_api_refuses_as_the_real_one_does(http, account, token, body, code):
    answer = http.post(
        f"/graph/v26.0/{account}/messages", json=body, headers={"authorization": f"Bearer {token}"}
    )

    assert answer.status_code >= 400
    assert answer.json()["error"]["code"] == code


def test_without_a_demonstration_there_is_no_phone(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/desk.db", encryption_keys=KeyRing.generate())
    plugins = Plugins.load(BUILTINS)
    with Desk.open(settings, bots=Bots.load("echo", plugins, {}), plugins=plugins, migrate=True) as desk:
        intake = Intake(desk)
        rules = {rule.rule for rule in create_app(desk, intake).url_map.iter_rules()}
        intake.close()

    assert "/webhook" in rules
    assert not [rule for rule in rules if rule == "/" or rule.startswith(("/graph", "/phone"))]
