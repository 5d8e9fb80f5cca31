"""Comparing frontdesk with the anchor under one plan."""

from __future__ import annotations

from harness.choices import Choices
from harness.figures import Comparison
from harness.rounds import Plan, rounds
from harness.stand import Stand

__all__ = ["ALL_SETTINGS", "compare"]

#: The anchor's settings: what Redis promises, and how many messages the worker handles at once.
ALL_SETTINGS = (("everysec", 64), ("everysec", 128), ("always", 64), ("always", 128))


def compare(
    stand: Stand, choices: Choices, plan: Plan, *settings: tuple[str, int], bot: str = "echo"
) -> Comparison:
    """Interleaved rounds of everything that was asked for.

    :param settings: of the anchor; the best of them counts.
    """
    anchors = choices.anchors(stand, *settings)
    subjects = [*anchors, *choices.frontdesks(stand, bot)]
    return Comparison(rounds(subjects, plan, choices.rounds), [anchor.name for anchor in anchors])
