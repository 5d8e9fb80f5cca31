"""Outcomes in the words of channels, as they can be stored."""

from __future__ import annotations

import pytest

from frontdesk import Fail, Hold, Retry, Sent
from frontdesk.pipeline.outcomes import storable


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        (Sent("wamid.A"), Sent("wamid.A")),
        (Sent(12345), Sent("12345")),
        (Sent("half \ud83d"), Sent("half ?")),
        (Hold("zero \0 byte"), Hold("zero  byte")),
        (Retry("занято", after=3, scope="account"), Retry("занято", after=3, scope="account")),
        (Fail("no \0", 131026), Fail("no ", "131026")),
        (Fail("no"), Fail("no")),
    ],
)
def test_what_a_channel_says_can_be_stored(said, stored):
    assert storable(said) == stored
