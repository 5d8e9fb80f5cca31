"""Examining a bot definition: everything that is wrong with it, at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from frontdesk.bots.codes import Code
from frontdesk.bots.definition import BotDefinition
from frontdesk.bots.environment import masked
from frontdesk.bots.texts import check_texts
from frontdesk.bots.tree import Node
from frontdesk.bots.validation import validate, without_problems
from frontdesk.errors import PluginRefused, Problem
from frontdesk.intents import SlotKind
from frontdesk.offers import Section
from frontdesk.plugins import Abilities, Plugins
from frontdesk.suggestions import did_you_mean
from frontdesk.understanding import can_read
from frontdesk.version import __version__

__all__ = ["Examination", "examine", "in_order", "located"]

#: Problems that are about a key itself, not about its value.
_ABOUT_KEYS = frozenset(
    {Code.UNKNOWN_KEY, Code.SECTION_UNUSED, Code.NOT_OVERRIDABLE, Code.UNKNOWN_TEXT, Code.UNKNOWN_LANGUAGE}
)


@dataclass(slots=True)
class Examination:
    """What was found in a definition.

    :ivar definition: what stands outside the plugins' sections. Where it has problems, the part that has
        none; None when that is not enough for a bot.
    :ivar abilities: None when the plugins do not fit together.
    :ivar sections: the sections, by plugin name. Of one with problems that part which has none, if it is one.
    :ivar problems: each with its path from the root of the document.
    """

    definition: BotDefinition | None = None
    abilities: Abilities | None = None
    sections: dict[str, Section] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def examine(tree: Node, plugins: Plugins) -> Examination:
    """Look for all that is wrong with a definition as it stands, without asking its plugins."""
    found = Examination()
    _examine_core(tree, plugins, found)
    enabled = _enabled(tree, plugins, found.definition)
    _examine_plugins(tree, plugins, found)
    _examine_sections(tree, plugins, enabled, found)
    try:
        found.abilities = plugins.abilities(enabled)
    except PluginRefused as refused:
        found.problems.append(Problem(Code.PLUGINS_CLASH, f"{refused.what}. {refused.cure}", ("plugins",)))
        return found
    _examine_understanding(tree, found.abilities, found)
    _examine_languages(tree, found.abilities, found)
    found.problems += check_texts(tree, found.abilities.texts)
    return found


def located(problems: Iterable[Problem], tree: Node) -> list[Problem]:
    """Problems with file, line and column filled in, in the order of the file, and without secrets."""
    placed = []
    for problem in problems:
        mark = tree.locate(problem.path, key=problem.code in _ABOUT_KEYS)
        file, line, column = (
            (problem.file, problem.line, problem.column)
            if problem.file
            else (mark.file, mark.line, mark.column)
        )
        message = masked(problem.message, tree)
        placed.append(Problem(str(problem.code), message, problem.path, file, line, column))
    return in_order(placed)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order of the file, each once."""
    return sorted(dict.fromkeys(problems), key=lambda each: (each.file, each.line, each.column, each.code))


def _enabled(tree: Node, plugins: Plugins, definition: BotDefinition | None) -> tuple[str, ...]:
    """The plugins a definition enables, in the order of asking: those it lists, channels, built-in ones."""
    asked_for = {
        "smalltalk": definition is None or definition.smalltalk,
        "echo": definition is not None and definition.dialogue.fallback == "echo",
    }
    listed = [name for name in _listed(tree, "plugins") if name in plugins.contributions]
    builtins = [name for name in plugins.builtins if asked_for.get(name, True)]
    return tuple(dict.fromkeys((*listed, *plugins.channel_plugins, *builtins)))


def _listed(tree: Node, key: str) -> list[str]:
    node = tree.child(key)
    return [item.value for item in node.items if isinstance(item.value, str)] if node else []


