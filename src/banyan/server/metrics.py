"""/metrics: what the city and its server count, in Prometheus' text format; open to whoever may see /health.

Numbers alone: no names, no places, no texts of people.
"""

import time
from collections.abc import Callable, Iterator, Sequence

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from banyan.runtime.logs import Troubles
from banyan.runtime.vitals import Measured, Vital
from banyan.server.live import Live

PREFIX = "banyan_"
BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)      # s
NOWHERE = "-"             # the route of what no route was found for: an address is a stranger's text, and without end
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
TEXT = "text/plain; version=0.0.4; charset=utf-8"

# A series more for each counter, whose only news is when the server was started.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics(Collector):
    """The numbers of one server. Its registry is its own, so that two cities in one process don't meet."""

    def __init__(self, vitals: Callable[[], Sequence[Vital]], feed: Live, troubles: Troubles) -> None:
        self._vitals, self._feed, self._troubles = vitals, feed, troubles
        self._registry = CollectorRegistry()
        self._requests = Counter(f"{PREFIX}http_requests", "Requests that were answered.",
                                 ["method", "route", "status"], registry=self._registry)
        self._seconds = Histogram(f"{PREFIX}http_request_seconds", "From the request to the end of its answer.",
                                  ["route"], registry=self._registry, buckets=BUCKETS)
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def text(self) -> bytes:
        return generate_latest(self._registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method if method in METHODS else NOWHERE, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def collect(self) -> Iterator[Metric]:
        """What is known elsewhere, at the moment somebody asks."""
        for vital in self._vitals():
            yield _family(vital)
        yield _family(Vital("screens", "Screens that listen.", Measured.GAUGE, (({}, self._feed.count()),)))
        yield _family(Vital("screens_too_slow", "Screens that didn't keep up and were let go.", Measured.COUNTER,
                            (({}, self._feed.slow),)))
        counted = self._troubles.counts()
        yield _family(Vital("unexpected_exceptions", "Defects: each is in the log with its number.", Measured.COUNTER,
                            tuple(({"where": where}, n) for where, n in sorted(counted.items())) or (({}, 0),)))


def _family(vital: Vital) -> Metric:
    labels = list(vital.values[0][0]) if vital.values else []
    kind = CounterMetricFamily if vital.measured is Measured.COUNTER else GaugeMetricFamily
    family: Metric = kind(PREFIX + vital.name, vital.about, labels=labels)
    for given, value in vital.values:
        family.add_metric([given[label] for label in labels], value)      # type: ignore[attr-defined]  # both kinds do
    return family


class Counted:
    """ASGI middleware around the application: each answer is counted under its route's template."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        begun, status = time.monotonic(), 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            route = str(scope.get("path_template") or NOWHERE)
            self._metrics.answered(str(scope["method"]), route, status, time.monotonic() - begun)


@get("/metrics", sync_to_thread=True)
def metrics(numbers: NamedDependency[SkipValidation[Metrics]]) -> Response[bytes]:
    """For Prometheus: counters and gauges of the city, its doors and its process."""
    return Response(numbers.text(), media_type=TEXT)


ROUTES: list[HTTPRouteHandler] = [metrics]
