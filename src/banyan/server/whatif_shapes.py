"""What a screen asks of a what-if, and what it gets."""

from typing import Annotated

from msgspec import Meta, Struct, field

from banyan.model.text import Name
from banyan.runtime.whatif.kept import Kept
from banyan.runtime.whatif.planfile import Row
from banyan.runtime.whatif.queue import Standing
from banyan.runtime.whatif.result import Result

Pairs = list[tuple[float, float]]


class WhatIfAsk(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All minutes count from the moment that `from` says: "live", or a record's id.

    `storm` is one of the city's, beginning at minute `storm_at`; tables are [minute, value] rows and replace each its
    part: `rain` and `forecast` in mm/h (steps), `tide` in m, `inflow` in m³/s (lines). Without storm and rain it rains
    as forecast. `faults` are written KIND@FROM[-TO][:TARGET]. `plan` rows are followed in a run of their own. `hours`
    null: until the forecast or the storm ends, at most 24. `approve`: take what the brain proposes for approved.
    `look_ahead`: the brain looks ahead there, too, which takes minutes.
    """

    moment: str = field(default="live", name="from")
    hours: Annotated[float, Meta(ge=1 / 6, le=72)] | None = None
    storm: str | None = None
    storm_at: Annotated[float, Meta(ge=0, le=1440)] = 0.0
    rain: Pairs | None = None
    tide: Pairs | None = None
    inflow: Pairs | None = None
    forecast: Pairs | None = None
    faults: list[str] = field(default_factory=list)
    plan: list[Row] = field(default_factory=list)
    approve: bool = False
    look_ahead: bool = False


class WhatIfView(Struct, frozen=True):
    """`state` is waiting | running | done | failed; `progress` from 0 to 1; `result` once it is done."""

    id: str
    state: str
    progress: float = 0.0
    error: str | None = None
    result: Result | None = None


class StormLine(Struct, frozen=True):
    """A storm that a question may name."""

    id: str
    name: Name
    hours: float


class WhatIfList(Struct, frozen=True):
    """Those that wait or run; those kept by name, then those still in the cache; the storms that may be asked for."""

    unfinished: list[Standing]
    kept: list[Kept]
    storms: list[StormLine]


class KeepAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """A name: lower-case letters, digits and hyphens, at most 40."""

    name: str


class ProposeAsk(Struct, frozen=True, forbid_unknown_fields=True):
    """`id` is the asker's own key, as of any intent. Proposed is what the plan wants at minute 0."""

    id: str