def _examine_core(tree: Node, plugins: Plugins, found: Examination) -> None:
    sections = _section_names(plugins)
    core = {key: node.plain for key, node in tree.mapping.items() if key not in sections}
    definition, problems = validate(BotDefinition, core, tree, (), also=tuple(plugins.sections))
    found.problems += problems
    if definition is None:
        # Any time zone will do to look at what else is wrong.
        rest = {"timezone": "UTC", **without_problems(core, problems)}
        found.definition, _ = validate(BotDefinition, rest, tree, ())
    else:
        found.definition = definition
    needed = definition.frontdesk if definition else None
    if needed and _version(needed) > _version(__version__):
        message = f"this needs frontdesk {needed}, here is {__version__}; upgrade: pip install -U frontdesk"
        found.problems.append(Problem(Code.NEEDS_NEWER, message, ("frontdesk",)))


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _examine_plugins(tree: Node, plugins: Plugins, found: Examination) -> None:
    offered = [name for name in plugins.names if name not in plugins.builtins]
    for name in _listed(tree, "plugins"):
        if name not in plugins.contributions:
            index = [item.value for item in tree.mapping["plugins"].items].index(name)
            message = f"no plugin '{name}' is installed{did_you_mean(name, offered)}"
            found.problems.append(Problem(Code.UNKNOWN_PLUGIN, message, ("plugins", index)))


def _examine_sections(tree: Node, plugins: Plugins, enabled: Sequence[str], found: Examination) -> None:
    models = plugins.sections
    possible = _section_names(plugins)
    for name in tree.mapping:
        if tree.inherits(name):
            continue
        if name in possible and name not in enabled:
            message = f"the section '{name}' has no effect; add '{name}' to plugins:"
            found.problems.append(Problem(Code.SECTION_UNUSED, message, (name,)))
        elif name in possible and name not in models:
            message = f"the plugin '{name}' has no settings; delete its section"
            found.problems.append(Problem(Code.SECTION_UNUSED, message, (name,)))
    for name in enabled:
        if name not in models:
            continue
        if name not in possible:
            message = (
                f"the plugin '{name}' has a section, but '{name}' is a key of every bot; rename the plugin"
            )
            found.problems.append(Problem(Code.PLUGINS_CLASH, message, ("plugins",)))
            continue
        node = tree.child(name)
        # A section without anything in it ("whatsapp:") is one in which everything is as usual.
        data = {} if node is None or node.value is None else node.plain
        section, problems = validate(models[name], data, tree, (name,))
        if section is None:
            section, _ = validate(models[name], without_problems(data, problems, 1), tree, (name,))
        if section is not None:
            found.sections[name] = section
        found.problems += problems if node is not None else _missing_section(tree, name, problems)


def _section_names(plugins: Plugins) -> frozenset[str]:
    return frozenset(plugins.names) - frozenset(BotDefinition.model_fields)


def _missing_section(tree: Node, name: str, problems: Sequence[Problem]) -> list[Problem]:
    missing = [problem.message.split("'")[1] for problem in problems if problem.code == Code.MISSING_KEY]
    message = f"the plugin '{name}' needs a section '{name}:' with {', '.join(missing)}; add it"
    listed = _listed(tree, "plugins")
    path = ("plugins", listed.index(name)) if name in listed else ()
    return [Problem(Code.MISSING_KEY, message, path)] if problems else []


def _examine_languages(tree: Node, abilities: Abilities, found: Examination) -> None:
    """Who asks for days and hours must be able to read the answer."""
    slots = {slot.kind for action in abilities.actions.values() for slot in action.form.slots}
    if slots.isdisjoint((SlotKind.DAY, SlotKind.TIME)):
        return
    known = found.definition.languages if found.definition else ()
    for index, language in enumerate(_listed(tree, "languages")):
        if language in known and not can_read(language):
            message = (
                f"days and hours in '{language}' are read by dateparser, which is not installed; "
                "install it: pip install 'frontdesk[languages]'"
            )
            found.problems.append(Problem(Code.LANGUAGE_UNREAD, message, ("languages", index)))


def _examine_understanding(tree: Node, abilities: Abilities, found: Examination) -> None:
    plugins = tree.child("plugins")
    if plugins is not None and not isinstance(plugins.value, tuple):
        return  # What is wrong there says it all.
    known: Mapping[str, object] = abilities.understanders
    for index, name in enumerate(_listed(tree, "understanding")):
        if name not in known:
            message = f"no enabled plugin has an understander '{name}'{did_you_mean(name, known)}"
            found.problems.append(Problem(Code.UNKNOWN_UNDERSTANDER, message, ("understanding", index)))
