"""What Prometheus reads: requests, and how much work is waiting, summed over all chains."""

from collections import Counter as Tally
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import Engine

from checklists.queries import expected_photo_count
from core.clock import now
from core.db import unit_of_work
from core.outbox import backlog
from stores.queries import tenant_ids

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counts of one process, and a look into the database when somebody asks."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "rounds_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "rounds_request_seconds",
            "How long answering took",
            ["method", "route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._waiting = self._gauge("rounds_deliveries_waiting", "Tasks sent and not done", "task")
        self._failed = self._gauge("rounds_deliveries_failed", "Tasks given up", "task")
        self._events = self._gauge("rounds_events_waiting", "Events not yet turned into tasks")
        self._oldest = self._gauge(
            "rounds_oldest_waiting_seconds", "Age of the oldest work waiting"
        )
        self._photos = self._gauge("rounds_photos_expected", "Photos announced and not yet here")

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self.registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def scrape(self, engine: Engine) -> bytes:
        """Return everything in Prometheus' text format; chains are summed and never named."""
        waiting, failed = Tally[str](), Tally[str]()
        events = photos = 0
        oldest: list[datetime] = []
        with unit_of_work(engine, None) as session:
            tenants = tenant_ids(session)
        for tenant_id in tenants:
            with unit_of_work(engine, tenant_id) as session:
                seen = backlog(session)
                photos += expected_photo_count(session)
            waiting += seen.waiting
            failed += seen.failed
            events += seen.events
            oldest += [seen.oldest_at] if seen.oldest_at else []
        self._waiting.clear()
        self._failed.clear()
        for task, number in waiting.items():
            self._waiting.labels(task).set(number)
        for task, number in failed.items():
            self._failed.labels(task).set(number)
        self._events.set(events)
        self._photos.set(photos)
        self._oldest.set((now() - min(oldest)).total_seconds() if oldest else 0)
        return generate_latest(self.registry)
