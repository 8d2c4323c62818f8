"""What a decision was made of: the estimate, the ways the forecast may be wrong, the plans tried, the one chosen."""

from msgspec import Struct, field

from banyan.model.ids import DeviceId, PlaceId, StreamId
from banyan.model.text import Said
from banyan.model.time import Instant


class Estimate(Struct, frozen=True, kw_only=True):
    """The model twin's opinion of now, from readings alone. Levels in m (above datum, or of water on a street).

    `levels` are the corrected model's; `errors` say how far each gauge stands over the model that was not corrected
    by that gauge (measured - modelled, median of the last half hour). `distrusted` gauges no longer steer, with why;
    `instead` is what steers in their place (a second gauge's reading or the model's level), and `beside` says for each
    how many m it stands over each believed neighbour, so that it goes on between two estimates.
    """

    id: str
    at: Instant
    levels: dict[StreamId, float]
    errors: dict[StreamId, float] = field(default_factory=dict)
    distrusted: dict[StreamId, Said] = field(default_factory=dict)
    instead: dict[StreamId, float] = field(default_factory=dict)
    beside: dict[StreamId, dict[StreamId, float]] = field(default_factory=dict)
    forecast: str | None = None      # of the decision that is made with it
    error: str | None = None         # why there is no estimate


class Doubt(Struct, frozen=True):
    """A gauge that isn't believed: since which estimate, and what steers in its place (m), as in `Estimate`.

    It lasts until an estimate says otherwise, or until the city's folder has no model any more.
    """

    why: Said
    at: Instant                      # of the newest estimate that says so ...
    estimate: str                    # ... and its id
    instead: float | None = None
    beside: dict[StreamId, float] = field(default_factory=dict)


class Member(Struct, frozen=True):
    """One way the forecast may come true: rain times `factor`, `late_min` later; weights of all members sum to 1.

    `lasting_mm_h`: it rains at least so much for the next hour and a half, whatever the forecast says.
    """

    factor: float
    late_min: float
    weight: float
    lasting_mm_h: float = 0.0


class Costs(Struct, frozen=True):
    """What one simulated course costs, in the parts' own units; `total` is their weighted sum in m³ of street water."""

    street_m3: float = 0.0
    bank_m3: float = 0.0
    band_h: float = 0.0              # hours outside the lakes' bands, all lakes together
    travel: float = 0.0              # % of gate travel
    starts: float = 0.0              # pump starts
    pump_h: float = 0.0              # hours that pumps run: energy
    stored_m3: float = 0.0           # what the lakes hold above their bands at the end: not spared, only put off
    total: float = 0.0


class Tried(Struct, frozen=True):
    """A plan that was simulated. `parameters` are knobs of the rule, {}: the rule as it is, or nothing done.

    `costs` has one entry a member, in the members' order; a plan given up early has fewer. `score` is what plans are
    compared by: mean over the members by weight, and a share of the worst.
    """

    id: str                          # "hold", "rule" or "plan-N"
    parameters: dict[str, float]
    costs: list[Costs]
    score: float


class Band(Struct, frozen=True):
    """One level over `Decision.times`: what is expected, and the lowest and highest of all members."""

    expected: list[float]
    low: list[float]
    high: list[float]


class Decision(Struct, frozen=True, kw_only=True):
    """One look ahead: asked with what had been read at `asked_at`, known to the loop from its record's time on.

    `chosen`, `runner_up` and `fallback` are ids of `tried`. `with_plan` are levels if the chosen plan is followed,
    `without` if nothing is done from now on; `settings` are the chosen plan's openings in % (expected member).
    `weights` are m³ of street water that one of each cost is worth, and "worst": the worst member's share of a score.
    """

    id: str
    asked_at: Instant
    estimate: str
    forecast: str | None
    horizon_h: float
    members: list[Member]
    tried: list[Tried]
    chosen: str
    fallback: str
    runner_up: str | None
    weights: dict[str, float]
    branches: int                    # simulated, in all
    would_change: list[Said] = field(default_factory=list)
    times: list[Instant] = field(default_factory=list)
    with_plan: dict[StreamId, Band] = field(default_factory=dict)
    without: dict[StreamId, Band] = field(default_factory=dict)
    settings: dict[DeviceId, list[float]] = field(default_factory=dict)
    rain: Band | None = None         # mm/h over `times`
    spares: dict[PlaceId, float] = field(default_factory=dict)   # m³ that a mobile pump there, on its way now, spares
    because: str = "time"            # time | surprise: what brought it about
    error: str | None = None         # why nothing was decided: then the rule goes on alone

    def coming(self, obeyed: bool) -> dict[StreamId, Band]:
        """The levels to reckon with: the chosen plan's only where somebody carries it out."""
        return self.with_plan if obeyed else self.without

    def plan(self, name: str) -> Tried:
        """Raises KeyError for an id that was not tried."""
        found = next((t for t in self.tried if t.id == name), None)
        if found is None:
            raise KeyError(name)
        return found
