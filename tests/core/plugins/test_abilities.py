"""What a set of plugins can do together, and whose doing it is."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from quart import Blueprint

from frontdesk import HttpRequest, Opening, PluginRefused, Problem, Settings

DOER = """
class {cls}(Action):
    name = "{name}"
    def run(self, turn):
        return Done(Reply("{name}"))

class Reader(Understander):
    name = "{name}"
    def read(self, utterance, so_far):
        return None

@hookimpl
def frontdesk_intents():
    return [Intent("{name}", action="{name}")]

@hookimpl
def frontdesk_actions():
    return [{cls}()]

@hookimpl
def frontdesk_understanders():
    return [Reader()]

@hookimpl
def frontdesk_texts():
    return Texts({{"en": {{"{name}.hello": "hello from {name}"}}}})
"""

ANSWERER = """
@hookimpl
def frontdesk_before_turn(turn):
    return {reply}

@hookimpl
def frontdesk_fallback(turn):
    return {reply}
"""


def doer(name: str) -> str:
    return DOER.format(name=name, cls=name.title())


def test_plugins_are_heard_in_the_order_of_the_bot(load):
    abilities = load(one=doer("wave"), two=doer("nod")).abilities(["two", "one"])
    assert abilities.plugins == ("two", "one")
    for kind in (abilities.intents, abilities.actions, abilities.understanders):
        assert list(kind) == ["nod", "wave"]
    assert abilities.texts.phrase("wave.hello", "en").fill({}) == "hello from wave"


def test_numbers_to_call_and_free_words_are_not_traced(load):
    shy = """
from frontdesk import Form, Slot, SlotKind

class Call(Action):
    name = "call"
    form = Form((Slot("phone", SlotKind.PHONE), Slot("day", SlotKind.DAY), Slot("why", SlotKind.TEXT)))
    def run(self, turn):
        return Done()

@hookimpl
def frontdesk_actions():
    return [Call()]
