"""Everything that is wrong with a definition, at once, where it is, with what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk import BotInvalid
from frontdesk.bots import Bots
from frontdesk.bots.codes import Code

HEAD = "languages: [en, ru]\ntimezone: Europe/Moscow\n"
BELLS = "plugins: [bell]\nbell:\n  bells:\n    - id: big\n"


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        (HEAD + "plugin: [bell]\n", "3:1 FD110", "unknown key 'plugin'; did you mean 'plugins'?"),
        (HEAD + "belll:\n", "3:1 FD110", "did you mean 'bell'?"),
        (HEAD + "dialogue:\n  falback: echo\n", "4:3 FD110", "did you mean 'fallback'?"),
        ("languages: [en]\n", "1:1 FD111", "the key 'timezone' is missing"),
        (HEAD + "smalltalk: maybe\n", "3:12 FD112", "smalltalk: it must be true or false"),
        (HEAD + "name: [x]\n", "3:7 FD112", "name: it must be a text or keys with values"),
        (HEAD + "dialogue: {fallback: say}\n", "3:22 FD112", "it must be 'clarify' or 'echo'"),
        (HEAD + "id: A b\n", "3:5 FD112", "lower case letters"),
        ("languages: []\ntimezone: UTC\n", "1:12 FD112", "at least 1 item, not 0"),
        (HEAD + "bell: {}\n", "3:1 FD113", "add 'bell' to plugins:"),
        (HEAD + "terminal: {}\n", "3:1 FD113", "'terminal' has no settings"),
        (HEAD + 'frontdesk: "9.1"\n', "3:12 FD115", "needs frontdesk 9.1"),
        (HEAD + "plugins: [bel]\n", "3:11 FD120", "no plugin 'bel' is installed; did you mean 'bell'?"),
        (HEAD + "understanding: [rules, ear]\n", "3:24 FD122", "understander 'ear'; there is openai, rules"),
        ("languages: [en, rru]\ntimezone: UTC\n", "1:17 FD130", "unknown language 'rru'; did you mean 'ru'?"),
        (HEAD + "name: {ru: А, em: A}\n", "3:15 FD130", "did you mean 'en'?"),
        (HEAD + "texts: {fr: {}}\n", "3:9 FD130", "'fr' is not one of the bot's languages"),
        ("languages: [en]\ntimezone: Europe/Moskow\n", "2:11 FD131", "did you mean 'Europe/Moscow'?"),
        (HEAD + "currency: RUBL\n", "3:11 FD132", "did you mean 'RUB'?"),
        (HEAD + "texts: {en: {smalltalk.greetin: Hi}}\n", "3:14 FD140", "did you mean 'smalltalk.greeting'?"),
        ("languages: [en, de]\ntimezone: UTC\n", "1:17 FD143", "nobody has said these in 'de'"),
    ],
)
def test_a_problem_stands_where_it_is(problems, text, where, said):
    [problem] = problems(text)
    assert f"{problem.line}:{problem.column} {problem.code}" == where
    assert said in problem.message


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("plugins: [bell]\n", "3:11 FD111", "the plugin 'bell' needs a section 'bell:' with bells; add it"),
        ("plugins: [bell]\nbell:\n", "4:1 FD111", "the key 'bells' is missing"),
        ("plugins: [bell]\nbell:\n  loud: true\n", "5:3 FD111", "the key 'bells' is missing"),
        ("plugins: [bell]\nbell: [1]\n", "4:7 FD112", "bell: it must be"),
        (BELLS + "      sond: dong\n", "7:7 FD110", "unknown key 'sond'; did you mean 'sound'?"),
        (BELLS + "      times: 0\n", "7:14 FD112", "bell.bells.0.times: it must be greater than"),
        (
            BELLS + "      sound: {en: [x]}\n",
            "7:19 FD112",
            "bell.bells.0.sound.en: it must be a text",
        ),
        (BELLS + '      sound: ""\n', "7:14 BELL1", "bell 'big' is silent"),
        (BELLS + "  laud: true\n", "7:3 FD110", "did you mean 'loud'?"),
        (BELLS + "  secret: short\n", "7:11 FD112", "bell.secret: 'short' is too short"),
        (BELLS + "  secret: loud and clear\n", "1:1 FD123", "plugin 'bell' could not check it: RuntimeError"),
    ],
)
def test_a_plugin_s_section_is_checked_by_its_model(problems, text, where, said):
    [problem] = problems(HEAD + text)
    assert f"{problem.line}:{problem.column} {problem.code}" == where
    assert said in problem.message


@pytest.mark.parametrize(
    ("written", "where", "said"),
    [
        ('bell.rung: "{nam} x"', "10:16 FD141", "no field '{nam}'; did you mean 'name'?"),
        ('bell.hello: "{day}"', "10:17 FD141", "no field '{day}'; this text has no fields"),
        ('bell.rung: "{name"', "10:16 FD142", "braces"),
        ('bell.rung: "{name.upper}"', "10:16 FD142", "plain field"),
        ("bell.rung: {one: x}", "10:16 FD142", "needs the form 'other'"),
        ("bell.rung: {other: x, lots: x}", "10:16 FD142", "'lots' is not a plural category"),
        ("bell.rung: {other: [x]}", "10:24 FD112", "must be a text"),
        ("bell.ring: x", "10:5 FD140", "did you mean 'bell.rung'?"),
    ],
)
def test_texts_are_checked_against_those_of_the_plugins(problems, written, where, said):
    [problem] = problems(HEAD + BELLS + f"texts:\n  ru: {{bell.hello: Дон}}\n  en:\n    {written}\n")
    assert f"{problem.line}:{problem.column} {problem.code}" == where
    assert said in problem.message


def test_everything_is_said_at_once(seen):
    text = """\
    languages: [ru, english]
    timezone: Europe/Moskow
    plugins: [bell, belll]
    smaltalk: true
    bell:
      bels: []
      bells:
        - sound: 5
          ids: x
    texts:
      ru:
        smalltalk.greeting: "{nam}"
    """
    assert seen(text) == [
        "1:17 FD130",
        "2:11 FD131",
        "3:17 FD120",
        "4:1 FD110",
        "6:3 FD110",
        "8:7 FD111",
        "8:14 FD112",
        "9:7 FD110",
        "12:25 FD141",
    ]


def test_a_plugin_is_asked_about_what_has_no_problems(seen):
    text = """\
    languages: [en]
    timezon: UTC
    currency: GBP
    currency: USD
    plugins: [bell]
    bell:
      laud: true
      bells:
        - {id: big, sound: ""}
        - {id: small, sound: "", times: none}
    texts: {en: {bell.hello: "{"}}
    """
    assert seen(text) == [
        "1:1 FD111",
        "2:1 FD110",
        "4:1 FD102",
        "7:3 FD110",
        "9:24 BELL1",
        "10:26 BELL1",
        "10:37 FD112",
        "11:26 FD142",
    ]


def test_what_follows_from_another_problem_is_not_said(seen):
    assert seen(HEAD + BELLS + '      sound: ""\n      sound: x\n    - {id: [], sound: ""}\n') == [
        "8:7 FD102",
        "9:12 FD112",
    ]
    assert seen("extends: nothing\nbell: {}\n") == ["1:10 FD106"]
    assert seen(HEAD + "plugins: bell\nunderstanding: [ear]\n") == ["3:10 FD112"]


def test_problems_read_like_a_compiler_s(problems, write):
    text = HEAD + "plugin: [bell]\n"
    [problem] = problems(text)
    assert str(problem) == f"{write(text)}:3:1 FD110 unknown key 'plugin'; did you mean 'plugins'?"


def test_plugins_that_do_not_fit_together_are_a_problem(plugins, write, tmp_path):
    (tmp_path / "twin.py").write_text(
        "from frontdesk import Texts, hookimpl\n"
        "@hookimpl\n"
        "def frontdesk_texts():\n"
        "    return Texts({'en': {'core.sorry': 'x', 'smalltalk.greeting': 'x'}})\n"
    )
    clashing = type(plugins).load(plugins_dir=tmp_path, entry_points=())
    with pytest.raises(BotInvalid) as invalid:
        Bots.load(write(HEAD + "plugins: [twin]\n"), clashing, {})
    [problem] = invalid.value.problems
    assert (problem.line, problem.column, problem.code) == (3, 10, "FD121")
    assert "'twin'" in problem.message
    assert "'smalltalk'" in problem.message


def test_a_plugin_named_like_a_key_of_every_bot_is_a_problem(plugins, write, tmp_path):
    source = "import frontdesk\n@frontdesk.hookimpl\ndef frontdesk_config():\n    return frontdesk.Section\n"
    (tmp_path / "texts.py").write_text(source)
    odd = type(plugins).load(plugins_dir=tmp_path, entry_points=())
    with pytest.raises(BotInvalid, match="rename the plugin"):
        Bots.load(write(HEAD + "plugins: [texts]\n"), odd, {})


def test_a_validator_that_breaks_is_a_problem(plugins, write, tmp_path):
    (tmp_path / "odd.py").write_text(
        "import frontdesk\n"
        "from pydantic import field_validator\n"
        "class Odd(frontdesk.Section):\n"
        "    size: int = 1\n"
        "    @field_validator('size')\n"
        "    @classmethod\n"
        "    def check(cls, value):\n"
        "        raise RuntimeError('out of order')\n"
        "@frontdesk.hookimpl\n"
        "def frontdesk_config():\n"
        "    return Odd\n"
    )
    odd = type(plugins).load(plugins_dir=tmp_path, entry_points=())
    with pytest.raises(BotInvalid) as invalid:
        Bots.load(write(HEAD + "plugins: [odd]\nodd: {size: 2}\n"), odd, {})
    [problem] = invalid.value.problems
    assert (problem.line, problem.code) == (4, "FD123")
    assert "RuntimeError: out of order" in problem.message


KEYS = st.sampled_from(
    ["name", "languages", "timezone", "plugins", "bell", "texts", "tenants", "bells", "id", "x"]
)
VALUES = st.recursive(
    st.sampled_from(["", "en", "bell", "UTC", "{", "${X}", "true", "null", "5", "[]", "{}", "extends"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        ),
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_definition_is_a_bot_or_problems(tmp_path, plugins, pairs):
    path = tmp_path / "any.yaml"
    path.write_text("".join(f"{key}: {value}\n" for key, value in pairs.items()), encoding="utf-8")
    problems = ()
    try:
        bots = list(Bots.load(path, plugins, {}))
    except BotInvalid as invalid:
        bots, problems = [], invalid.problems
    assert bots or problems
    assert all(each.file == str(path) and each.line and each.message for each in problems)


def test_the_codes_are_documented():
    text = (Path(__file__).parents[3] / "docs/bots.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `(FD\d+)` \|", text, re.MULTILINE)
    assert documented == [code.value for code in Code]
