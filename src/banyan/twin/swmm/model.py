"""The city's end of the model twin: a process that answers outlooks. It never meets the plant."""

import msgspec
from msgspec import Struct

from banyan.twin.swmm.jobs import MODULE
from banyan.twin.swmm.network import parse
from banyan.twin.swmm.outlook import Curves, Outlook
from banyan.twin.swmm.pipe import Child
from banyan.twin.swmm.scenario import without_storm
from banyan.twin.swmm.spec import PlantSpec, SpecError

_curves = msgspec.json.Decoder(Curves).decode


class _Opened(Struct):
    changes: tuple[str, ...]


class ModelTwin:
    """Opened with the city, the network and a seed of its own; `changes` says in words how it differs."""

    def __init__(self, spec: PlantSpec, seed: int) -> None:
        self._blind, self._seed = blind(spec), seed
        self._child = Child(MODULE)
        self.changes = self._open()

    def __enter__(self) -> "ModelTwin":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def outlook(self, asked: Outlook) -> Curves:
        """Levels from now to the horizon. Raises ChildRefused with a sentence, ChildDied when the process is gone."""
        return _curves(self._child.ask({"outlook": asked}))

    def send(self, asked: Outlook) -> None:
        """Ask without waiting; `receive` gives the answers in the order of the questions. Raises ChildDied."""
        self._child.send({"outlook": asked})

    def receive(self) -> Curves:
        """The answer to the oldest question sent. Raises as `outlook`."""
        return _curves(self._child.answer())

    def restart(self) -> None:
        """After ChildDied: a new process. Nothing is lost, since an outlook depends on its question alone."""
        self._child.kill()
        self._child = Child(MODULE)
        self._open()

    def close(self) -> None:
        self._child.kill()

    def _open(self) -> tuple[str, ...]:
        try:
            answer = self._child.ask({"model": self._blind, "perturb": self._seed})
        except BaseException:
            self._child.kill()
            raise
        return msgspec.json.decode(answer, type=_Opened).changes


def blind(spec: PlantSpec) -> PlantSpec:
    """The spec without anything of the true storm, its forecast's error or its faults."""
    hydraulics = spec.city.hydraulics
    if hydraulics is None:
        raise SpecError(f"{spec.city.id} declares no hydraulics: there is nothing to simulate")
    network = without_storm(parse(spec.network, hydraulics.network), hydraulics)
    return PlantSpec(
        city=msgspec.structs.replace(spec.city, storms=()), network=network.text(), start=spec.start, hours=spec.hours,
        gauges=False,
    )