"""
    plugins = load(one=doer("wave"), two=shy)
    assert plugins.abilities(["two", "one"]).untraced == {"phone", "why"}
    assert plugins.abilities(["one"]).untraced == frozenset()


def test_a_bot_hears_only_the_plugins_that_it_enables(load):
    plugins = load(one=doer("wave"), two=doer("nod"), three=ANSWERER.format(reply="Reply('three')"))
    abilities = plugins.abilities(["one"])
    assert set(abilities.intents) == set(abilities.actions) == set(abilities.understanders) == {"wave"}
    assert "nod.hello" not in abilities.texts
    assert abilities.before_turn(None) is None


def test_abilities_are_made_once_for_each_order(load):
    plugins = load(one=doer("wave"), two=doer("nod"))
    assert plugins.abilities(["one", "two"]) is plugins.abilities(("one", "two", "one"))
    assert plugins.abilities(["one", "two"]) is not plugins.abilities(["two", "one"])


def test_the_first_plugin_in_the_bot_s_order_answers(load):
    plugins = load(
        silent=ANSWERER.format(reply="None"),
        loud=ANSWERER.format(reply="Reply('loud')"),
        louder=ANSWERER.format(reply="Reply('louder')"),
    )
    for order, winner in ((["silent", "loud", "louder"], "loud"), (["louder", "silent", "loud"], "louder")):
        abilities = plugins.abilities(order)
        for plugin, reply in (abilities.before_turn(None), abilities.fallback(None)):
            assert (plugin, reply.text) == (winner, winner)
    assert plugins.abilities(["silent"]).fallback(None) is None


def test_what_a_plugin_raises_in_a_turn_is_not_swallowed(load):
    abilities = load(one=ANSWERER.format(reply="1 / 0")).abilities(["one"])
    with pytest.raises(ZeroDivisionError):
        abilities.before_turn(None)


@pytest.mark.parametrize("kind", ["intent", "action", "understander"])
def test_two_plugins_that_claim_one_name_are_refused_together_only(load, kind):
    hook = f"@hookimpl\ndef frontdesk_{kind}s():\n    return "
    ability = {
        "intent": "[Intent('wave', action='wave')]",
        "action": "[type('Wave', (Action,), {'name': 'wave', 'run': lambda self, turn: None})()]",
        "understander": "[type('R', (Understander,), {'name': 'wave', 'read': lambda self, u, s: None})()]",
    }[kind]
    plugins = load(one=doer("wave"), two=hook + ability)
    with pytest.raises(PluginRefused) as refused:
        plugins.abilities(["one", "two"])
    assert f"plugin 'one' already has an {kind} 'wave'" in refused.value.what
    assert refused.value.what.startswith("plugin 'two'")
    plugins.abilities(["one"])


def test_two_plugins_with_one_text_are_refused(load):
    texts = "@hookimpl\ndef frontdesk_texts():\n    return Texts({'en': {'wave.hello': 'x'}})"
    with pytest.raises(PluginRefused, match=r"plugins 'one' and 'two' both have a text 'wave\.hello'"):
        load(one=doer("wave"), two=texts).abilities(["one", "two"])


def test_an_intent_without_an_action_is_refused(load):
    source = doer("wave") + "\n@hookimpl\ndef frontdesk_intents():\n    return [Intent('w', action='wav')]"
    with pytest.raises(PluginRefused, match="did you mean 'wave'"):
        load(one=source).abilities(["one"])


def test_checks_are_gathered_and_a_broken_one_is_a_problem_of_its_plugin(load):
    source = "@hookimpl\ndef frontdesk_check(bot):\n    return [Problem('X1', bot.id, ('name',))]"
    plugins = load(one=source, two="@hookimpl\ndef frontdesk_check(bot):\n    return 1 / 0")
    problems = plugins.abilities(["one", "two"]).check(SimpleNamespace(id="salon"), broken="FD1")
    assert problems[0] == Problem("X1", "salon", ("name",))
    assert problems[1].code == "FD1"
    assert problems[1].message.startswith("plugin 'two' could not check it: ZeroDivisionError")


def test_the_first_plugin_that_knows_tells_the_opening_hours(load):
    knows = "from frontdesk import Opening\n@hookimpl\ndef frontdesk_hours(bot, day):\n    return {}"
    plugins = load(
        silent=knows.format("None"),
        closed=knows.format("[]"),
        early=knows.format("[Opening(480, 840)]"),
        named="@hookimpl\ndef frontdesk_hours(day):\n    return [day]",
    )
    bot, day = SimpleNamespace(id="salon"), date(2027, 3, 17)
    assert plugins.abilities(["silent", "early", "closed"]).hours(bot, day) == [Opening(480, 840)]
    assert plugins.abilities(["closed", "early"]).hours(bot, day) == []
    assert plugins.abilities(["silent"]).hours(bot, day) is None
    assert plugins.abilities(["named"]).hours(bot, day) == [day]


INSTALLATION = """
import click
from pathlib import Path
from frontdesk import Channel, Observer, Sent
from quart import Blueprint

class Pigeon(Channel):
    def __init__(self, name):
        self.name = name
    def request(self, outbound, bot):
        return Sent("coo")

class Watcher(Observer):
    def observe(self, event):
        pass

class Mine(frontdesk.Section):
    size: int = 1

class Row:
    pass

@hookimpl
def frontdesk_channels(settings):
    return [Pigeon(settings.graph_version)]

@hookimpl
def frontdesk_observers(desk):
    return [Watcher()]

@hookimpl
def frontdesk_jobs():
    return [Job("remind", run=lambda desk: None, every=60.0)]

@hookimpl
def frontdesk_metrics():
    return [Metric("flights", "How many.")]

@hookimpl
def frontdesk_models():
    return [Row]

@hookimpl
def frontdesk_migrations():
    return frontdesk.Migrations("birds", Path("/tmp"))

class Nests(frontdesk.Fixture):
    name = "nests"
    def put(self, scope, bot, contact, row, now):
        pass
    def look(self, scope, bot):
        return []

