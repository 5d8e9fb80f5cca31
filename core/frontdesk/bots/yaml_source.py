"""Reading YAML: every value with its position, and every mistake in words that help.

The scalars are those of YAML 1.2, as editors check them: ``no`` is Norwegian, ``10:00`` is a time and
``2026-12-31`` a text; only ``true`` and ``false`` are truth values.
"""

from __future__ import annotations

import re

import yaml
from yaml.composer import Composer
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from frontdesk.bots.codes import Code
from frontdesk.bots.tree import Mark, Node, Scalar
from frontdesk.errors import BotInvalid, Problem

__all__ = ["read_yaml"]

_PLAIN = "plain"
_DEFAULT_TAGS: dict[type[yaml.Node], str] = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
_TAGS = frozenset({*_DEFAULT_TAGS.values(), _PLAIN})
_MOST_NODES = 50_000
_DEEPEST = 40

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,30}\.[0-9]{1,30}([eE][-+]?[0-9]{1,2})?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read_yaml(content: bytes, file: str, problems: list[Problem] | None = None) -> Node:
    """Read one YAML document.

    :param file: what to call the file in marks and problems.
    :param problems: gets what is wrong but leaves a document to go on with: of a key that is there twice,
        the first one counts. Without it all problems are raised.
    :return: the document; always a mapping.
    :raises BotInvalid: with all problems that could be found.
    """
    text = _decode(content, file)
    reader = _TreeReader(file)
    root = reader.convert(_compose(text, file))
    if not isinstance(root.value, dict) and not reader.problems:
        found = "is empty" if root.value is None else "does not begin with a key"
        advice = "a bot definition is a mapping of keys such as 'name: ...' and 'languages: [...]'"
        reader.add(Code.NOT_A_MAPPING, f"the file {found}; {advice}", root.mark)
    if reader.problems and (problems is None or not isinstance(root.value, dict)):
        raise BotInvalid(reader.problems)
    if problems is not None:
        problems += reader.problems
    return root


def _decode(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", errors="replace")
        message = "the file is not UTF-8 text; save it as UTF-8"
        raise _invalid(Code.UNREADABLE, message, _mark_at(before, len(before), file)) from None


class _Loader(Reader, Scanner, Parser, Composer, BaseResolver):
    """Composes nodes and leaves the meaning of plain scalars to :class:`_TreeReader`."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        if kind is yaml.ScalarNode and isinstance(implicit, tuple) and implicit[0]:
            return _PLAIN
        return _DEFAULT_TAGS[kind]


def _compose(text: str, file: str) -> yaml.Node:
    try:
        loader = _Loader(text)
    except ReaderError as error:
        mark = _mark_at(text, error.position, file)
        raise _invalid(Code.YAML_SYNTAX, "an invisible control character; delete it", mark) from None
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _invalid(Code.YAML_SYNTAX, _explain(error), _mark(error.problem_mark, file)) from None
    except RecursionError:
        raise _invalid(Code.YAML_FEATURE, "nested too deeply", Mark(file, 1, 1)) from None
    except (ValueError, OverflowError):
        # Escapes such as "\U00110000" that no character has.
        here = _mark(loader.get_mark(), file)
        raise _invalid(Code.YAML_SYNTAX, "an escape that stands for no character", here) from None
    if node is None:
        start = yaml.Mark(file, 0, 0, 0, None, 0)
        return yaml.ScalarNode(_PLAIN, "", start, start)
    return node


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "this is not YAML"
    if "'\\t'" in problem:
        return "a tab; YAML is indented with spaces"
    if "mapping values are not allowed" in problem:
        return "a colon inside a value; put the value in quotes, or look at how the line is indented"
    if "found undefined alias" in problem or "expected alphabetic or numeric" in problem:
        return f"{problem}; put a value that begins with * or & in quotes"
    if "expected a single document" in (error.context or ""):
        return "a second document begins here; a file holds one bot, without ---"
    if problem.startswith("expected <block end>"):
        return "the line is not indented like the others of its block; begin them at the same column"
    if problem.startswith("expected ',' or") and error.context_mark:
        begun = f"the bracket that begins in line {error.context_mark.line + 1}"
        return f"{begun} is not closed before here, or a comma is missing; close brackets and quotes"
    context = ""
    if error.context and error.context_mark:
        context = f" {error.context} that begins in line {error.context_mark.line + 1}"
    return f"{problem}{context}"


class _TreeReader:
    """Turns composed nodes into a tree, and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._count = 0

    def add(self, code: Code, message: str, mark: Mark) -> None:
        self.problems.append(Problem(code, message, file=mark.file, line=mark.line, column=mark.column))

    def convert(self, node: yaml.Node, depth: int = 0) -> Node:
        mark = _mark(node.start_mark, self._file)
        self._count += 1
        # Aliases are followed, so a small file can stand for an endless one.
        if depth > _DEEPEST or self._count > _MOST_NODES:
            what = "nested too deeply, too large, or an alias that leads back to itself"
            raise _invalid(Code.YAML_FEATURE, what, mark)
        if node.tag not in _TAGS:
            self.add(Code.YAML_FEATURE, f"the tag {_tag(node.tag)} is not supported; leave it out", mark)
            return Node(None, mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, mark, depth)
        if isinstance(node, yaml.SequenceNode):
            return Node(tuple(self.convert(item, depth + 1) for item in node.value), mark)
        return Node(self._scalar(node, mark), mark)

    def _mapping(self, node: yaml.MappingNode, mark: Mark, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        for key_node, value_node in node.value:
            at = _mark(key_node.start_mark, self._file)
            value = self.convert(value_node, depth + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self.add(Code.YAML_FEATURE, "a key must be a single word or text", at)
                continue
            key = self._text(key_node.value, at)
            if key in keys:
                first = f"it already stands in line {keys[key].line}"
                self.add(Code.DUPLICATE_KEY, f"the key '{key}' is here twice ({first}); delete one", at)
                continue
            values[key], keys[key] = value, at
        return Node(values, mark, keys)

    def _scalar(self, node: yaml.Node, mark: Mark) -> Scalar:
        text = self._text(node.value, mark)
        if node.tag != _PLAIN:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text

    def _text(self, text: str, mark: Mark) -> str:
        if not _SURROGATE.search(text):
            return text
        try:
            # JSON writes some characters as two escapes.
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self.add(Code.YAML_SYNTAX, "an escape that stands for no character", mark)
            return ""


def _tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _mark(mark: yaml.Mark | None, file: str) -> Mark:
    return Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file, 1, 1)


def _mark_at(text: str, position: int, file: str) -> Mark:
    before = text[:position]
    return Mark(file, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _invalid(code: Code, message: str, mark: Mark) -> BotInvalid:
    return BotInvalid([Problem(code, message, file=mark.file, line=mark.line, column=mark.column)])
