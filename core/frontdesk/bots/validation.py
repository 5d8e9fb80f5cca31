"""From what pydantic finds wrong to problems with a position in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from frontdesk.bots.codes import Code
from frontdesk.bots.tree import Node
from frontdesk.errors import Problem
from frontdesk.plugins import last_line
from frontdesk.suggestions import did_you_mean

__all__ = ["validate", "without_problems"]

M = TypeVar("M", bound=BaseModel)

#: Errors whose message a model's own validator wrote: it may hold the value itself.
_OWN_WORDS = ("value_error", "assertion_error")
_MUST_BE = "it must be "
#: What pydantic says in a programmer's words.
_WORDS = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "a whole number, such as 30"),
    **dict.fromkeys(
        ("float_parsing", "float_type", "decimal_parsing", "decimal_type"), "a number, such as 12.50"
    ),
    **dict.fromkeys(
        ("date_parsing", "date_type", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "a day, such as 2026-12-31",
    ),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), "a list, such as [one, two]"),
    **dict.fromkeys(("dict_type", "model_type", "mapping_type"), "keys with values, such as {key: value}"),
    "string_type": "a text",
}
_PATTERNS = {
    r"^[a-z0-9][a-z0-9_-]{0,62}$": "lower case letters, digits, _ and -, such as salon_2; at most 63 of them",
    r"^\d+(\.\d+){0,2}$": 'a version in quotes, such as "0.1"',
}


@dataclass(frozen=True, slots=True)
class _Finding:
    """An error and where it leads.

    :ivar path: the part of its location that is in the document.
    :ivar union: where its location left the document to name a member of a union; None when it did not.
    """

    error: ErrorDetails
    path: tuple[str | int, ...]
    union: tuple[str | int, ...] | None


def validate(
    model: type[M], data: Any, tree: Node, prefix: Sequence[str | int], *, also: Sequence[str] = ()
) -> tuple[M | None, list[Problem]]:
    """Validate a part of a document.

    :param data: the part, as plain values.
    :param tree: the whole document.
    :param prefix: where the part stands in it.
    :param also: more keys that may stand beside those of the model, for "did you mean".
    :return: the model, or None and the problems, each with its path from the root of the document.
    """
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
    except Exception as error:  # noqa: BLE001 - a plugin's validator may raise anything
        message = f"{model.__name__} could not be checked: {last_line(error)}"
        return None, [Problem(Code.CHECK_FAILED, message, tuple(prefix))]
    findings = [_follow(detail, tree, prefix) for detail in details]
    schema = model.model_json_schema()
    problems = [_problem(finding, tree, _Schema(schema, len(prefix), also)) for finding in _closest(findings)]
    return None, _united(problems)


def without_problems(data: Any, problems: Sequence[Problem], depth: int = 0) -> Any:
    """A copy of a part of a document without the keys that have problems, to look at the rest of it.

    Of a list nothing is taken out, since its other items would move: the list goes as a whole.

    :param data: the part, as plain values.
    :param depth: length of the path to the part.
    """
    rest = deepcopy(data)
    for problem in problems:
        if problem.code != Code.MISSING_KEY:
            _take_out(rest, problem.path[depth:])
    return rest


def _take_out(data: Any, path: Sequence[str | int]) -> None:
    holder, last = None, None
    for step in path:
        if isinstance(data, dict) and step in data:
            holder, last = data, step
        elif not (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            break
        data = data[step]
    if holder is not None:
        del holder[last]


def _follow(error: ErrorDetails, tree: Node, prefix: Sequence[str | int]) -> _Finding:
    """Walk along an error's location, over the marks that pydantic leaves in it for unions and keys."""
    path = list(prefix)
    _, node = tree.resolve(prefix)
    union: tuple[str | int, ...] | None = None
    steps = error["loc"]
    for number, step in enumerate(steps):
        child = node.child(step)
        if child is not None:
            node = child
            path.append(step)
        elif not (number == len(steps) - 1 and error["type"] == "missing"):
            union = tuple(path) if union is None else union
    return _Finding(error, tuple(path), union)


