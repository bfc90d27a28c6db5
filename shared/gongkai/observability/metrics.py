"""The figures on `/metrics`: what was done, how long it took, what waits."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Gauge, Metric, ProcessCollector, generate_latest
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_published = Counter("gongkai_relay_published", "Events handed to the bus", ("service",), registry=REGISTRY)
_refused = Counter("gongkai_relay_failed", "Events the bus did not take at this try", ("service",), registry=REGISTRY)
_waiting = Gauge("gongkai_outbox_waiting", "Events not yet published", ("service",), registry=REGISTRY)
_oldest = Gauge("gongkai_outbox_age_seconds", "Age of the oldest unpublished event", ("service",), registry=REGISTRY)
_consumed = Counter(
    "gongkai_consumer_records", "Records by outcome: done, doubled, dead", ("group", "outcome"), registry=REGISTRY
)
_lag = Gauge("gongkai_consumer_lag", "Records that a consumer group has still to read", ("group",), registry=REGISTRY)
_dead = Gauge("gongkai_dead_letters", "Records that wait for a person", ("group",), registry=REGISTRY)
_due = Counter("gongkai_due_rows", "Due rows that a timer dealt with", ("timer",), registry=REGISTRY)
_warnings = Counter("gongkai_warnings", "Warnings given by stage", ("stage",), registry=REGISTRY)
_deliveries = Counter("gongkai_deliveries", "Outbound deliveries by outcome", ("channel", "outcome"), registry=REGISTRY)
_business = Gauge("gongkai_business", "What a service says of its own work", ("service", "figure"), registry=REGISTRY)


class HttpSeconds(Collector):
    """How long requests took, by service, method, route and status.

    The library's own histogram takes a lock and walks its buckets for each value, which costs every request 2 µs. Only
    the event loop counts here, so a list of numbers will do.
    """

    BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, float("inf"))
    TOLD = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "10.0", "+Inf")

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, str, int], list[int]] = {}
        self._sums: dict[tuple[str, str, str, int], float] = {}

    def observe(self, key: tuple[str, str, str, int], seconds: float) -> None:
        """Count one request."""
        counts = self._counts.get(key)
        if counts is None:
            counts = self._counts[key] = [0] * len(self.BUCKETS)
            self._sums[key] = 0.0
        counts[bisect_left(self.BUCKETS, seconds)] += 1
        self._sums[key] += seconds

    def collect(self) -> Iterator[Metric]:
        """The figures, as Prometheus reads them."""
        family = HistogramMetricFamily(
            "gongkai_http_seconds",
            "HTTP requests by route template and status",
            labels=("service", "method", "route", "status"),
        )
        for (service, method, route, status), counts in self._counts.items():
            buckets = [(le, float(n)) for le, n in zip(self.TOLD, accumulate(counts), strict=True)]
            labels = (service, method, route, str(status))
            family.add_metric(labels, buckets, self._sums[service, method, route, status])
        yield family


_http = HttpSeconds()
REGISTRY.register(_http)


def request_answered(service: str, method: str, route: str, status: int, seconds: float) -> None:
    """One HTTP request has its answer."""
    _http.observe((service, method, route, status), seconds)


def relay_published(service: str, events: int) -> None:
    """The bus has acknowledged these events."""
    _published.labels(service).inc(events)


def relay_failed(service: str, events: int) -> None:
    """The bus did not take these events; they stay in the outbox."""
    _refused.labels(service).inc(events)


def outbox_state(service: str, waiting: int, oldest_seconds: float) -> None:
    """What the outbox holds right now."""
    _waiting.labels(service).set(waiting)
    _oldest.labels(service).set(oldest_seconds)


def consumed(group: str, outcome: str, records: int = 1) -> None:
    """Records were dealt with: `done`, `doubled` (seen before) or `dead` (set aside)."""
    _consumed.labels(group, outcome).inc(records)


def consumer_lag(group: str, records: int) -> None:
    """How far a consumer group is behind."""
    _lag.labels(group).set(records)


def dead_letters(group: str, waiting: int) -> None:
    """How many records were set aside and wait for a person."""
    _dead.labels(group).set(waiting)


def due_rows(timer: str, rows: int) -> None:
    """A timer's step dealt with so many due rows."""
    if rows:
        _due.labels(timer).inc(rows)


def warnings_given(stage: str, count: int = 1) -> None:
    """Warnings were given at this stage."""
    _warnings.labels(stage).inc(count)


def delivered(channel: str, outcome: str) -> None:
    """A delivery was tried: `done`, `again` (will be tried again) or `dead`."""
    _deliveries.labels(channel, outcome).inc()


def business(service: str, figure: str, value: float) -> None:
    """One figure of a service's business health: an age in seconds, a count, days."""
    _business.labels(service, figure).set(value)


def exposition() -> bytes:
    """All figures in the Prometheus text format."""
    return generate_latest(REGISTRY)
