"""A Datastream (OGC SensorThings 1.1): what a gauge says, in which unit, within which limits."""

from enum import StrEnum

from msgspec import Struct

from banyan.model.ids import StreamId, SubjectId


class Measures(StrEnum):
    """The ObservedProperty of a datastream."""

    LEVEL = "level"          # m above datum
    DEPTH = "depth"          # m of water over the street
    RAIN = "rain"            # mm/h over the last minute
    TIDE = "tide"            # m above datum
    INFLOW = "inflow"        # m3/s
    POSITION = "position"    # %, a gate's read-back
    FLOW = "flow"            # m3/s, a pump's read-back


class Duplicates(StrEnum):
    """What equal content means for this source (DESIGN 5.8)."""

    REJECT = "reject"
    KEEP = "keep"


class Stream(Struct, frozen=True):
    """One datastream. `low`..`high` is the credible range and `max_rate` the credible change a minute, in `unit`."""

    id: StreamId
    thing: SubjectId
    measures: Measures
    unit: str
    low: float
    high: float
    max_rate: float | None = None      # unit a minute; beyond it the reading is kept, flagged `jump`
    period_s: int = 60
    late_s: int = 300                  # accepted late, flagged; later than that is rejected
    future_s: int = 60
    duplicates: Duplicates = Duplicates.REJECT
    decimals: int = 3