def _closest(findings: Sequence[_Finding]) -> Iterator[_Finding]:
    """Of the errors of a union's members, those of the member that came closest to what was written."""
    deepest: dict[tuple[str | int, ...], int] = {}
    for finding in findings:
        if finding.union is not None:
            deepest[finding.union] = max(deepest.get(finding.union, 0), len(finding.path))
    for finding in findings:
        if finding.union is None or len(finding.path) == deepest[finding.union]:
            yield finding


def _problem(finding: _Finding, tree: Node, schema: _Schema) -> Problem:
    kind, message = finding.error["type"], finding.error["msg"]
    name = str(finding.error["loc"][-1]) if finding.error["loc"] else ""
    if kind == "extra_forbidden":
        hint = did_you_mean(name, schema.keys_at(finding.path[:-1]))
        return Problem(Code.UNKNOWN_KEY, f"unknown key '{name}'{hint}", finding.path)
    if kind == "missing":
        return Problem(Code.MISSING_KEY, f"the key '{name}' is missing; add it", finding.path)
    if kind in {code.value for code in Code}:
        return Problem(kind, message, finding.path)
    _, node = tree.resolve(finding.path)
    if node.variables and kind in _OWN_WORDS:
        message = "it does not fit here"
    return Problem(Code.WRONG_VALUE, _plain_words(kind, message), finding.path)


def _plain_words(kind: str, message: str) -> str:
    if kind in _WORDS:
        return f"{_MUST_BE}{_WORDS[kind]}"
    if kind == "string_pattern_mismatch":
        pattern = message.partition("'")[2].removesuffix("'")
        return f"{_MUST_BE}{_PATTERNS.get(pattern) or f'a text that fits the pattern {pattern}'}"
    for start in ("Value error, ", "Assertion failed, "):
        message = message.removeprefix(start)
    message = message.replace("Input should be ", _MUST_BE).replace("dictionary", "mapping of keys")
    message = message.replace(" after validation", "")
    return f"{message[:1].lower()}{message[1:]}"


def _united(problems: Sequence[Problem]) -> list[Problem]:
    """Problems without repetition; what a value might be instead is said once."""
    united: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        wish = problem.code == Code.WRONG_VALUE and problem.message.startswith(_MUST_BE)
        key = (problem.path, "wish") if wish else (problem.path, problem.code, problem.message)
        other = united.get(key)
        if wish and other is not None and problem.message != other.message:
            message = f"{other.message} or {problem.message.removeprefix(_MUST_BE)}"
            problem = Problem(problem.code, message, problem.path)  # noqa: PLW2901
        united[key] = problem
    return [_named(problem) for problem in united.values()]


def _named(problem: Problem) -> Problem:
    if problem.code != Code.WRONG_VALUE or not problem.path:
        return problem
    at = ".".join(str(step) for step in problem.path)
    return Problem(problem.code, f"{at}: {problem.message}", problem.path)


@dataclass(frozen=True, slots=True)
class _Schema:
    """A model's JSON schema, to look up which keys are known where.

    :ivar depth: length of the path to the part of the document that the schema is for.
    :ivar also: more keys that are known at the top of it.
    """

    schema: Mapping[str, Any]
    depth: int
    also: Sequence[str]

    def keys_at(self, path: Sequence[str | int]) -> set[str]:
        """The keys known at a path."""
        places = [self.schema]
        for step in path[self.depth :]:
            places = [below for place in places for below in self._below(place, step)]
        known = {key for place in places for form in self._forms(place) for key in form.get("properties", {})}
        return known | set(self.also) if len(path) == self.depth else known

    def _forms(self, place: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """What a place may be: itself, what it refers to, the members of a union."""
        if "$ref" in place:
            yield from self._forms(self.schema["$defs"][place["$ref"].rsplit("/", 1)[-1]])
            return
        yield place
        for union in ("anyOf", "oneOf", "allOf"):
            for member in place.get(union, ()):
                yield from self._forms(member)

    def _below(self, place: Mapping[str, Any], step: str | int) -> Iterator[Mapping[str, Any]]:
        for form in self._forms(place):
            properties = form.get("properties", {})
            if step in properties:
                yield properties[step]
                continue
            for below in ("items", "additionalProperties"):
                if isinstance(form.get(below), Mapping):
                    yield form[below]
