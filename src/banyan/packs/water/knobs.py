"""What a look ahead may change about the storm rule, and the rule's numbers with a plan's changes."""

from collections.abc import Mapping

from msgspec.structs import replace

from banyan.control.lookahead import Knob
from banyan.model.city import City, Lake
from banyan.model.device import Kind
from banyan.packs.water.expectation import Settings, settings
from banyan.packs.water.pumping import EARLY

FEW = 4       # lakes with knobs of their own; where there are more, all lakes share theirs


def knobs(city: City) -> tuple[Knob, ...]:
    """Pre-draining (how early, how much room), the gates (how far, at which head shut), the pumps (how early)."""
    given = settings(city.controller)
    lakes = [f".{lake.id}" for lake in city.lakes] if len(city.lakes) <= FEW else [""]
    found = [Knob("lead_h", 4.0, 24.0, given.lead_h)]
    for lake in lakes:
        found += [Knob(f"room{lake}", 0.25, 3.0, 1.0), Knob(f"opening{lake}", 20.0, 100.0, 100.0),
                  Knob(f"shut{lake}", 0.0, 0.8, 0.0)]
    if any(device.kind is Kind.PUMP for device in city.devices):
        found += [Knob("pumps.early", 0.1, 1.0, EARLY), Knob("pumps.rain", 1.0, 30.0, given.heavy_mm_h)]
    return tuple(found) if city.lakes else tuple(found[1:])


class Tuning:
    """A plan's parameters by what they mean; where the plan says nothing, the rule's own."""

    def __init__(self, parameters: Mapping[str, float]) -> None:
        self._given = parameters

    def settings(self, usual: Settings) -> Settings:
        return replace(usual, lead_h=self._given.get("lead_h", usual.lead_h),
                       heavy_mm_h=self._given.get("pumps.rain", usual.heavy_mm_h))

    @property
    def pumps_early(self) -> float:
        """Share of the way from stop to start level."""
        return self._given.get("pumps.early", EARLY)

    def room(self, lake: Lake) -> float:
        """How much room is made for what is expected, as a multiple of what the rule makes."""
        return self._lake("room", lake, 1.0)

    def opening(self, lake: Lake) -> float:
        """% of opening with which a storm's water is released."""
        return self._lake("opening", lake, 100.0)

    def shut(self, lake: Lake) -> float:
        """m of head, beyond the rule's own, under which a gate is shut: to hold water back before the river is up."""
        return self._lake("shut", lake, 0.0)

    def _lake(self, what: str, lake: Lake, usual: float) -> float:
        return self._given.get(f"{what}.{lake.id}", self._given.get(what, usual))
