"""A YAML document as a tree in which every value knows where it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

__all__ = ["Mark", "Node", "Path"]

Scalar = None | bool | int | float | str
Path = Sequence[str | int]


class Mark(NamedTuple):
    """Where something was written: file, and line and column counted from 1 (0 when unknown)."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it was written.

    :ivar value: a scalar, a mapping of nodes, or a tuple of nodes.
    :ivar keys: for a mapping, where each of its keys was written.
    :ivar variables: the environment variables that went into a scalar, with their values. Never shown.
    """

    value: Scalar | Mapping[str, Node] | tuple[Node, ...]
    mark: Mark
    keys: Mapping[str, Mark] = field(default_factory=lambda: MappingProxyType({}))
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    @classmethod
    def of(cls, plain: Any, file: str) -> Node:
        """A tree of plain JSON values that were not written in a file.

        :param file: what to call their origin in problems.
        """
        mark = Mark(file)
        if isinstance(plain, Mapping):
            nodes = {str(key): cls.of(value, file) for key, value in plain.items()}
            return cls(nodes, mark, dict.fromkeys(nodes, mark))
        if isinstance(plain, Sequence) and not isinstance(plain, str):
            return cls(tuple(cls.of(item, file) for item in plain), mark)
        return cls(plain, mark)

    @property
    def plain(self) -> Any:
        """The value without any marks: what ``yaml.safe_load`` would give."""
        if isinstance(self.value, Mapping):
            return {key: node.plain for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain for node in self.value]
        return self.value

    @property
    def mapping(self) -> Mapping[str, Node]:
        """The nodes of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The nodes of a list; empty for anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    def child(self, step: str | int) -> Node | None:
        """The value under a key or at an index, or None."""
        if isinstance(step, str):
            return self.mapping.get(step)
        return self.items[step] if 0 <= step < len(self.items) else self.mapping.get(str(step))

    def resolve(self, path: Path) -> tuple[tuple[str | int, ...], Node]:
        """Follow a path as far as it leads, leaving out steps that lead nowhere.

        :return: the steps that were gone, and the node at their end.
        """
        node, gone = self, []
        for step in path:
            child = node.child(step)
            if child is not None:
                node = child
                gone.append(step)
        return tuple(gone), node

    def locate(self, path: Path, *, key: bool = False) -> Mark:
        """Where the value at a path was written; for a missing one, where its parent was.

        :param key: ask for the key instead of the value, where the value stands in a mapping. A value that
            was left out (``name:``) is always where its key is.
        """
        gone, node = self.resolve(path)
        if gone and (key or node.value is None):
            _, parent = self.resolve(gone[:-1])
            return parent.keys.get(str(gone[-1]), node.mark)
        return node.mark

    def without(self, *keys: str) -> Node:
        """This mapping without some of its keys."""
        kept = {key: node for key, node in self.mapping.items() if key not in keys}
        return replace(self, value=kept)

    def overlaid(self, other: Node) -> Node:
        """This tree with another laid over it: mappings are merged key by key, all else is replaced."""
        if not isinstance(self.value, Mapping) or not isinstance(other.value, Mapping):
            return other
        merged = dict(self.value)
        for key, node in other.value.items():
            merged[key] = merged[key].overlaid(node) if key in merged else node
        return Node(merged, other.mark, {**self.keys, **other.keys})

    def inherits(self, *path: str) -> bool:
        """Whether the key at a path comes from what this tree was laid over.

        Such a key may be of no use here, but it does no harm.
        """
        return self.locate(path, key=True).file != self.mark.file

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for node in (*self.mapping.values(), *self.items):
            yield from node.walk()
