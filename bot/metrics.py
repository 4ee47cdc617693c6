"""Metrics: what is counted and timed for Prometheus; they decide nothing and store nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

#: Fine below the 0.8 s a scanner waits, coarse beyond it.
SCAN_BUCKETS: Final = (
    0.005,
    0.01,
    0.02,
    0.03,
    0.05,
    0.075,
    0.1,
    0.2,
    0.4,
    0.6,
    0.8,
    1.0,
    2.0,
    5.0,
)
HTTP_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the books say at one moment; None where they could not be read."""

    alerts: Mapping[tuple[str, str], int] | None  #: By level and state.
    outbox: Mapping[str, int] | None  #: By state.
    missed: int = 0  #: Orders paid this month.
    sign_lags: Mapping[str, float] = field(default_factory=dict)  #: Seconds, by carrier.
    #: Part and whole of today, by figure, shop and warehouse.
    health: Mapping[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)


class Metrics:
    """One process's counters, in a registry of their own, so that two apps never mix."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._events = Counter(
            "resonance_events",
            "Events received, by what became of them",
            ("outcome", "code"),
            registry=self.registry,
        )
        self._accepted = self._events.labels("accepted", "")
        self._duplicates = self._events.labels("duplicate", "")
        self._scans = Counter(
            "resonance_scans", "Answers to scanners", ("code",), registry=self.registry
        )
        self._scan_seconds = Histogram(
            "resonance_scan_seconds",
            "Time to a scanner's answer",
            buckets=SCAN_BUCKETS,
            registry=self.registry,
        )
        self._http_seconds = Histogram(
            "resonance_http_seconds",
            "Time to an HTTP answer",
            ("route", "method", "status"),
            buckets=HTTP_BUCKETS,
            registry=self.registry,
        )
        self._http_children: dict[tuple[str, str, int], Histogram] = {}
        self._deliveries = Counter(
            "resonance_deliveries",
            "Messages handed to channels, by what came of it",
            ("channel", "outcome"),
            registry=self.registry,
        )
        self._alerts = Gauge(
            "resonance_alerts", "Alerts in the books", ("level", "state"), registry=self.registry
        )
        self._outbox = Gauge(
            "resonance_outbox", "Promised messages", ("state",), registry=self.registry
        )
        self._queue = Gauge(
            "resonance_write_queue", "Works that wait for a writer", registry=self.registry
        )
        self._sign_lag = Gauge(
            "sign_sync_lag_seconds",
            "How late the order centre has what a carrier says is signed for, mean of 24 hours",
            ("carrier",),
            registry=self.registry,
        )
        self._missed = Gauge(
            "missed_shipments",
            "Orders paid this month that no carrier had when they were promised to leave",
            registry=self.registry,
        )
        self._health = tuple(
            Gauge(
                f"order_health_{name}",
                f"Health of orders today, the {name} of each figure (see GET /v1/health)",
                ("metric", "shop", "warehouse"),
                registry=self.registry,
            )
            for name in ("numerator", "denominator")
        )
        self._database_up = Gauge(
            "resonance_database_up",
            "Whether the database answered this page",
            registry=self.registry,
        )

    def took_events(self, *, accepted: int, duplicates: int, refused: Mapping[str, int]) -> None:
        """Count what became of a request's events; `refused` is by code."""
        if accepted:
            self._accepted.inc(accepted)
        if duplicates:
            self._duplicates.inc(duplicates)
        for code, number in refused.items():
            self._events.labels("rejected", code).inc(number)

    def scanned(self, code: str, seconds: float) -> None:
        """Count an answer to a scanner."""
        self._scans.labels(code).inc()
        self._scan_seconds.observe(seconds)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Time an HTTP answer; `route` is the pattern, never the address itself."""
        key = (route, method, status)
        child = self._http_children.get(key)
        if child is None:
            child = self._http_seconds.labels(route, method, str(status))
            self._http_children[key] = child
        child.observe(seconds)

    def delivered(self, channel: str, outcome: str) -> None:
        """Count one try to send a message."""
        self._deliveries.labels(channel, outcome).inc()

    def stand(self, books: Books, *, waiting: int) -> None:
        """Set what the books say right now."""
        alerts, outbox = books.alerts, books.outbox
        self._queue.set(waiting)
        self._database_up.set(alerts is not None and outbox is not None)
        self._missed.set(books.missed)
        self._alerts.clear()
        self._outbox.clear()
        self._sign_lag.clear()
        for carrier, seconds in books.sign_lags.items():
            self._sign_lag.labels(carrier).set(seconds)
        for gauge in self._health:
            gauge.clear()
        for labels, counted in books.health.items():
            for gauge, number in zip(self._health, counted, strict=True):
                gauge.labels(*labels).set(number)
        for (level, state), number in (alerts or {}).items():
            self._alerts.labels(level, state).set(number)
        for delivery, number in (outbox or {}).items():
            self._outbox.labels(delivery).set(number)

    def page(self) -> bytes:
        """Return everything as Prometheus text."""
        return generate_latest(self.registry)
