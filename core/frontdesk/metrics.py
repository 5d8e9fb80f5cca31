"""What the desk counts for Prometheus. Each desk has its own registry: two desks in one process never mix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from frontdesk.errors import PluginRefused
from frontdesk.offers import Metric

__all__ = ["CORE_METRICS", "Metrics"]

#: Seconds; webhooks are to be acknowledged within 0.25 s at the median and 1 s at p99.
_LATENCIES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_QUERIES = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)

CORE_METRICS = (
    Metric("http_requests_total", "Requests answered.", labels=("method", "route", "status_code")),
    Metric(
        "http_request_duration_seconds",
        "Time from a request's headers to its answer.",
        kind="histogram",
        labels=("method", "route", "status_code"),
        buckets=_LATENCIES,
    ),
    Metric("messages_total", "Messages in and out.", labels=("direction", "salon_id")),
    Metric(
        "db_query_duration_seconds",
        "Time a database query took.",
        kind="histogram",
        labels=("operation",),
        buckets=_QUERIES,
    ),
    Metric(
        "turns_total", "Turns taken, by what was decided and who understood.", labels=("decision", "source")
    ),
    Metric(
        "turn_duration_seconds",
        "Time that understanding and acting took.",
        kind="histogram",
        buckets=_LATENCIES,
    ),
    Metric(
        "plugin_errors_total", "Errors that a plugin raised and that were kept to it.", labels=("plugin",)
    ),
    Metric("queue_depth", "Jobs that wait in the queue.", kind="gauge"),
    Metric("inbox_lag_seconds", "Age of the oldest message that waits to be answered.", kind="gauge"),
    Metric(
        "inbox_messages",
        "Messages that wait for their turn (pending), or for a person (dead, unrouted, quarantined).",
        kind="gauge",
        labels=("state",),
    ),
    Metric("outbox_lag_seconds", "Age of the oldest reply that waits to be sent.", kind="gauge"),
    Metric(
        "outbox_replies",
        "Replies that wait (pending), are under way (sending), or are refused for their account (held).",
        kind="gauge",
        labels=("state",),
    ),
    Metric(
        "notices_unsent",
        "Notices of the last 7 days that customers were not told, by reason.",
        kind="gauge",
        labels=("reason",),
    ),
    Metric("accounts_paused", "Accounts for which nothing is sent for a while.", kind="gauge"),
)


class Metrics:
    """The desk's counters, gauges and histograms.

    :param specs: what plugins count, beside :data:`CORE_METRICS`. One declared twice alike is one metric.
    :raises PluginRefused: two different metrics have one name.
    """

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, specs: Iterable[Metric] = ()) -> None:
        self._registry = _Registry()
        self._specs: dict[str, Metric] = {}
        self._collectors: dict[str, Counter | Gauge | Histogram] = {}
        self._known: dict[tuple[object, ...], Counter | Gauge | Histogram] = {}
        for spec in (*CORE_METRICS, *specs):
            self._declare(spec)

    def inc(self, name: str, amount: float = 1.0, /, **labels: str) -> None:
        """Count up a counter.

        :raises KeyError: there is no such counter, or it has other labels.
        """
        series = self._series(name, labels)
        if not isinstance(series, Counter):
            raise KeyError(f"metric {name!r} is a {self._specs[name].kind}, not a counter")
        series.inc(amount)

    def set(self, name: str, value: float, /, **labels: str) -> None:
        """Put a gauge on a value.

        :raises KeyError: there is no such gauge, or it has other labels.
        """
        series = self._series(name, labels)
        if not isinstance(series, Gauge):
            raise KeyError(f"metric {name!r} is a {self._specs[name].kind}, not a gauge")
        series.set(value)

    def observe(self, name: str, value: float, /, **labels: str) -> None:
        """Add an observation to a histogram.

        :raises KeyError: there is no such histogram, or it has other labels.
        """
        series = self._series(name, labels)
        if not isinstance(series, Histogram):
            raise KeyError(f"metric {name!r} is a {self._specs[name].kind}, not a histogram")
        series.observe(value)

    def render(self) -> bytes:
        """Everything counted so far, in the Prometheus text format (see :attr:`content_type`)."""
        return generate_latest(self._registry)

    def _declare(self, spec: Metric) -> None:
        known = self._specs.get(spec.name)
        if known == spec:
            return
        if known is not None:
            raise PluginRefused(
                f"metric {spec.name!r} is declared twice, in different ways",
                "Prefix the plugin's metrics with the plugin's name.",
            )
        self._specs[spec.name] = spec
        if spec.kind == "histogram":
            buckets = spec.buckets or Histogram.DEFAULT_BUCKETS
            self._collectors[spec.name] = Histogram(
                spec.name, spec.help, spec.labels, registry=self._registry, buckets=buckets
            )
        else:
            kind = Counter if spec.kind == "counter" else Gauge
            self._collectors[spec.name] = kind(spec.name, spec.help, spec.labels, registry=self._registry)

    def _series(self, name: str, labels: dict[str, str]) -> Counter | Gauge | Histogram:
        key = (name, *labels.items())
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(name, labels)
        return known

    def _find(self, name: str, labels: dict[str, str]) -> Counter | Gauge | Histogram:
        spec = self._specs.get(name)
        if spec is None:
            raise KeyError(f"no metric {name!r}: declare it with frontdesk_metrics")
        if set(labels) != set(spec.labels):
            declared = ", ".join(spec.labels) or "none"
            given = ", ".join(labels) or "none"
            raise KeyError(f"metric {name!r} has the labels {declared}, not {given}")
        collector = self._collectors[name]
        return collector.labels(**labels) if labels else collector


class _Registry(CollectorRegistry):
    """Leaves out when each series was begun: nobody looks at it, and it is half of the counters' lines."""

    def collect(self) -> Iterator[prometheus_client.Metric]:
        for family in super().collect():
            begun = f"{family.name}_created"
            family.samples = [sample for sample in family.samples if sample.name != begun]
            yield family
