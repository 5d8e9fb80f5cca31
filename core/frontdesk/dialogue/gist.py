"""What one message mainly does, in a word: for evaluations, where a phrase stands alone."""

from __future__ import annotations

from frontdesk.dialogue.resolving import STOP
from frontdesk.dialogue.wishes import Repertoire, Wishes
from frontdesk.readings import Reading

__all__ = ["CHOICE", "INFORM", "NO", "NOTHING", "YES", "gist_of"]

#: What a message can do beside speaking of an intent.
YES, NO, CHOICE, INFORM, NOTHING = "yes", "no", "choice", "inform", "nothing"


def gist_of(reading: Reading, repertoire: Repertoire) -> str:
    """What a message mainly does when nothing is open.

    It is what the policy would look at first: the intent that it serves, be it all that was said or not.

    :return: the name of an intent, ``choice`` (it picks what was offered), ``yes``, ``no``, ``stop``,
        ``inform`` (it only hands over values) or ``nothing``.
    """
    wishes = Wishes(reading, repertoire, None)
    serious = max(wishes.incomplete + wishes.complete, key=lambda guess: guess.confidence, default=None)
    if serious is not None:
        return serious.intent
    if reading.chosen is not None:
        return CHOICE
    if reading.stop:
        return STOP
    if reading.answer == "no":
        return NO
    if wishes.courtesies:
        return wishes.courtesies[0].intent
    if reading.slots or reading.unclear or reading.unmet or reading.indifferent or reading.dropped:
        return INFORM
    if reading.answer == "yes":
        return YES
    return INFORM if reading.correction else NOTHING
