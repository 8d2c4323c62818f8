"""A SWMM simulation as a plain loop: the only module that touches the engine.

The engine keeps one simulation per process in global memory (a second one silently overwrites the first), so `Engine`
refuses to be opened twice. Objects are looked up once; a read costs about a microsecond. Reports and the binary
output file are not written: own telemetry and accumulators replace them, since a killed run leaves a broken file.
"""

import fcntl
import math
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from swmm.toolkit import solver
from swmm.toolkit.shared_enum import HotstartFile, LinkResult, NodeProperty, NodeResult, ObjectType

from banyan.twin.swmm.network import Network

RUNNING_M3S = 1e-3       # a pump that gives more than a litre a second runs
KERB_M = 10.0            # width over which water leaves a manhole that can't pond, as over a broad-crested weir
WEIR = 1.7               # m^0.5/s, broad-crested weir coefficient

# Looked up once: an attribute of the toolkit's enumerations costs as much as the read itself.
_HEAD, _DEPTH, _FLOOD = NodeResult.HEAD.value, NodeResult.DEPTH.value, NodeResult.FLOOD.value
_FLOW, _SETTING = LinkResult.FLOW.value, LinkResult.SETTING.value


class EngineError(Exception):
    """The engine refused the network or an order; the message is what it said, in one sentence."""


