"""Environment variables and extended definitions."""

from __future__ import annotations

import pytest

from frontdesk import BotInvalid, Tenant
from frontdesk.bots import Bots

HEAD = "languages: [en]\ntimezone: UTC\n"
BELL = HEAD + "plugins: [bell]\nbell:\n  bells: [{id: big}]\n"


def test_a_variable_is_filled_in(load):
    bot = load(HEAD + "name: ${GREETING} desk of ${WHO:-nobody}\n", {"GREETING": "Front"})
    assert bot.name("en") == "Front desk of nobody"


def test_an_empty_variable_counts_as_unset(load):
    assert load(HEAD + "name: ${WHO:-nobody}\n", {"WHO": ""}).name("en") == "nobody"


def test_a_doubled_dollar_is_a_dollar(load):
    assert load(HEAD + "name: $${WHO} for $5\n").name("en") == "${WHO} for $5"


def test_a_variable_may_stand_for_a_number(load):
    text = (
        HEAD
        + "tenants: [{id: a, name: A, active: '${ACTIVE}', accounts: [{channel: pigeon, account: '${N}'}]}]\n"
    )
    [seed] = load(text, {"ACTIVE": "no", "N": "5"}).definition.tenants
    assert seed.active is False
    assert seed.accounts[0].account == "5"


def test_a_variable_that_is_not_set_is_a_problem_where_it_stands(problems):
    [problem] = problems(HEAD + "name: x\ncurrency: ${MONEY}\n")
    assert (problem.line, problem.column, problem.code) == (4, 11, "FD105")
    assert "MONEY is not set" in problem.message
    assert "${MONEY:-...}" in problem.message


@pytest.mark.parametrize("written", ["${A B}", "a ${", "${}", "${1}", "${X-y}"])
def test_what_names_no_variable_is_a_problem(problems, written):
    [problem] = problems(HEAD + f'name: "{written}"\n', {"A": "a", "X": "x"})
    assert (problem.line, problem.column, problem.code) == (3, 7, "FD105")
    assert "names no environment variable" in problem.message


def test_all_variables_that_are_not_set_are_named_with_the_other_problems(seen):
    text = HEAD + "name: ${A} ${B}\nsmaltalk: ${C}\n"
    assert seen(text) == ["3:7 FD105", "3:7 FD105", "4:1 FD110", "4:11 FD105"]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "currency: ${SECRET}\n",
        HEAD + "timezone2: ${SECRET}\n",
        HEAD.replace("UTC", "${SECRET}"),
        HEAD + "plugins: ['${SECRET}']\n",
        HEAD + "texts: {en: {smalltalk.greeting: '{${SECRET}}'}}\n",
        BELL + "  secret: ${SECRET}\n",
        BELL.replace("{id: big}", "{id: '${SECRET}', sound: ''}"),
        HEAD + "tenants: [{id: a, name: A, accounts: [{channel: '${SECRET}', account: x}]}]\n",
    ],
)
@pytest.mark.parametrize("secret", ["hunt2er", "it's\\a"])
def test_the_value_of_a_variable_is_in_no_problem(problems, text, secret):
    for problem in problems(text, {"SECRET": secret}):
        assert secret not in str(problem)
        assert repr(secret)[1:-1] not in str(problem)


def test_what_a_plugin_s_check_raises_does_not_give_a_secret_away(problems):
    [problem] = problems(BELL + "  secret: ${SECRET}\n", {"SECRET": "loud and clear"})
    assert problem.code == "FD123"
    assert "${SECRET}" in problem.message
    assert "loud" not in problem.message


def test_settings_of_a_business_are_not_filled_in(load):
    bot = load(HEAD, {"SECRET": "hunter2"})
    assert bot.with_settings({"name": "${SECRET}"}).name("en") == "${SECRET}"


