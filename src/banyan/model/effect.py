"""What a run of the city did: the promised shape of `runs` in the after-action data."""

from msgspec import Struct, field


class Flooding(Struct, frozen=True):
    """m³ that left the network: on streets, over lake banks, and per place."""

    total: float = 0.0
    street: float = 0.0
    bank: float = 0.0
    by_place: dict[str, float] = field(default_factory=dict)


class Run(Struct, frozen=True):
    """One run of the plant. Hours are decimal; `gate_travel` is the sum of |change| in %, by gate."""

    flooding_m3: Flooding
    ponding_hours: dict[str, float]
    band_hours_outside: dict[str, float]
    gate_travel: dict[str, float]
    pump_starts: dict[str, int]
