"""How a message came about, in plain words: made of what its turn wrote down, when somebody asks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

__all__ = ["explain"]

_LANGUAGES = {"ru": "Russian", "en": "English"}
#: Who writes messages that no turn has made, and who is left to answer.
_WRITERS = {
    "staff": "Written by staff, not by the bot.",
    "person": "A person has the conversation, so the bot kept silent.",
    "wanted": "Staff gave the conversation back to the bot.",
    "silence": "Nobody had answered the customer for too long, so the bot came back.",
}
#: What the policy decided, by the word that is kept; the braces are filled with what goes with it.
_POLICY = {
    "open": "The message asks for {intent}, which begins",
    "answer": "The message asks for {intent} besides, which is answered",
    "advance": "The message goes on with what is open",
    "run": "The customer agreed, so it is done",
    "refuse": "The customer said no, so the bot asks what to change",
    "repeat": "The open question is asked again, because the message was about something else",
    "ask_which": "A “yes” to several choices: the bot asks which of them",
    "guide": "The customer does not know, so the bot helps them along",
    "miss": "The open question was not answered, and nothing else was understood",
    "close": "The customer called it off",
    "acknowledge": "There is nothing in particular to do, so the bot only says that it heard",
    "suggest": "It may be one of {intents}: the customer chooses",
    "fallback": "Nothing was understood, and no question was open",
}
#: What was done then, by the first word of the step; ``who`` is the action, or the plugin.
_STEPS = {
    "ask": "{who} asks for {slot}",
    "object": "{who} cannot be done like this: it says why, and asks for {slot} again",
    "confirm": "{who} asks whether that is right",
    "run": "{who} is done",
    "answer": "{who} answers",
    "interrupt": "{who} answers instead of the dialogue",
    "silence": "{who} keeps the bot silent",
    "fallback": "{who} answers what was not understood",
    "refuse": "{who} is not done",
    "miss": "{who} asks once more",
    "give_up": "{who} is given up after too many misses",
    "close": "What was open is closed",
    "guide": "The bot shows what it can do",
    "acknowledge": "The bot says that it heard",
    "suggest": "The bot shows what may be meant",
    "clarify": "The bot says that it did not understand",
}
_SOURCES = {
    "row": "{name}, row {key}: committed in the database",
    "config": "{name}: the bot's definition",
    "free": "free times of {name} on {key}: looked up in the database",
    "form": "{name} {key}: what the customer named or chose",
}


def explain(why: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """How a message came about, in plain English sentences.

    :param why: as it is kept with the message (``Message.why``); None where nothing was kept.
    :return: sentences by section, ``reading``, ``decision``, ``template`` and ``sources``, in this order;
        sections without any are left out.
    """
    if why and "notice" in why:
        return {"decision": [_of_a_notice(why)], "template": list(_template(why))}
    if not why or "reading" not in why:
        return {"decision": [_without_a_turn(why or {})]}
    sections = {
        "reading": list(_reading(why)),
        "decision": list(_decision(why)),
        "template": list(_template(why)),
        "sources": [_source(source) for source in why.get("sources", ())],
    }
    return {name: sentences for name, sentences in sections.items() if sentences}


def _without_a_turn(why: Mapping[str, Any]) -> str:
    if why.get("error"):
        return f"An apology: the customer's message could not be answered ({why['error']})."
    if why.get("conflict"):
        return (
            "Others changed the same things at the same moment, each time it was tried "
            f"({why['conflict']}). So nothing was done, and the customer was asked to try once more."
        )
    writer = str(why.get("by", ""))
    known = _WRITERS.get(writer)
    if known:
        return known
    return f"Sent by {writer}." if writer else "Nothing was kept of how it came about."


def _of_a_notice(why: Mapping[str, Any]) -> str:
    notice = why["notice"]
    guard = f"; guard {notice['guard']} let it go" if notice.get("guard") else ""
    return f"Sent without being asked: notice {notice['key']}, written {notice['written_at']}{guard}."


def _reading(why: Mapping[str, Any]) -> Iterator[str]:
    reading = why["reading"]
    reader = reading.get("source") or "nobody"
    owner = _owner(why, "understanders", reader)
    written = f", written in {_language(reading['language'])}" if reading.get("language") else ""
    yield f"Read by {reader}{owner}{written}."
    for intent, confidence in reading.get("guesses", ()):
        yield f"Wants {intent}{_owner(why, 'intents', intent)}, {confidence:.0%} sure."
    yield from (f"Because: {reason}." for reason in reading.get("reasons", ()))
    yield from _values(reading)
    yield from _remarks(reading)


def _values(reading: Mapping[str, Any]) -> Iterator[str]:
    if reading.get("slots"):
        yield f"Says {_pairs(reading['slots'])}."
    for name, values in reading.get("unclear", {}).items():
        yield f"Leaves open which {name}: {_listed(values, 'or')}."
    for name, values in reading.get("also", {}).items():
        yield f"Names another {name}, too: {_listed(values)}."
    for request in reading.get("further", ()):
        yield f"Asks for more: {_pairs(request)}."
    if reading.get("addition"):
        yield "Wants it beside what was said before."
    if reading.get("unmet"):
        yield f"Names something that is not on offer: {_listed(reading['unmet'])}."
    if reading.get("dropped"):
        yield f"No longer wanted: {_listed(reading['dropped'])}."


def _remarks(reading: Mapping[str, Any]) -> Iterator[str]:
    if reading.get("chosen"):
        yield f"Picks choice {reading['chosen']} of those on offer."
    if reading.get("answer"):
        yield f"Says {reading['answer']}."
    if reading.get("stop"):
        yield "Calls it off."
    if reading.get("speak"):
        yield f"Asks to be answered in {_language(reading['speak'])}."
    if reading.get("correction"):
        yield "Takes back something said before."
    if reading.get("undecided"):
        yield "Does not know."
    if reading.get("indifferent"):
        yield "Leaves the choice to the business."


def _decision(why: Mapping[str, Any]) -> Iterator[str]:
    before = why.get("before")
    if before:
        yield f"Open was {before['form']}, {_question(before)}."
    for decision in why.get("policy", ()):
        yield f"{_policy(decision)}."
    for step in why.get("decision", ()):
        yield _step(step, why)
    if why.get("form"):
        yield f"Known so far: {_pairs(why['form'])}."


def _question(form: Mapping[str, Any]) -> str:
    if form.get("confirming"):
        return "and the bot had asked whether all is right"
    return f"and the bot had asked for {form['asked']}" if form.get("asked") else "with no question"


def _policy(decision: Mapping[str, Any]) -> str:
    known = _POLICY.get(decision["do"])
    named = {name: _listed(value, "or") for name, value in decision.items() if isinstance(value, list)}
    sentence = known.format_map({**decision, **named}) if known else _unknown(decision)
    if decision.get("doubtful"):
        sentence += "; that is not certain, so it is confirmed first"
    if decision.get("returns"):
        sentence += "; what was open is gone back to afterwards"
    if decision.get("waits"):
        sentence += "; what is open is finished first"
    if decision.get("given"):
        sentence += f"; taken over from what was talked of: {_listed(decision['given'])}"
    if decision.get("without"):
        sentence += f"; without {_listed(decision['without'])}, which is about something else"
    return sentence


def _unknown(decision: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in decision.items() if name != "do"}
    return f"{str(decision['do']).replace('_', ' ')} {_pairs(rest)}".strip().capitalize()


def _step(step: str, why: Mapping[str, Any]) -> str:
    kind, _, of = step.partition(" ")
    name, _, slot = of.partition(".")
    is_action = name in why.get("owners", {}).get("actions", {})
    who = f"Action {name}{_owner(why, 'actions', name)}" if is_action else f"Plugin {name}"
    known = _STEPS.get(kind)
    return f"{known.format(who=who, slot=slot or 'it')}." if known else f"{step.replace('_', ' ')}."


def _template(why: Mapping[str, Any]) -> Iterator[str]:
    texts = why.get("texts", ())
    if why.get("template"):
        yield f"Template {why['template']}, in {_language(why.get('language'))}."
    by_origin: dict[tuple[str, str], list[str]] = {}
    for key, language, origin in texts:
        by_origin.setdefault((origin, language), []).append(key)
    for (origin, language), keys in by_origin.items():
        whose = "the bot's own words" if origin == "definition" else f"plugin {origin}"
        other = "" if language == why.get("language") else f", in {_language(language)}"
        yield f"Texts of {whose}{other}: {_listed(keys)}."


def _source(source: Sequence[str]) -> str:
    kind, name, key = source
    sentence = _SOURCES.get(kind, "{name} {key}")
    return f"{sentence.format(name=name, key=key)}."


def _language(code: Any) -> str:
    return _LANGUAGES.get(str(code), f"the language {code}")


def _owner(why: Mapping[str, Any], kind: str, name: str) -> str:
    owner = why.get("owners", {}).get(kind, {}).get(name)
    return f" of {owner}" if owner and owner != name else ""


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_plain(value)}" for name, value in values.items())


def _listed(values: Iterable[Any] | str, last: str = "and") -> str:
    if isinstance(values, str):
        return values
    *first, final = [_plain(value) for value in values] or [""]
    return f"{', '.join(first)} {last} {final}" if first else final


def _plain(value: Any) -> str:
    if isinstance(value, Mapping) and set(value) == {"from", "to"}:
        ends = [f"{word} {value[word]}" for word in ("from", "to") if value[word]]
        return " ".join(ends)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
