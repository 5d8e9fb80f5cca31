"""A "no" to "will you be there?", which leaves open what becomes of the visit."""

from __future__ import annotations

from frontdesk.dialogue.decisions import Suggest
from frontdesk.dialogue.state import State
from frontdesk.readings import Reading

__all__ = ["ways_instead"]


def ways_instead(state: State, reading: Reading) -> Suggest | None:
    """The ways on that were offered beside a proposed "yes", to a bare "no".

    :return: None where nothing was proposed, or more was said than "no".
    """
    if reading.chosen is not None or not (reading.answer == "no" or reading.declined):
        return None
    proposed = any(choice.answer == "yes" and choice.intent for choice in state.offered)
    ways = [choice for choice in state.offered if choice.intent and choice.answer is None]
    if not proposed or not ways:
        return None
    same = all(choice.values == ways[0].values for choice in ways)
    intents = tuple(choice.intent for choice in ways if choice.intent)
    return Suggest(intents, declined=True, given=ways[0].values if same else {})
