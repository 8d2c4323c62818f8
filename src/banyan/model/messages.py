"""What one line into the city says, after its edge has parsed it: strings and numbers end there."""

from typing import Any

from msgspec import Struct

from banyan.model.case import CrewStatus
from banyan.model.forecast import Forecast
from banyan.model.ids import CrewId, PlaceId, TaskId
from banyan.model.intent import Intent
from banyan.model.text import Said
from banyan.model.time import Instant

DESK = "desk"  # the only door (Message.source) by which intents come in; a feed can't speak for a person


class RawReading(Struct, frozen=True):
    """A reading as its source said it: the stream may be unknown, the result may be anything JSON can say.

    `seq` is 0 or more, or None when the source doesn't count; `unit` None means the stream's own.
    """

    stream: str
    seq: int | None
    time: Instant
    result: Any
    unit: str | None = None


class CrewReport(Struct, frozen=True):
    """A crew about itself. `seq` counts per crew and makes delivery exactly once."""

    crew: CrewId
    seq: int | None
    time: Instant
    status: CrewStatus
    place: PlaceId | None = None
    task: TaskId | None = None
    expected_at: Instant | None = None
    report: Said | None = None


class Malformed(Struct, frozen=True):
    """A line that says nothing we know: `where` in it (a key or a position), and what was `expected` there."""

    where: str
    expected: str


Parsed = RawReading | Forecast | CrewReport | Intent | Malformed
