"""A bot that was loaded: what it says, what it can do, and how it works for a business."""

from __future__ import annotations

import threading
from zoneinfo import ZoneInfo

import pytest

from frontdesk import BotInvalid, Section, Tenant

TEXT = """\
name: {ru: Звонок, en: Bell}
languages: [ru, en]
timezone: Europe/Moscow
currency: RUB
plugins: [bell]
understanding: [rules, ear]
bell:
  loud: true
  hours: {mon: "9-18", sun: null}
  bells:
    - id: big
"""


def tenant(**settings) -> Tenant:
    return Tenant("a", "A", "bot", timezone=settings.pop("zone", None), settings=settings)


def test_what_a_bot_is(load):
    bot = load(TEXT)
    assert bot.id == "bot"
    assert (bot.name("ru"), bot.name("en"), bot.name("de")) == ("Звонок", "Bell", "Звонок")
    assert (bot.languages, bot.default_language) == (("ru", "en"), "ru")
    assert bot.zone == ZoneInfo("Europe/Moscow")
    assert bot.currency == "RUB"
    assert next(iter(bot.abilities.intents)) == "ring"
    assert bot.speech("en").money(5) == "RUB 5"
    assert bot.speech("de").language == "ru"
    assert bot.speech("ru") is bot.speech("ru")


def test_which_plugins_are_on(load, plugins):
    bot = load(TEXT)
    assert bot.abilities.plugins[:3] == ("bell", "terminal", "pigeons")
    assert bot.plugins == {*plugins.builtins, "bell", "pigeons"} - {"echo"}
    plain = load("languages: [en]\ntimezone: UTC\nsmalltalk: false\ndialogue: {fallback: echo}\n")
    assert plain.plugins == {*plugins.builtins, "pigeons"} - {"smalltalk"}


def test_a_bot_without_a_name_goes_by_its_id(load):
    assert load("id: clerk\nlanguages: [en]\ntimezone: UTC\n").name("en") == "clerk"


def test_a_section_is_asked_for_by_its_model(load, plugins):
    model = plugins.sections["bell"]
    section = load(TEXT).section(model)
    assert isinstance(section, model)
    assert section.hours == {"mon": "9-18", "sun": None}
    with pytest.raises(LookupError, match="'bot' does not enable"):
        load("languages: [en]\ntimezone: UTC\n").section(model)


def test_the_lexicon_is_made_once(load):
    bot = load(TEXT)
    assert bot.lexicon is bot.lexicon
    assert bot.lexicon.languages == ("ru", "en")


def test_the_revision_changes_with_the_definition(load):
    revision = load(TEXT).revision
    assert load(TEXT).revision == revision
    assert load(TEXT + "# a remark\n").revision == revision
    assert load(TEXT.replace("big", "huge")).revision != revision
    assert load(TEXT, name="other.yaml").revision != revision


def test_a_business_without_settings_has_the_bot_itself(load):
    bot = load(TEXT)
    assert bot.for_tenant(tenant()) is bot


def test_settings_are_laid_over_the_definition(load, plugins):
    bot = load(TEXT)
    theirs = bot.for_tenant(tenant(bell={"loud": False, "hours": {"mon": None}}, zone="Asia/Omsk"))
    section = theirs.section(plugins.sections["bell"])
    assert (section.loud, section.bells[0].id) == (False, "big")
    assert section.hours == {"mon": None, "sun": None}
    assert theirs.zone == theirs.speech("ru").zone == ZoneInfo("Asia/Omsk")
    assert theirs.id == bot.id
    assert theirs.revision != bot.revision
    assert bot.section(plugins.sections["bell"]).loud


def test_lists_are_replaced_as_a_whole(load, plugins):
    theirs = load(TEXT).with_settings({"bell": {"bells": [{"id": "one"}, {"id": "two"}]}})
    assert [bell.id for bell in theirs.section(plugins.sections["bell"]).bells] == ["one", "two"]


def test_equal_settings_share_one_bot(load):
    bot = load(TEXT)
    assert bot.for_tenant(tenant(name="X")) is bot.for_tenant(Tenant("b", "B", "bot", settings={"name": "X"}))
    assert bot.for_tenant(tenant(name="X")) is not bot.for_tenant(tenant(name="Y"))


def test_settings_that_changed_are_never_stale(load):
    bot = load(TEXT)
    assert [bot.for_tenant(tenant(name=name)).name("ru") for name in ("X", "Y", "X")] == ["X", "Y", "X"]


