"""A pystorms scenario as a plant: stepped, read and moved by ids, its own metric kept beside figures of ours.

pystorms computes the metric; nothing of its formulas is repeated here. Its network file is read from where pip put it
and written, with one thread and without result tables, into a temporary folder: pystorms itself would write beside its
own files, and several runs at once would write over each other. The metric is the same to the last digit.
"""

import functools
import importlib
import inspect
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from banyan.twin.swmm.network import parse
from banyan.twin.swmm.perturb import perturbed

INSTALL = "pystorms isn't installed. It is an extra for this benchmark alone: python -m pip install pystorms==1.0.0"
# Scenarios whose own metric already sums volumes (flow times step): weighting by time again would mean nothing.
VOLUMES = ("alpha", "beta", "zeta")
FOOT = 0.3048
_M3S = {"CFS": FOOT**3, "GPM": 6.30902e-5, "MGD": 0.0438126, "CMS": 1.0, "LPS": 0.001, "MLD": 1000 / 86400}
_METRIC = {"CMS", "LPS", "MLD"}
_DEPTH = "depthN"
_INVERT, _FULL = 0, 1       # pyswmm's NodeParams
_PUMP, _SETTING = 1, 5      # ... LinkType, LinkResults


class Missing(Exception):  # noqa: N818  said as users read it
    """pystorms isn't there; the message says what to do."""


class Unusable(Exception):  # noqa: N818  said as users read it
    """This scenario can't be run; the message says why."""


class Figures(Struct, frozen=True):
    """One whole run. `metric` is pystorms' own, `weighted` the same per minute of time instead of per step.

    `flooding_m3` is of all nodes, also of those that the metric doesn't watch; `spilled` are the moved links whose
    upstream node flooded; `peaks` are m³/s of the links that the metric watches.
    """

    metric: float
    weighted: float | None
    flooding_m3: float
    spilled: list[str]
    peaks: dict[str, float]
    steps: int
    hours: float


class Asset(Struct, frozen=True):
    """A link that may be moved. `node` lies upstream; `setting` is what the file starts with, in %."""

    id: str
    pump: bool
    node: str
    setting: float


class Level(Struct, frozen=True):
    """A node whose depth pystorms shows to controllers. m; `full` is its depth to the rim."""

    node: str
    bottom: float
    full: float


def names() -> list[str]:
    """What the installed pystorms holds. Raises Missing."""
    found = inspect.getmembers(_scenarios(), inspect.isclass)
    return sorted(name for name, kind in found if name != "scenario" and hasattr(kind, "step"))