class Engine:
    """One running simulation. Levels are m above datum, flows m³/s, settings 0..1 (open, on)."""

    _busy = False

    def __init__(self, network: Network, hotstart: bytes | None = None) -> None:
        """`hotstart`: what `save` gave on the same network; heads, flows and settings go on from there.

        Clock, rain, tide and statistics don't: the network's dates and series say them.
        """
        if Engine._busy:
            raise EngineError("one simulation per process: close the other one first")
        Engine._busy = True
        self._folder: _Folder | None = None
        self._open = self._started = False
        try:
            self._folder = _Folder()
            self._begin(network, hotstart)
        except OSError as error:
            self.close()
            raise EngineError(f"no folder for the simulation in {tempfile.gettempdir()}: {error.strerror}") from None
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def advance(self, seconds: int) -> None:
        """Move on by so many seconds, exactly."""
        self._call(solver.swmm_stride, seconds)

    def level(self, node: str) -> float:
        return float(solver.node_get_result(self._nodes[node.upper()], _HEAD))

    def depth_in(self, node: str) -> float:
        """Water over the node's invert."""
        return float(solver.node_get_result(self._nodes[node.upper()], _DEPTH))

    def street_depth(self, node: str) -> float:
        """Water over the rim. Where the network lets it pond, as computed; elsewhere what the overflow needs to run
        off over a kerb 10 m wide, so that a place without a ponding area isn't dry on paper while it floods."""
        at, depth, ponded = self._rims[node.upper()]
        if ponded > 0:
            return max(0.0, float(solver.node_get_result(at, _DEPTH)) - depth)
        overflow = float(solver.node_get_result(at, _FLOOD)) * self._factor
        return math.pow(overflow / (WEIR * KERB_M), 2 / 3) if overflow > 0 else 0.0

    def flow(self, link: str) -> float:
        return float(solver.link_get_result(self._links[link.upper()], _FLOW)) * self._factor

    def setting(self, link: str) -> float:
        return float(solver.link_get_result(self._links[link.upper()], _SETTING))

    def put(self, link: str, setting: float) -> None:
        """Set a link at once. The engine clamps to 0..1 but takes NaN and then floods everything: refused here."""
        if not math.isfinite(setting) or not 0.0 <= setting <= 1.0:
            raise EngineError(f"{link}: a setting from 0 to 1 was expected, {setting!r} given")
        solver.link_set_target_setting(self._links[link.upper()], setting)

    def add_inflow(self, node: str, m3s: float) -> None:
        """Let so much more in at a node (less, if negative) until told otherwise."""
        if not math.isfinite(m3s):
            raise EngineError(f"{node}: an inflow in m³/s was expected, {m3s!r} given")
        solver.node_set_total_inflow(self._nodes[node.upper()], m3s / self._factor)

    def save(self) -> bytes:
        """The state as a hotstart; the run goes on unchanged to the last bit."""
        assert self._folder is not None  # noqa: S101  open: it has a folder
        path = self._folder.path / "state.hsf"
        self._call(solver.swmm_hotstart, HotstartFile.SAVE, str(path))
        return path.read_bytes()

    def flooding(self) -> dict[str, float]:
        """m³ that left the network at each node so far, by id as written in the file.

        The engine's own sums over its internal steps, from this run's start on (a hotstart doesn't carry them over).
        """
        return {name: float(solver.node_get_stats(self._nodes[name.upper()]).volFlooded) for name in self._names}

    def close(self) -> float:
        """End the run, remove its folder; returns the flow routing continuity error in %."""
        try:
            return self._stop()
        finally:
            if self._folder is not None:
                self._folder.remove()
                self._folder = None
            Engine._busy = False

    def _stop(self) -> float:
        error = 0.0
        if self._started:
            self._started = False
            solver.swmm_end()
            error = float(solver.swmm_get_mass_balance()[1])
        if self._open:
            self._open = False
            solver.swmm_close()
        return error

    def _begin(self, network: Network, hotstart: bytes | None) -> None:
        assert self._folder is not None  # noqa: S101  set just before
        path = self._folder.path
        (path / "run.inp").write_text(network.text(), encoding="utf-8")
        self._open = True
        self._call(solver.swmm_open, *(str(path / f"run.{end}") for end in ("inp", "rpt", "out")))
        if hotstart is not None:
            state = path / "before.hsf"
            state.write_bytes(hotstart)
            self._call(solver.swmm_hotstart, HotstartFile.USE, str(state))
        self._call(solver.swmm_start, 0)
        self._started = True
        self._factor = network.flow_factor
        self._names = _ids(ObjectType.NODE)
        self._nodes = {name.upper(): i for i, name in enumerate(self._names)}
        self._links = {name.upper(): i for i, name in enumerate(_ids(ObjectType.LINK))}
        # The engine's own full depths: it raises a rim that the file puts below the crown of a pipe (its warning 02).
        ponds = network.nodes()
        self._rims = {
            key: (i, float(solver.node_get_parameter(i, NodeProperty.FULL_DEPTH)), ponds[key].ponded_m2)
            for key, i in self._nodes.items()
        }

    def _call(self, function: object, *args: object) -> None:
        try:
            function(*args)  # type: ignore[operator]  # the toolkit has no types
        except Exception as error:  # noqa: BLE001  the toolkit raises bare Exception
            self._stop()     # only then is the report complete
            raise EngineError(self._reported() or f"SWMM: {str(error).strip().splitlines()[0]}") from None

    def _reported(self) -> str:
        """The first errors of the report file: the exception itself only says that there are some."""
        if self._folder is None:
            return ""
        report = self._folder.path / "run.rpt"
        if not report.exists():
            return ""
        lines = [line.strip() for line in report.read_text(encoding="utf-8", errors="replace").splitlines()]
        errors = [f"{line} {_next(lines, i)}".strip() for i, line in enumerate(lines) if line.startswith("ERROR")]
        return "SWMM: " + "; ".join(errors[:3]) if errors else ""


def _next(lines: list[str], i: int) -> str:
    return lines[i + 1] if i + 1 < len(lines) and not lines[i + 1].startswith("ERROR") else ""


def _ids(kind: ObjectType) -> list[str]:
    return [str(solver.project_get_id(kind, i)) for i in range(solver.project_get_count(kind))]


class _Folder:
    """A folder of this process alone, locked while in use. What a killed process left is removed by the next one."""

    def __init__(self) -> None:
        root = Path(tempfile.gettempdir()) / f"banyan-swmm-{os.getuid()}"
        root.mkdir(mode=0o700, exist_ok=True)
        self._sweep(root)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=root))
        self._lock = (new / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.path = new.with_name(new.name.replace("new-", "run-", 1))
        new.rename(self.path)  # only now may others see it: they sweep what isn't locked

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()

    @staticmethod
    def _sweep(root: Path) -> None:
        for left in sorted(root.glob("run-*/lock")):
            try:
                with left.open("r+") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(left.parent, ignore_errors=True)
            except OSError:
                continue  # in use, or already swept by another process