def test_threads_may_ask_at_once(load):
    bot = load(TEXT)
    names = []

    def ask(number):
        names.append((number % 4, bot.for_tenant(tenant(name=f"N{number % 4}")).name("ru")))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names) == sorted((number % 4, f"N{number % 4}") for number in range(16))


@pytest.mark.parametrize(
    ("settings", "code", "said"),
    [
        ({"bel": {}}, "FD110", "did you mean 'bell'?"),
        ({"bell": {"loud": "loud"}}, "FD112", "bell.loud"),
        ({"bell": {"bells": []}}, "FD112", "at least 1"),
        ({"bell": {"bells": [{"id": "x", "sound": ""}]}}, "BELL1", "silent"),
        ({"bell": None}, "FD111", "'bells' is missing"),
        ({"timezone": "Mars/Olympus"}, "FD131", "time zone"),
        ({"texts": {"en": {"bell.helo": "x"}}}, "FD140", "did you mean 'bell.hello'?"),
        ({"texts": {"en": {"bell.hello": "{x.__class__}"}}}, "FD142", "plain field"),
        ({"id": "other"}, "FD114", "'id' cannot be overridden"),
        ({"openai": {"api_key": "sk-1"}}, "FD114", "'openai.api_key' cannot be set for one business"),
        ({"extends": "salon"}, "FD114", "'extends' cannot be overridden"),
        ({"tenants": []}, "FD114", "'tenants' cannot be overridden"),
    ],
)
def test_settings_are_checked_like_a_definition(load, settings, code, said):
    with pytest.raises(BotInvalid) as invalid:
        load(TEXT).with_settings(settings)
    [problem] = invalid.value.problems
    assert problem.code == code
    assert said in problem.message


def test_problems_with_settings_name_the_business(load):
    with pytest.raises(BotInvalid) as invalid:
        load(TEXT).for_tenant(tenant(bel={}))
    assert str(invalid.value).startswith("tenant a:0:0 FD110")


@pytest.mark.parametrize("written", ["false", "no", '"false"'])
def test_without_small_talk_none_of_it_is_on(load, written):
    text = f"languages: [en]\ntimezone: UTC\nsmalltalk: {written}\n"
    assert "smalltalk" not in load(text).plugins


@pytest.mark.parametrize("settings", [{"name": object()}, {"name": {1: {2, 3}}}])
def test_settings_that_are_no_json_are_a_problem(load, settings):
    with pytest.raises(BotInvalid):
        load(TEXT).with_settings(settings)


def test_a_bot_does_not_show_its_secrets(load):
    text = (
        TEXT
        + "tenants: [{id: a, name: A, accounts: [{channel: pigeon, account: x, access_token: hunter2}]}]\n"
    )
    bot = load(text + "  \n")
    assert "hunter2" not in repr(bot)
    assert "hunter2" not in repr(bot.definition)
    assert isinstance(next(iter(bot.definition.tenants)).accounts[0].access_token, str)
    assert not isinstance(bot.definition, Section)


def test_what_businesses_have_in_common_is_kept_once(load, plugins):
    bot, model = load(TEXT), plugins.sections["bell"]
    theirs = bot.for_tenant(tenant(name="X"))
    assert theirs.section(model) is bot.section(model)
    assert theirs.speech("ru") is bot.speech("ru")
    assert theirs.lexicon.triggers is bot.lexicon.triggers
    assert theirs.lexicon.options["bell"] is bot.lexicon.options["bell"]


def test_what_a_business_has_of_its_own_is_its_own(load, plugins):
    bot, model = load(TEXT), plugins.sections["bell"]
    theirs = bot.for_tenant(tenant(bell={"bells": [{"id": "small"}]}, zone="Asia/Omsk"))
    assert [bell.id for bell in theirs.section(model).bells] == ["small"]
    assert theirs.lexicon.options["bell"].knows("small")
    assert not bot.lexicon.options["bell"].knows("small")
    assert theirs.speech("ru") is not bot.speech("ru")
    words = {"en": {"bell.hello": "Dong"}}
    assert bot.for_tenant(tenant(texts=words)).speech("en").say("bell.hello") == "Dong"
    assert bot.speech("en").say("bell.hello") == "Ding"
    quiet = bot.for_tenant(tenant(plugins=[], understanding=["rules"]))
    assert "ring" not in quiet.lexicon.intents
    assert not quiet.lexicon.options
