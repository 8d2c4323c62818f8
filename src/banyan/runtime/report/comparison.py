"""What is simulated again for a report: the same storm with nobody acting, and the four runs of control × crews.

Results are kept in the data folder under a digest of what they depend on: the run's own spec and our sources.
"""

import hashlib
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.measure.split import CONTROL, Cell
from banyan.model.effect import Run
from banyan.model.time import Instant
from banyan.runtime.demo import Demo
from banyan.runtime.report.facts import Facts
from banyan.runtime.scenario import NEAREST, PLANNED, Scenario
from banyan.twin.swmm.curves import follow

CACHE = "cache"
SAME = 0.01         # share by which a sum may differ from the recorded one and still be called the same
T = TypeVar("T")
Progress = Callable[[str, float], None]      # what is simulated, share done


class Unattended(Struct, frozen=True):
    """Nobody acting. `agrees`: whether its flooding is that of the recorded passive run; None: nothing to compare."""

    run: Run
    times: list[Instant]
    levels: dict[str, list[float]]
    agrees: bool | None = None


def unattended(facts: Facts, data: Path, progress: Progress) -> Unattended | None:
    """From the cache or simulated (seconds); up to now for a run that hasn't ended. None where no plant is known."""
    scenario = facts.scenario
    if scenario is None or facts.ends <= facts.begins:
        return None
    spec = replace(scenario.spec, hours=(facts.ends - facts.begins) / timedelta(hours=1), gauges=False)
    file = data / CACHE / f"unattended-{_digest(spec)}.json"
    known = _read(file, Unattended)
    if known is None:
        settings = {str(d.id): d.initial for d in scenario.city.devices}
        found = follow(spec, settings, lambda share: progress("unattended", share))
        times = [spec.start + timedelta(minutes=m) for m in found.minutes]
        known = Unattended(found.report.run, times, found.levels)
        _keep(file, known)
    recorded = facts.runs.get("passive")
    return replace(known, agrees=None if recorded is None else same(recorded, known.run))


def same(a: Run, b: Run) -> bool:
    largest = max(a.flooding_m3.total, b.flooding_m3.total)
    return abs(a.flooding_m3.total - b.flooding_m3.total) <= max(1.0, SAME * largest)


class Four(Struct, frozen=True):
    """The runs of the 2 × 2 by "control/crews"."""

    runs: dict[str, Run]


def cells(scenario: Scenario) -> list[Cell]:
    """What is run: control off and on, crews nearest first and planned; without crews there is one way to send them."""
    ways = (NEAREST, PLANNED) if scenario.city.crews else (PLANNED,)
    return [(control, crews) for control in CONTROL for crews in ways]


def four(scenario: Scenario, data: Path, progress: Progress | None) -> dict[Cell, Run] | None:
    """From the cache, else each a whole closed loop. `progress` None: only look into the cache; None: not there."""
    file = data / CACHE / f"effects-{_digest(scenario)}.json"
    known = _read(file, Four)
    if known is None and progress is not None:
        known = Four({f"{control}/{crews}": _closed_loop(scenario, (control, crews), progress)
                      for control, crews in cells(scenario)})
        _keep(file, known)
    if known is None:
        return None
    return {(name.split("/")[0], name.split("/")[1]): run for name, run in known.runs.items()}


def _closed_loop(scenario: Scenario, cell: Cell, progress: Progress) -> Run:
    """As `banyan demo` runs it, in a folder that is thrown away; standing authority approves, nobody else is there."""
    control, crews = cell
    alone = replace(scenario, control=control == "on", crews=crews, play=False)
    span = alone.end - alone.spec.start
    with (
        tempfile.TemporaryDirectory(prefix="banyan-effects-") as folder,
        Demo(alone, Path(folder) / "run", resume=False, speed=None) as demo,
    ):
        result = demo.run(lambda now: progress("/".join(cell), (now - alone.spec.start) / span))
    if result is None:
        raise KeyboardInterrupt
    return msgspec.convert(result.data["runs"]["banyan"], Run)


def _digest(spec: Struct) -> str:
    digest = hashlib.sha256(msgspec.json.encode(spec, order="deterministic"))
    digest.update(sources().encode())
    return digest.hexdigest()[:16]


def sources() -> str:
    """A digest of our own program text: another version simulates anew."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[2]
    for path in sorted(package.rglob("*.py")):
        if "report" not in path.relative_to(package).parts:
            digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _read(file: Path, shape: type[T]) -> T | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=shape)
    except (OSError, msgspec.MsgspecError):
        return None     # not there, or of another version: made anew


def _keep(file: Path, value: Struct) -> None:
    """One file a kind. A cache that can't be written makes the next report slower, and nothing else."""
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        temporary = file.with_suffix(".new")
        temporary.touch(mode=0o600)
        temporary.write_bytes(msgspec.json.encode(value))
        temporary.replace(file)
        for old in file.parent.glob(f"{file.name.partition('-')[0]}-*.json"):
            if old != file:
                old.unlink()
    except OSError:
        return
