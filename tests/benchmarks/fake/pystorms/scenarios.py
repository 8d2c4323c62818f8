"""Two bowls above one pipe that should carry at most 0.2 m³/s; and a network that no engine opens."""

from pathlib import Path
from typing import Any

from pyswmm.simulation import Simulation, _sim_state_instance

TARGET = 0.2


def load_network(name: str) -> str:
    return str(Path(__file__).with_name(f"{name}.inp"))


class _Environment:
    """As in pystorms: reads and writes by id, through pyswmm's own model."""

    def __init__(self, path: str) -> None:
        self.sim = Simulation(path)
        self.sim.start()

    def _getNodeDepth(self, node: str) -> float:  # noqa: N802  its name there
        return float(self.sim._model.getNodeResult(node, 5))

    def _setValvePosition(self, link: str, share: float) -> None:  # noqa: N802  its name there
        self.sim._model.setLinkSetting(link, share)

    def _getCurrentSimulationDateTime(self) -> Any:  # noqa: N802  its name there
        return self.sim._model.getCurrentSimulationTime()

    def terminate(self) -> None:
        self.sim._model.swmm_end()
        self.sim._model.swmm_close()
        _sim_state_instance.sim_is_instantiated = False      # tests run several, one after another, in one process


class scenario:  # noqa: N801  its name there
    """The base class, which is no scenario of its own."""

    name = ""

    def __init__(self) -> None:
        self.config = {"states": [("A", "depthN"), ("B", "depthN")], "action_space": ["VA", "VB"]}
        self.env = _Environment(load_network(self.name))
        self.data_log: dict[str, Any] = {"performance_measure": [], "flow": {"out": []}}

    def step(self, actions: object = None) -> bool:
        done = not self.env.sim._model.swmm_step() > 0
        flow = float(self.env.sim._model.getLinkResult("out", 0))
        self.data_log["flow"]["out"].append(flow)
        self.data_log["performance_measure"].append(max(0.0, flow - TARGET))
        if done:
            self.env.terminate()
        return done

    def performance(self, metric: str) -> float:
        assert metric == "cumulative"
        return float(sum(self.data_log["performance_measure"]))


class bowls(scenario):  # noqa: N801  as the others are
    name = "bowls"


class broken(scenario):  # noqa: N801  as the others are
    name = "broken"
