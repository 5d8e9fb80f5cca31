"""Loading bots: a file, a folder, a bundled one; and the businesses that files name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from frontdesk import BotInvalid, Tenant
from frontdesk.bots import Bots
from frontdesk.bots.reading import bundled
from frontdesk.plugins import Plugins

BOT = "languages: [en]\ntimezone: UTC\n"
SEED = """\
languages: [en, ru]
timezone: UTC
tenants:
  - id: north
    name: North
    timezone: Asia/Omsk
    accounts:
      - {channel: pigeon, account: 105954558954427, access_token: "${TOKEN}"}
    settings:
      smalltalk: false
"""


def refused(source, plugins) -> list[str]:
    with pytest.raises(BotInvalid) as invalid:
        Bots.load(source, plugins, {"TOKEN": "t"})
    return [str(problem) for problem in invalid.value.problems]


def test_a_folder_is_read_file_by_file(write, plugins, tmp_path):
    write(BOT, "b.yaml")
    write(BOT, "a.yml")
    write("{", "_base.yaml")
    write("{", ".hidden.yaml")
    write("{", "notes.txt")
    bots = Bots.load(tmp_path, plugins, {})
    assert bots.ids == ("a", "b")
    assert [bot.id for bot in bots] == ["a", "b"]
    assert len(bots) == 2
    assert bots.get("a").id == "a"
    assert bots.get("c") is None


def test_the_problems_of_all_files_are_said_at_once(write, plugins, tmp_path):
    first, second = write("{", "a.yaml"), write("name: x\n", "b.yaml")
    said = refused(tmp_path, plugins)
    assert said[0].startswith(f"{first}:")
    assert said[1].startswith(f"{second}:1:1 FD111")


def test_an_empty_folder_is_a_problem(plugins, tmp_path):
    assert "no bot definition" in refused(tmp_path, plugins)[0]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("no/such.yaml", "No such file"),
        ("salom", "did you mean 'salon'?"),
        ("no/such/folder", "nor a bundled bot"),
    ],
)
def test_what_is_not_there_is_a_problem(plugins, source, said):
    [problem] = refused(source, plugins)
    assert problem.startswith(f"{source}:0:0 FD100")
    assert said in problem


def test_two_bots_of_one_id_are_a_problem(write, plugins, tmp_path):
    first, second = write(BOT + "id: clerk\n", "a.yaml"), write(BOT, "clerk.yaml")
    [problem] = refused(tmp_path, plugins)
    assert problem.startswith(f"{second}:1:1 FD150 {first} has the id 'clerk' too")


def test_businesses_may_stand_in_the_file(write, plugins):
    bots = Bots.load(write(SEED), plugins, {"TOKEN": "secret"})
    [(bot_id, seed)] = bots.seeds
    assert bot_id == "bot"
    assert (seed.id, seed.name, seed.timezone, seed.active) == ("north", "North", "Asia/Omsk", True)
    assert seed.settings == {"smalltalk": False}
    [account] = seed.accounts
    assert (account.channel, account.account, account.access_token) == ("pigeon", "105954558954427", "secret")


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("smalltalk: false", "smaltalk: false", "10:7 FD110", "did you mean 'smalltalk'?"),
        ("smalltalk: false", "languages: [xx]", "10:19 FD130", "unknown language"),
        ("smalltalk: false", "id: x", "10:7 FD114", "cannot be overridden"),
        ("channel: pigeon", "channel: pigeons", "8:19 FD151", "did you mean 'pigeon'?"),
        ("Asia/Omsk", "Asia/Tomks", "6:15 FD131", "did you mean 'Asia/Tomsk'?"),
        ("id: north", "id: No rth", "4:9 FD112", "lower case letters"),
        ("account: 105954558954427", 'account: ""', "8:36 FD112", "at least 1 character"),
    ],
)
def test_businesses_are_checked(write, plugins, old, new, where, said):
    [problem] = refused(write(SEED.replace(old, new)), plugins)
    assert f":{where} " in problem
    assert said in problem


def test_two_businesses_of_one_id_are_a_problem(write, plugins):
    [problem] = refused(write(SEED + "  - {id: north, name: Other}\n"), plugins)
    assert ":11:10 FD153" in problem


def test_everything_about_businesses_is_said_at_once(write, plugins):
    said = refused(
        write(
            SEED.replace("languages:", "language: x\nlanguages:")
            + """\
  - id: south
    accounts: [{channel: pigeons, account: 1}, {channel: pigeon, account: 105954558954427}]
    settings: {smaltalk: true, id: x}