class Plant:
    """One scenario on its way. One a process: the engine keeps it in global memory."""

    def __init__(self, name: str, perturb: int | None = None) -> None:
        """`perturb`: the seed of a model with other roughness and runoff. Raises Missing, Unusable."""
        if name not in names():
            raise Unusable(f"pystorms has no scenario {name!r}; it has {', '.join(names())}")
        self._folder = tempfile.TemporaryDirectory(prefix="banyan-pystorms-")
        try:
            self.scenario = _opened(name, perturb, Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise
        self.name, self.env, self.done = name, self.scenario.env, False
        model = self.env.sim._model
        # pyswmm looks every element up by name at every read: a third of a run's time.
        model.getObjectIDIndex = functools.cache(model.getObjectIDIndex)
        self._units = str(model.getSimUnit(1))
        self._length = 1.0 if self._units in _METRIC else FOOT
        self.assets = tuple(self._asset(model, str(link)) for link in self.scenario.config["action_space"])
        seen = [str(state[0]) for state in self.scenario.config["states"] if state[1] == _DEPTH]
        self.levels = {node: self._level(model, node) for node in dict.fromkeys(seen)}
        self.start = self.now = self._clock()
        self._weighted, self._floods = 0.0, dict[str, float]()
        self._end, self.env.terminate = self.env.terminate, self._terminate

    def step(self) -> None:
        """One routing step of the engine, however long it makes it."""
        before = self.now
        self.done = bool(self.scenario.step())
        if not self.done:
            self.now = self._clock()
        took = (self.now - before).total_seconds()
        # The last step may hold what is judged once, at the end: not a rate.
        self._weighted += self.scenario.data_log["performance_measure"][-1] * (1.0 if self.done else took / 60)

    def level(self, node: str) -> float:
        """m above datum."""
        return self.levels[node].bottom + float(self.env._getNodeDepth(node)) * self._length

    def put(self, asset: str, setting: float) -> None:
        """In %. What isn't put stays as the file has it: also pumps on their floats."""
        self.env._setValvePosition(asset, min(1.0, max(0.0, setting / 100)))

    def figures(self) -> Figures:
        """Of the run so far."""
        log = self.scenario.data_log
        floods = self._floods if self.done else self._flooding()
        unit, flows = _M3S[self._units], log.get("flow", {})
        peaks = {str(link): max(map(float, found)) * unit for link, found in flows.items() if found}
        return Figures(
            metric=float(self.scenario.performance("cumulative")),
            weighted=None if self.name in VOLUMES else self._weighted, flooding_m3=sum(floods.values()),
            spilled=[asset.id for asset in self.assets if floods.get(asset.node, 0.0) > 0], peaks=peaks,
            steps=len(log["performance_measure"]), hours=(self.now - self.start).total_seconds() / 3600,
        )  # fmt: skip

    def close(self) -> None:
        """End it, and remove its folder."""
        if not self.done:
            self.done = True
            self._terminate()
        self._folder.cleanup()

    def branch(self) -> None:
        """For a process that was forked off: at its end it leaves the engine's files alone, they are its parent's."""
        self._end = lambda: None

    def _terminate(self) -> None:
        """Before the engine forgets: its clock and sums."""
        self.now = self._clock()
        self._floods = self._flooding()
        self._end()

    def _flooding(self) -> dict[str, float]:
        model = self.env.sim._model
        cubic = self._length**3
        return {str(n): float(model.node_statistics(n)["flooding_volume"]) * cubic for n in model.getObjectIDList(2)}

    def _clock(self) -> datetime:
        told: datetime = self.env._getCurrentSimulationDateTime()
        return told.replace(tzinfo=UTC)

    def _asset(self, model: Any, link: str) -> Asset:
        setting = float(model.getLinkResult(link, _SETTING)) * 100
        kind = model.getLinkType(link)
        return Asset(link, getattr(kind, "value", kind) == _PUMP, str(model.getLinkConnections(link)[0]), setting)

    def _level(self, model: Any, node: str) -> Level:
        bottom, full = (float(model.getNodeParam(node, what)) * self._length for what in (_INVERT, _FULL))
        return Level(node, bottom, full)


def _scenarios() -> Any:
    try:
        return importlib.import_module("pystorms.scenarios")
    except ModuleNotFoundError as error:
        raise Missing(f"{INSTALL} (no module {error.name})") from None


def _opened(name: str, perturb: int | None, folder: Path) -> Any:
    """The scenario, made to read our copy of its network."""
    kind = getattr(_scenarios(), name)
    module: Any = sys.modules[kind.__module__]
    copy = folder / f"{name}.inp"
    find: Callable[[str], str] = module.load_network
    copy.write_text(network(Path(find(name)).read_text(encoding="utf-8", errors="replace"), perturb), encoding="utf-8")
    module.load_network = lambda _: str(copy)
    try:
        return kind()
    except Exception as error:  # noqa: BLE001  the engine raises bare Exception, pystorms what it likes
        raise Unusable(f"pystorms can't open {name}: {_why(error, folder)}") from None
    finally:
        module.load_network = find


def _why(error: Exception, folder: Path) -> str:
    """The first error of the engine's report: its exception only says that there are some."""
    reports = [report.read_text(encoding="utf-8", errors="replace") for report in folder.glob("*.rpt")]
    told = [" ".join(found.split()) for report in reports for found in re.findall(r"ERROR \d+:.*\n?.*", report)]
    return told[0] if told else " ".join(str(error).split())


def network(text: str, perturb: int | None) -> str:
    """The file with one thread and no result tables; with a seed, with other roughness and runoff (perturb.py)."""
    text = re.sub(r"(?mi)^(\s*THREADS\s+)\d+", r"\g<1>1", text)
    text = re.sub(r"(?mi)^\s*(SUBCATCHMENTS|NODES|LINKS)\s+ALL\s*$", r"\1 NONE", text)
    if perturb is None:
        return text
    # Our reader takes metric files only; what is changed are factors, which have no unit.
    units = re.search(r"(?mi)^\s*FLOW_UNITS\s+(\w+)", text)
    metric = re.sub(r"(?mi)^(\s*FLOW_UNITS\s+)\w+", r"\g<1>CMS", text)
    changed, _ = perturbed(parse(metric), perturb)
    return changed.with_options({"FLOW_UNITS": units.group(1) if units else "CFS"}).text()
