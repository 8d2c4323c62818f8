"""/api/status: what `banyan status` shows of a city that runs."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation
from msgspec import Struct

from banyan.model.time import Instant
from banyan.runtime.logs import Trouble, Troubles
from banyan.runtime.vitals import Vital
from banyan.server.reads import Reads


class Number(Struct, frozen=True):
    """One of the numbers of /metrics, as it is now."""

    name: str
    labels: dict[str, str]
    value: float


class Status(Struct, frozen=True):
    """`since`: when this process began to serve, on the wall. `troubles`: the last unexpected exceptions."""

    since: Instant
    numbers: list[Number]
    unexpected: int
    troubles: list[Trouble]


class Watch:
    """What is watched of one served city."""

    def __init__(self, vitals: Callable[[], Sequence[Vital]], troubles: Troubles) -> None:
        self._vitals, self._troubles = vitals, troubles
        self._since = datetime.now(UTC)

    def status(self) -> Status:
        numbers = [Number(vital.name, dict(labels), value)
                   for vital in self._vitals() for labels, value in vital.values]
        return Status(self._since, numbers, sum(self._troubles.counts().values()), list(self._troubles.last()))


@get("/api/status", opt={"action": "city.read"})
async def status(reads: NamedDependency[Reads], watch: NamedDependency[SkipValidation[Watch]]) -> Status:
    """How the city's process does: its numbers, and what went wrong unexpectedly."""
    return await reads.ask(watch.status)


ROUTES: list[HTTPRouteHandler] = [status]