def test_a_definition_lays_itself_over_the_one_it_extends(write, plugins):
    write(BELL + "  loud: true\ntexts: {en: {bell.hello: Dong, bell.rung: 'x'}}\nname: Base\n", "base.yaml")
    path = write(
        "extends: base.yaml\ntexts: {en: {bell.hello: Bong}}\nbell: {bells: [{id: small}]}\n", "mine.yaml"
    )
    [bot] = Bots.load(path, plugins, {})
    assert bot.id == "mine"
    assert bot.name("en") == "Base"
    assert bot.speech("en").say("bell.hello") == "Bong"
    assert bot.speech("en").say("bell.rung", count=1) == "x"
    [option] = bot.abilities.intents["ring"].slots[0].options(bot)
    assert option.id == "small"


def test_who_it_is_and_whom_it_serves_is_not_inherited(write, plugins):
    write(HEAD + "id: base\ntenants: [{id: a, name: A}]\n", "base.yaml")
    bots = Bots.load(write("extends: base.yaml\n", "mine.yaml"), plugins, {})
    assert bots.ids == ("mine",)
    assert bots.seeds == ()


def test_a_bundled_bot_can_be_extended_by_name(write, plugins):
    [bot] = Bots.load(write("extends: echo\nname: Parrot\n"), plugins, {})
    assert bot.name("en") == "Parrot"
    assert bot.definition.dialogue.fallback == "echo"


def test_a_problem_is_said_of_the_file_it_stands_in(write, plugins):
    base = write(HEAD + "smaltalk: true\n", "base.yaml")
    path = write("extends: base.yaml\ncurency: RUB\n", "mine.yaml")
    with pytest.raises(BotInvalid) as invalid:
        Bots.load(path, plugins, {})
    said = {(each.file, each.line) for each in invalid.value.problems}
    assert said == {(str(base), 3), (str(path), 2)}


def test_languages_that_are_only_spoken_below_do_no_harm(write, plugins):
    write("languages: [en, ru]\ntimezone: UTC\nname: {ru: А, en: A}\n", "base.yaml")
    [bot] = Bots.load(write("extends: base.yaml\nlanguages: [en]\n", "mine.yaml"), plugins, {})
    assert bot.languages == ("en",)


def test_a_section_that_is_only_of_use_below_does_no_harm(write, plugins):
    write(BELL, "base.yaml")
    [bot] = Bots.load(write("extends: base.yaml\nplugins: []\n", "mine.yaml"), plugins, {})
    assert "bell" not in bot.plugins


@pytest.mark.parametrize(
    ("name", "said"),
    [("base.yaml", "there is no file"), ("../base.yml", "there is no file"), ("eco", "did you mean 'echo'?")],
)
def test_an_unknown_base_is_a_problem(problems, name, said):
    found = problems(f"extends: {name}\n" + HEAD)
    assert [(each.line, each.column, each.code) for each in found] == [(1, 10, "FD106")]
    assert said in found[0].message


def test_a_circle_is_a_problem(write, plugins):
    write("extends: mine.yaml\n" + HEAD, "base.yaml")
    path = write("extends: base.yaml\n", "mine.yaml")
    with pytest.raises(BotInvalid) as invalid:
        Bots.load(path, plugins, {})
    [problem] = invalid.value.problems
    assert problem.code == "FD107"
    assert "mine.yaml extends base.yaml extends mine.yaml" in problem.message


def test_a_definition_that_extends_itself_is_a_circle(seen):
    assert seen("extends: bot.yaml\n" + HEAD) == ["1:10 FD107"]


def test_a_broken_base_is_a_problem_of_the_base(write, plugins):
    base = write("a: [", "base.yaml")
    with pytest.raises(BotInvalid) as invalid:
        Bots.load(write("extends: base.yaml\n", "mine.yaml"), plugins, {})
    assert [each.file for each in invalid.value.problems] == [str(base)]


def test_tenants_see_their_settings_over_everything(load):
    bot = load(BELL + "texts: {en: {bell.hello: Dong}}\n")
    theirs = bot.for_tenant(Tenant("a", "A", "bot", settings={"texts": {"en": {"bell.hello": "Clang"}}}))
    assert theirs.speech("en").say("bell.hello") == "Clang"
