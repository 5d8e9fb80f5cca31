"""What the Graph API answers is understood by its error code."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Fail, Hold, HttpResponse, Retry, Sent
from frontdesk_whatsapp.outcomes import read_outcome


def answer(status, document, **headers):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_outcome(HttpResponse(status, headers, body))


def error(code, status=400, **headers):
    document = {
        "error": {"message": "to +79161234567", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    }
    return answer(status, document, **headers)


def test_an_accepted_message_has_an_id():
    document = {
        "messaging_product": "whatsapp",
        "contacts": [{"input": "1", "wa_id": "1"}],
        "messages": [{"id": "w"}],
    }

    assert answer(200, document) == Sent("w")


@pytest.mark.parametrize("code", [1, 2, 131000, 131016])
@pytest.mark.parametrize("status", [400, 500, 503])
def test_trouble_at_whatsapp_is_tried_again(code, status):
    outcome = error(code, status)

    assert isinstance(outcome, Retry)
    assert (outcome.scope, outcome.ambiguous) == ("contact", False)


@pytest.mark.parametrize("code", [4, 80007, 130429, 131057])
def test_limits_of_the_account_slow_the_account(code):
    outcome = error(code)

    assert isinstance(outcome, Retry)
    assert outcome.scope == "account"
    assert outcome.after > 0


def test_the_pair_rate_delays_one_customer_only():
    outcome = error(131056)

    assert isinstance(outcome, Retry)
    assert (outcome.scope, outcome.after) == ("contact", 4.0)


@pytest.mark.parametrize(
    "code",
    [
        100,
        130403,
        131008,
        131009,
        131021,
        131026,
        131030,
        131047,
        131048,
        131049,
        131050,
        131051,
        131062,
        132000,
    ],
)
def test_what_will_never_be_accepted_is_given_up(code):
    outcome = error(code)

    assert isinstance(outcome, Fail)
    assert outcome.code == str(code)
    assert outcome.outside_window == (code == 131047)


@pytest.mark.parametrize("code", [0, 3, 10, 33, 190, 200, 299, 368, 131005, 131031, 131042, 130497])
@pytest.mark.parametrize("status", [400, 401, 500])
def test_trouble_with_the_account_holds_it(code, status):
    assert isinstance(error(code, status), Hold)


def test_the_code_may_be_a_text():
    assert isinstance(error("190"), Hold)


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Fail), (401, Hold), (404, Fail), (429, Retry), (500, Retry)]
)
def test_an_unknown_code_is_judged_by_the_status(status, kind):
    assert isinstance(error(987654, status), kind)


@pytest.mark.parametrize(
    "body", [b"", b"<html>Bad gateway</html>", b'{"mess', b"[]", b'{"messages": []}', b"\xff"]
)
def test_an_accepting_answer_without_an_id_may_have_been_accepted(body):
    outcome = answer(200, body)

    assert isinstance(outcome, Retry)
    assert outcome.ambiguous


@pytest.mark.parametrize(
    ("status", "ambiguous"),
    [
        (302, False),
        (403, False),
        (404, False),
        (429, False),
        (500, False),
        (503, False),
        (502, True),
        (504, True),
    ],
)
def test_what_something_in_between_says_is_not_final(status, ambiguous):
    outcome = answer(status, b"<html></html>")

    assert isinstance(outcome, Retry)
    assert outcome.ambiguous is ambiguous


@pytest.mark.parametrize(
    ("value", "after"), [("30", 30.0), ("999999", 3600.0), ("Wed, 21 Oct", 0.0), ("-5", 0.0), ("²", 0.0)]
)
def test_retry_after_is_heeded(value, after):
    outcome = answer(503, b"", **{"retry-after": value})

    assert isinstance(outcome, Retry)
    assert outcome.after == after


def test_reasons_hold_nothing_of_what_whatsapp_wrote():
    for code in (1, 190, 131026, 424242):
        assert "+7916" not in error(code).reason


@given(st.integers(min_value=100, max_value=599), st.binary(), st.text(max_size=12))
def test_no_answer_raises(status, body, retry_after):
    assert answer(status, body, **{"retry-after": retry_after}).reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "code", "x"]), inner),
    max_leaves=6,
)


@given(
    st.sampled_from([200, 400, 500]),
    st.dictionaries(st.sampled_from(["error", "messages", "contacts"]), JSON),
)
def test_no_document_raises(status, document):
    assert isinstance(answer(status, document), Sent | Retry | Hold | Fail)
