"""Who moves the valves when a plan is followed: nobody, the published rule, or the filling rule with parameters."""

from collections.abc import Mapping
from typing import Any

from benchmarks.pystorms.references import Uncontrolled, equal_filling

from banyan.control.lookahead import HOLD, Knob
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.order import Plan
from banyan.model.situation import Controller, Situation
from banyan.packs.water.filling import Filling

REFERENCE = "reference"
EVERY_S = 60        # these basins fill within minutes


def rule() -> Filling:
    return Filling(every_s=EVERY_S)


def knobs(city: City) -> tuple[Knob, ...]:
    return rule().knobs(city)


def open_all(city: City) -> dict[str, float]:
    """The filling rule's parameters that leave every link as the network file has it."""
    return {f"release.{gate.id}": gate.initial for gate in city.devices} | {"even": 0.0}


def follower(city: City, name: str, parameters: Mapping[str, float]) -> Controller:
    """The controller that a plan of this name means."""
    if name == HOLD:
        return Uncontrolled()
    if name == REFERENCE:
        return equal_filling(city) or Uncontrolled()
    return rule().tuned(parameters)


class Following:
    """Implements model.situation.Controller: follows the decision in the situation, whoever it leaves the valves to."""

    id = PrincipalId("controller:look-ahead")

    def __init__(self, city: City, chosen: str = HOLD) -> None:
        """`chosen`: of the decision to come, for the pace at which its controller wants to be asked."""
        self._others = {name: follower(city, name, {}) for name in (HOLD, REFERENCE)}
        self._rule = rule()
        self.every_s = self._others.get(chosen, self._rule).every_s

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        chosen = seen.decision.chosen if seen.decision is not None else HOLD
        return self._others.get(chosen, self._rule).propose(seen, memory)
