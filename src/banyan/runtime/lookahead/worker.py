"""A process of the warm pool: `python -m banyan.runtime.lookahead.worker`. One simulation at a time, many in turn.

| request | answer |
|---|---|
| `{"model": PlantSpec, "perturb": seed}` | `{"opened": true, "changes": ["sentence", ...]}` |
| `{"follow": Follow}` | Followed |
| `{"base": Base}` | `{"based": true}` |
| `{"trial": Trial}` | Outcome (after a base) |
"""

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from banyan.control.lookahead import Steerable
from banyan.model.situation import Controller
from banyan.packs.water import PACK as WATER
from banyan.runtime.lookahead.branch import Base, Trial, run
from banyan.twin.swmm.engine import EngineError
from banyan.twin.swmm.follow import Follow, ModelNetwork
from banyan.twin.swmm.pipe import serve
from banyan.twin.swmm.spec import PlantSpec


class Request(Struct):
    """One line: exactly one of model, follow, base, trial."""

    model: PlantSpec | UnsetType = UNSET
    perturb: int | None = None
    follow: Follow | UnsetType = UNSET
    base: Base | UnsetType = UNSET
    trial: Trial | UnsetType = UNSET


class Desk:
    """What this process keeps between requests: the model and the question at hand."""

    def __init__(self) -> None:
        self._model: ModelNetwork | None = None
        self._base: Base | None = None

    def answer(self, request: Request) -> object:
        if not isinstance(request.model, UnsetType):
            self._model = ModelNetwork(request.model, request.perturb)
            return {"opened": True, "changes": self._model.changes}
        if self._model is None:
            return {"error": "a model was expected first"}
        if not isinstance(request.follow, UnsetType):
            return self._model.follow(request.follow)
        if not isinstance(request.base, UnsetType):
            self._base = request.base
            return {"based": True}
        if not isinstance(request.trial, UnsetType) and self._base is not None:
            # The controller may know the city, not the network.
            city = replace(self._model.city, hydraulics=None)
            try:
                return run(self._model, city, _controller(self._model, request.trial), self._base, request.trial)
            except Exception as e:  # noqa: BLE001  a controller that raises in a branch is told, and costs no process
                return {"error": f"{type(e).__name__}: {e}"}
        return {"error": "one of model, follow, base, or (after base) trial was expected"}


def _controller(model: ModelNetwork, trial: Trial) -> Controller | None:
    if trial.parameters is None:
        return None
    controller = WATER.controllers[0](model.city)
    if not isinstance(controller, Steerable):
        return controller
    return controller.tuned(trial.parameters)


def main() -> None:
    serve(Request, Desk().answer, lambda: None, EngineError)


if __name__ == "__main__":
    main()
