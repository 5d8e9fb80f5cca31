"""Metrics are declared, labelled as declared, and kept apart per desk."""

from __future__ import annotations

import pytest

from frontdesk import Metric, PluginRefused
from frontdesk.metrics import Metrics


def test_a_counter_counts():
    metrics = Metrics()
    metrics.inc("messages_total", direction="in", salon_id="anna")
    metrics.inc("messages_total", 2, direction="in", salon_id="anna")

    assert b'messages_total{direction="in",salon_id="anna"} 3.0\n' in metrics.render()


def test_a_gauge_stands_where_it_was_put():
    metrics = Metrics()
    metrics.set("queue_depth", 7)
    metrics.set("queue_depth", 4)

    assert b"\nqueue_depth 4.0\n" in metrics.render()


def test_a_histogram_sorts_into_its_buckets():
    metrics = Metrics([Metric("wait_seconds", "Waiting.", kind="histogram", buckets=(1.0, 5.0))])
    metrics.observe("wait_seconds", 3)

    text = metrics.render()
    assert b'wait_seconds_bucket{le="1.0"} 0.0' in text
    assert b'wait_seconds_bucket{le="5.0"} 1.0' in text


def test_a_series_is_not_doubled_by_when_it_was_begun():
    metrics = Metrics([Metric("forms_created", "A name that looks like it.", kind="gauge")])
    metrics.inc("messages_total", direction="in", salon_id="anna")
    metrics.observe("turn_duration_seconds", 1.0)
    metrics.set("forms_created", 4)

    created = [line for line in metrics.render().splitlines() if b"_created" in line and line[:1] != b"#"]
    assert created == [b"forms_created 4.0"]


def test_two_desks_do_not_mix():
    one, other = Metrics(), Metrics()
    one.inc("plugin_errors_total", plugin="faq")

    assert b"faq" in one.render()
    assert b"faq" not in other.render()


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("nobody_declared_this", {}),
        ("messages_total", {"direction": "in"}),
        ("messages_total", {"direction": "in", "salon_id": "anna", "phone": "x"}),
        ("queue_depth", {}),
    ],
)
def test_what_was_not_declared_is_refused(name, labels):
    with pytest.raises(KeyError):
        Metrics().inc(name, **labels)


def test_setting_or_observing_the_wrong_kind_is_refused():
    metrics = Metrics()
    with pytest.raises(KeyError, match="not a gauge"):
        metrics.set("plugin_errors_total", 1, plugin="faq")
    with pytest.raises(KeyError, match="not a histogram"):
        metrics.observe("queue_depth", 1)


def test_one_metric_declared_twice_is_one():
    spec = Metric("bookings_total", "Bookings.", labels=("salon_id",))
    metrics = Metrics([spec, spec])
    metrics.inc("bookings_total", salon_id="anna")

    assert metrics.render().count(b"# TYPE bookings_total") == 1


def test_two_metrics_of_one_name_are_refused():
    with pytest.raises(PluginRefused, match="bookings_total"):
        Metrics([Metric("bookings_total", "Bookings."), Metric("bookings_total", "Bookings.", labels=("x",))])