@hookimpl
def frontdesk_fixtures():
    return [Nests()]

@hookimpl
def frontdesk_config():
    return Mine

@hookimpl
def frontdesk_blueprints(desk):
    return [Blueprint("birds", __name__)]

@hookimpl
def frontdesk_commands():
    return [click.Command("coo")]
"""


def test_what_belongs_to_the_installation(load):
    plugins = load(birds=INSTALLATION)
    desk = SimpleNamespace()
    channels = plugins.channels(Settings(graph_version="pigeon"))
    assert isinstance(channels["pigeon"].request(None, None).message_id, str | HttpRequest)
    assert [owner for owner, _ in plugins.observers(desk)] == ["birds"]
    assert [(owner, each.name) for owner, each in plugins.blueprints(desk, Blueprint)] == [("birds", "birds")]
    assert list(plugins.commands) == ["coo"]
    assert plugins.jobs["birds.remind"].every == 60
    assert [metric.name for metric in plugins.metrics] == ["flights"]
    assert [model.__name__ for model in plugins.models] == ["Row"]
    assert [each.history for each in plugins.migrations] == ["birds"]
    assert list(plugins.sections) == ["birds"]
    assert list(plugins.fixtures) == ["nests"]
    assert plugins.channel_plugins == ("birds",)
    assert dict(plugins.describe()[0].offers) == {
        "channels": ("v26.0",),
        "commands": ("coo",),
        "fixtures": ("nests",),
        "jobs": ("remind",),
        "metrics": ("flights",),
        "models": ("Row",),
        "section": ("birds",),
    }


@pytest.mark.parametrize("offer", ["channel", "metric", "command", "fixture"])
def test_two_plugins_may_not_have_things_of_one_name(load, offer):
    other = INSTALLATION.replace('Migrations("birds"', 'Migrations("more"')
    plugins = load(birds=INSTALLATION, more=other)
    with pytest.raises(PluginRefused, match=f"plugins 'birds' and 'more' both have a {offer}"):
        {
            "channel": lambda: plugins.channels(Settings()),
            "metric": lambda: plugins.metrics,
            "command": lambda: plugins.commands,
            "fixture": lambda: plugins.fixtures,
        }[offer]()


def test_jobs_of_two_plugins_may_share_a_name(load):
    plugins = load(birds=INSTALLATION, more=INSTALLATION.replace('Migrations("birds"', 'Migrations("more"'))
    assert set(plugins.jobs) == {"birds.remind", "more.remind"}


def test_a_channel_that_cannot_be_made_is_refused(load):
    plugins = load(birds="@hookimpl\ndef frontdesk_channels(settings):\n    raise RuntimeError('no pigeons')")
    with pytest.raises(PluginRefused, match=r"plugin 'birds'.* raised RuntimeError: no pigeons"):
        plugins.channels(Settings())


STAFFED = """
class Wave(Action):
    name = "wave"
    def run(self, turn):
        return Done(Reply("wave"))

class Close(Wave):
    name = "close"

@hookimpl
def frontdesk_intents():
    return [
        Intent("wave", action="wave"),
        Intent("close", action="close", staff=True),
        Intent("wave_back", action="wave", staff=True),
    ]

@hookimpl
def frontdesk_actions():
    return [Wave(), Close()]
"""


def test_what_staff_can_ask_for_is_not_there_for_customers(load):
    abilities = load(one=STAFFED).abilities(["one"])
    assert (list(abilities.intents), list(abilities.actions)) == (["wave"], ["wave"])
    whole = abilities.for_staff
    assert list(whole.intents) == ["wave", "close", "wave_back"]
    assert list(whole.actions) == ["wave", "close"]
    assert whole is abilities.for_staff
    assert whole.owner(whole.intents["close"]) == "one"


def test_without_anything_for_staff_there_is_one_kind_of_abilities(load):
    abilities = load(one=doer("wave")).abilities(["one"])
    assert abilities.for_staff is abilities
