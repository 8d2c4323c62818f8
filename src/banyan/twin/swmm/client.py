"""The city's end of the plant: messages in, messages out, nothing else to see."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.time import Instant, iso
from banyan.twin.swmm.pipe import Child, ChildDied, ChildRefused
from banyan.twin.swmm.spec import PlantSpec, RunReport

PlantDied = ChildDied
PlantRefused = ChildRefused

_MODULE = "banyan.twin.swmm.plant"


class _Advanced(Struct):
    at: Instant
    messages: list[str]


_advanced = msgspec.json.Decoder(_Advanced).decode
_report = msgspec.json.Decoder(RunReport).decode


class PlantProcess:
    """A plant in a process of its own. After PlantDied: `start` again with the same spec, then `replay`."""

    def __init__(self) -> None:
        self._child: Child | None = None

    def __enter__(self) -> "PlantProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None else None

    def start(self, spec: PlantSpec) -> None:
        """Open the plant (a running one is killed). Raises PlantRefused with one sentence when it can't be run."""
        self.kill()
        self._child = Child(_MODULE)
        try:
            self._child.ask({"open": spec})
        except BaseException:
            self.kill()
            raise

    def advance(self, to: Instant, orders: Sequence[dict[str, Any]] = ()) -> list[bytes]:
        """Send `orders`, move to `to`; returns the NDJSON lines sent in between. Raises PlantDied."""
        answer = self._running().ask({"advance": iso(to), "orders": orders})
        return [line.encode() for line in _advanced(answer).messages]

    def replay(self, history: Iterable[tuple[Instant, Sequence[dict[str, Any]]]], to: Instant) -> None:
        """Do the same advances again, silently, then go on to `to`: `history` holds (to, orders) of earlier calls.

        Orders take effect where the advance before them ended; calls without orders may be joined into one.
        """
        self._running().ask({"replay": [(iso(at), orders) for at, orders in history], "to": iso(to)})

    def close(self) -> RunReport:
        """End the run; returns its figures. Raises PlantDied."""
        child = self._running()
        report = _report(child.ask({"close": True}))
        child.close()
        self._child = None
        return report

    def kill(self) -> None:
        """End the process at once; does nothing where there is none."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _running(self) -> Child:
        if self._child is None:
            raise PlantDied("the plant isn't running")
        return self._child
