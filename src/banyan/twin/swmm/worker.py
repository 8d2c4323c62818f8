"""A process that simulates on request: `python -m banyan.twin.swmm.worker`. One simulation at a time, many in turn.

| request | answer |
|---|---|
| `{"simulate": PlantSpec, "settings": {gate: %}, "crew_work": [...]}` | RunReport |
| `{"model": PlantSpec, "perturb": seed}` | `{"opened": true, "changes": ["sentence", ...]}` |
| `{"outlook": Outlook}` | Curves (after a model was opened) |
"""

from msgspec import UNSET, Struct, UnsetType, field

from banyan.twin.swmm.engine import EngineError
from banyan.twin.swmm.outlook import Model, Outlook
from banyan.twin.swmm.pipe import serve
from banyan.twin.swmm.simulation import run
from banyan.twin.swmm.spec import CrewWork, PlantSpec


class Request(Struct):
    """One line: exactly one of simulate, model, outlook."""

    simulate: PlantSpec | UnsetType = UNSET
    settings: dict[str, float] = field(default_factory=dict)
    crew_work: tuple[CrewWork, ...] = ()
    model: PlantSpec | UnsetType = UNSET
    perturb: int = 1
    outlook: Outlook | UnsetType = UNSET


class Desk:
    """What this process keeps between requests: at most one model."""

    def __init__(self) -> None:
        self._model: Model | None = None

    def answer(self, request: Request) -> object:
        if not isinstance(request.simulate, UnsetType):
            return run(request.simulate, request.settings, request.crew_work)
        if not isinstance(request.model, UnsetType):
            self._model = Model(request.model, request.perturb)
            return {"opened": True, "changes": self._model.changes}
        if not isinstance(request.outlook, UnsetType) and self._model is not None:
            return self._model.curves(request.outlook)
        return {"error": "one of simulate, model, or (after model) outlook was expected"}


def main() -> None:
    serve(Request, Desk().answer, lambda: None, EngineError)


if __name__ == "__main__":
    main()
