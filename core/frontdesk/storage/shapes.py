"""What conditions have in common whatever values they hold: their shape."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import count
from typing import Any

from peewee import OP, Expression, Field, Node

from frontdesk.storage.statements import Slot

__all__ = ["shape_of", "slotted"]

_JOINTS = frozenset({OP.AND, OP.OR})
_COMPARISONS = frozenset({OP.EQ, OP.NE, OP.LT, OP.LTE, OP.GT, OP.GTE})
_NULLNESS = frozenset({OP.IS, OP.IS_NOT})
_MEMBERSHIPS = frozenset({OP.IN, OP.NOT_IN})
#: What Peewee makes more of than one value.
_INVOLVED = (Node, type, list, tuple, set, frozenset)


def shape_of(model: type[Any], conditions: Sequence[Any], values: list[Any]) -> Hashable | None:
    """The shape of conditions on the fields of one model, joined by AND and OR.

    :param values: is given the values that the conditions hold, in order.
    :return: equal for conditions that differ in their values only; None for anything less plain.
    """
    shapes = []
    for condition in conditions:
        shape = _shape(model, condition, values)
        if shape is None:
            return None
        shapes.append(shape)
    return tuple(shapes)


def _shape(model: type[Any], node: Any, values: list[Any]) -> Hashable | None:
    if type(node) is not Expression:
        return None
    left, operator, right = node.lhs, node.op, node.rhs
    if operator in _JOINTS:
        first, second = _shape(model, left, values), _shape(model, right, values)
        return None if first is None or second is None else (operator, first, second)
    if not isinstance(left, Field) or left.model is not model:
        return None
    if operator in _NULLNESS and right is None:
        return (operator, left.name)
    if operator in _COMPARISONS and not isinstance(right, _INVOLVED):
        values.append(right)
        return (operator, left.name)
    if operator in _MEMBERSHIPS and isinstance(right, list | tuple) and right:
        values.extend(right)
        return (operator, left.name, len(right))
    return None


def slotted(conditions: Sequence[Any], first: int) -> list[Any]:
    """The same conditions with slots in place of their values.

    :param first: name of the first slot; the others follow in the order of the values.
    """
    names = count(first)
    return [_slotted(condition, names) for condition in conditions]


def _slotted(node: Any, names: Iterator[int]) -> Any:
    left, right = node.lhs, node.rhs
    if node.op in _JOINTS:
        left, right = _slotted(left, names), _slotted(right, names)
    elif node.op in _COMPARISONS:
        right = Slot(left, next(names))
    elif node.op in _MEMBERSHIPS:
        right = [Slot(left, next(names)) for _ in right]
    return Expression(left, node.op, right, node.flat)
