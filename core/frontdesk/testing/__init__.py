"""For tests of bots and plugins: a desk, customers, and conversation scripts.

.. code-block:: python

    from frontdesk.testing import Conversation, open_desk

    with open_desk("salon", clock=datetime(2026, 11, 23, 10, 0)) as desk:
        anna = Conversation(desk, name="Anna")
        assert "14:00" in anna.say("A haircut tomorrow at 2 pm, please")

Pytest collects ``*.conversation.yaml`` by itself; ``frontdesk test`` runs them too.
"""

from __future__ import annotations

from frontdesk.testing.conversation import Conversation, Heard, NotAnsweredError
from frontdesk.testing.desks import open_desk
from frontdesk.testing.evaluation import evaluate
from frontdesk.testing.models import Models
from frontdesk.testing.phrases import Phrase, PhraseFile, load_phrases
from frontdesk.testing.report import Failure, Report, Result
from frontdesk.testing.runner import Runner, find_scripts, run_scripts
from frontdesk.testing.scorecard import Scorecard, Verdict
from frontdesk.testing.script import Script, load_scripts

__all__ = [
    "Conversation",
    "Failure",
    "Heard",
    "Models",
    "NotAnsweredError",
    "Phrase",
    "PhraseFile",
    "Report",
    "Result",
    "Runner",
    "Scorecard",
    "Script",
    "Verdict",
    "evaluate",
    "find_scripts",
    "load_phrases",
    "load_scripts",
    "open_desk",
    "run_scripts",
]
