"""The plant's process: `python -m banyan.twin.swmm.plant` (protocol: docs/architecture.md)."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from banyan.model.time import Instant, iso
from banyan.twin.swmm.engine import EngineError
from banyan.twin.swmm.pipe import serve
from banyan.twin.swmm.spec import PlantSpec
from banyan.twin.swmm.world import World

Bodies = list[dict[str, Any]]


class Request(Struct):
    """One line from the city: exactly one of open, advance, replay, close."""

    open: PlantSpec | UnsetType = UNSET
    advance: Instant | UnsetType = UNSET
    orders: Bodies = []
    replay: list[tuple[Instant, Bodies]] | UnsetType = UNSET
    to: Instant | UnsetType = UNSET
    close: bool = False


class Desk:
    """The one world of this process."""

    def __init__(self) -> None:
        self._world: World | None = None

    def leave(self) -> None:
        if self._world is not None:
            self._world.close()
            self._world = None

    def answer(self, request: Request) -> object:
        if isinstance(request.open, PlantSpec):
            self.leave()
            self._world = World(request.open)
            return {"opened": True, "start": iso(request.open.start)}
        if self._world is None:
            return {"error": "no plant is open: send {\"open\": PlantSpec} first"}
        if not isinstance(request.advance, UnsetType):
            return {"at": iso(request.advance), "messages": self._world.advance(request.advance, request.orders)}
        if not isinstance(request.replay, UnsetType):
            for at, bodies in request.replay:
                self._world.advance(at, bodies)
            if not isinstance(request.to, UnsetType):
                self._world.advance(request.to, [])
            return {"at": iso(self._world.now)}
        if request.close:
            world, self._world = self._world, None
            return world.close()
        return {"error": "one of open, advance, replay, close was expected"}


def main() -> None:
    desk = Desk()
    serve(Request, desk.answer, desk.leave, EngineError)


if __name__ == "__main__":
    main()
