"""A process that simulates on request: `python -m banyan.twin.swmm.worker`. One simulation at a time, many in turn.

| request | answer |
|---|---|
| `{"simulate": PlantSpec, "settings": {gate: %}, "crew_work": [...]}` | RunReport |
"""

from msgspec import Struct, field

from banyan.twin.swmm.engine import EngineError
from banyan.twin.swmm.pipe import serve
from banyan.twin.swmm.simulation import run
from banyan.twin.swmm.spec import CrewWork, PlantSpec


class Request(Struct):
    """One line."""

    simulate: PlantSpec
    settings: dict[str, float] = field(default_factory=dict)
    crew_work: tuple[CrewWork, ...] = ()


def main() -> None:
    serve(Request, lambda asked: run(asked.simulate, asked.settings, asked.crew_work), lambda: None, EngineError)


if __name__ == "__main__":
    main()
