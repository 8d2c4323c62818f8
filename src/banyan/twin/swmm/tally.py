"""What a run did, counted by own accumulators: the promised shape of `runs` (model/effect.py)."""

from banyan.model.city import City
from banyan.model.effect import Flooding, Run
from banyan.twin.swmm.engine import Engine
from banyan.twin.swmm.machines import Machines
from banyan.twin.swmm.scenario import Scenario
from banyan.twin.swmm.spec import PONDING_M

TRACE_M3 = 0.01          # less than a bucket at a node outside the city's places isn't named


class Tally:
    """Counts by the minute: a minute ponds, or lies outside its band, when it does so at its end."""

    def __init__(self, engine: Engine, machines: Machines, scenario: Scenario, city: City) -> None:
        self._engine = engine
        self._machines = machines
        self._hydraulics = scenario.hydraulics
        self._bands = [(lake.id, self._hydraulics.lakes[lake.id], lake.band) for lake in city.lakes
                       if lake.id in self._hydraulics.lakes]
        self._ponding = dict.fromkeys(self._hydraulics.streets, 0)
        self._outside = {lake: 0 for lake, _, _ in self._bands}

    def minute(self) -> None:
        for place, node in self._hydraulics.streets.items():
            self._ponding[place] += self._engine.street_depth(node) > PONDING_M
        for lake, node, (low, high) in self._bands:
            self._outside[lake] += not low <= self._engine.level(node) <= high

    def run(self) -> Run:
        """The sums so far. Flooding at nodes that are no place of the city is listed under the node's own id."""
        flooded = self._engine.flooding()
        lakes = {node.upper(): lake for lake, node in self._hydraulics.lakes.items()}
        streets = {node.upper(): place for place, node in self._hydraulics.streets.items()}
        by_place = dict.fromkeys([*self._hydraulics.streets, *self._hydraulics.lakes], 0.0)
        bank = street = 0.0
        for node, volume in flooded.items():
            place = lakes.get(node.upper()) or streets.get(node.upper())
            if node.upper() in lakes:
                bank += volume
            else:
                street += volume
            if place is not None or volume > TRACE_M3:
                by_place[place or node] = by_place.get(place or node, 0.0) + volume
        return Run(
            Flooding(bank + street, street, bank, by_place),
            {place: count / 60 for place, count in self._ponding.items()},
            {lake: count / 60 for lake, count in self._outside.items()},
            {name: gate.travel for name, gate in self._machines.gates.items()},
            {name: pump.starts for name, pump in self._machines.pumps.items()},
        )