"""
        ),
        plugins,
    )
    assert [":".join(each.split(":")[1:]).partition(";")[0] for each in said] == [
        "1:1 FD110 unknown key 'language'",
        "12:5 FD111 the key 'name' is missing",
        "13:26 FD151 no plugin has a channel 'pigeons'",
        "13:75 FD152 'south' and 'north' have the same pigeon account",
        "14:16 FD110 unknown key 'smaltalk'",
        "14:32 FD114 'id' cannot be overridden for one business",
    ]


def test_an_account_that_a_business_has_twice_is_a_problem(write, plugins):
    account = '      - {channel: pigeon, account: 105954558954427, access_token: "${TOKEN}"}\n'
    [problem] = refused(write(SEED.replace(account, account * 2)), plugins)
    assert ":9:36 FD152 'north' has this pigeon account twice" in problem


def test_two_businesses_with_one_account_are_a_problem(write, plugins, tmp_path):
    write(SEED, "a.yaml")
    other = write(SEED.replace("north", "south"), "b.yaml")
    [problem] = refused(tmp_path, plugins)
    assert problem.startswith(f"{other}:8:36 ")
    assert "FD152 'south' and 'north' have the same pigeon account" in problem


def test_a_business_gets_its_bot(write, plugins):
    bots = Bots.load(write(SEED), plugins, {"TOKEN": "t"})
    assert bots.for_tenant(Tenant("x", "X", "bot")) is bots.get("bot")
    assert bots.for_tenant(Tenant("x", "X", "bot", settings={"name": "Y"})).name("en") == "Y"


def test_a_business_whose_bot_is_not_loaded_is_a_problem(write, plugins):
    bots = Bots.load(write(SEED), plugins, {"TOKEN": "t"})
    with pytest.raises(BotInvalid, match=r"FD154 tenant 'x' runs the bot 'bto', .* did you mean 'bot'"):
        bots.for_tenant(Tenant("x", "X", "bto"))


# -- the bots that come with frontdesk -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed() -> Plugins:
    return Plugins.load()


def test_what_is_bundled():
    assert set(bundled()) == {"salon", "clinic", "shop", "echo"}


@pytest.mark.parametrize("name", bundled())
def test_a_bundled_bot_starts_without_any_variable(name, installed):
    [bot] = Bots.load(name, installed, {})
    assert bot.id == name
    assert bot.languages
    assert {"ru", "en"} == set(bot.languages)
    assert bot.lexicon


def test_echo_has_nothing_beside_the_channels(installed):
    bot = Bots.load("echo", installed, {}).get("echo")
    assert not bot.abilities.intents
    assert bot.definition.plugins == []
    assert "whatsapp" in bot.plugins
    assert bot.with_settings({"whatsapp": {"quote": "always"}})


def test_the_salon_is_open_every_day_and_has_two_masters_or_more(installed):
    bot = Bots.load("salon", installed, {}).get("salon")
    section = bot.section(installed.sections["salon_booking"])
    assert all(section.hours.on(weekday) for weekday in range(7))
    assert len(section.staff) >= 2
    assert all(section.who_does(service) for service in section.services)
    assert bot.speech("ru").day(datetime(2026, 11, 27, tzinfo=UTC)) == "пятница, 27 ноября"


def test_the_clinic_is_closed_on_sunday(installed):
    bot = Bots.load("clinic", installed, {}).get("clinic")
    assert not bot.section(installed.sections["salon_booking"]).hours.on(6)


def test_the_shop_only_answers_questions(installed):
    bot = Bots.load("shop", installed, {}).get("shop")
    assert "salon_booking" not in bot.plugins
    entries = {entry.id for entry in bot.section(installed.sections["faq"]).entries}
    assert entries == {"delivery", "returns", "hours", "address", "payment"}
