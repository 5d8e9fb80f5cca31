"""Understanding people: days and hours, options, answers, intents, by rules."""

from __future__ import annotations

from frontdesk.readings import Guess, Reading, Understander, Utterance
from frontdesk.understanding.claims import Claim, claims
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.offered import Offered, offer_in
from frontdesk.understanding.options import OptionMatch, match_option
from frontdesk.understanding.rules import RulesUnderstander
from frontdesk.understanding.tokens import Stemmer
from frontdesk.understanding.tongues import detect_language
from frontdesk.understanding.unknown import unknown_words
from frontdesk.understanding.when import When, can_read, read_when

__all__ = [
    "Claim",
    "Guess",
    "Lexicon",
    "Offered",
    "OptionMatch",
    "Reading",
    "RulesUnderstander",
    "Stemmer",
    "Understander",
    "Utterance",
    "When",
    "can_read",
    "claims",
    "detect_language",
    "match_option",
    "normalize",
    "offer_in",
    "read_when",
    "unknown_words",
]
