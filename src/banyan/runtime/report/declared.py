"""The city as its journal declares it: names, gauges, places and rules, whether or not its folder still exists."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec import Struct

from banyan.measure.history import History
from banyan.model.authority import Principal, Role, StandingAuthority
from banyan.model.case import Crew
from banyan.model.city import Lake, Place
from banyan.model.device import Device
from banyan.model.ports import StoreError
from banyan.model.rule import Rule
from banyan.model.stream import Stream
from banyan.model.text import Name

T = TypeVar("T", bound=Struct)


class Declared(Struct, frozen=True, kw_only=True):
    """What was declared last. `order` is the stream table that batches index: by first declaration."""

    city: str
    timezone: str
    order: tuple[Stream, ...]
    rules: tuple[Rule, ...]
    devices: tuple[Device, ...]
    lakes: tuple[Lake, ...]
    places: tuple[Place, ...]
    crews: tuple[Crew, ...]
    roles: tuple[Role, ...]
    principals: tuple[Principal, ...]
    standing: tuple[StandingAuthority, ...]
    run: dict[str, object] | None       # a demo's own parameters; None: a served city

    def names(self) -> dict[str, Name]:
        """Everything that has a name, by id; a gauge takes the name of what it stands at."""
        found: dict[str, Name] = {}
        groups: tuple[Iterable[Lake | Place | Device | Crew | Role | Principal], ...] = (
            self.roles, self.principals, self.crews, self.places, self.devices, self.lakes)
        for group in groups:
            found.update({str(thing.id): thing.name for thing in group})
        for stream in self.order:
            found.setdefault(str(stream.id), found.get(str(stream.thing), Name(str(stream.id), str(stream.id))))
        return found


def declared(history: History) -> Declared:
    """Raises StoreError where the declarations are of another version's shape, or there are none."""
    bodies: dict[str, dict[str, object]] = {}
    order: dict[str, dict[str, object]] = {}
    for rec in history.kind("declaration"):
        bodies[str(rec.body["id"])] = rec.body
        if rec.body["of"] == "stream" and rec.body.get("value") is not None:
            order[str(rec.body["id"])] = rec.body
    city = next((body["value"] for body in bodies.values() if body["of"] == "city"), None)
    if not isinstance(city, dict):
        raise StoreError("the journal declares no city: it was begun by another version, or by other hands; a report "
                         "can't be made of it")
    run = bodies.get("run/demo", {}).get("value")
    try:
        return Declared(
            city=str(city["id"]), timezone=str(city["timezone"]), order=_all(order, "stream", Stream),
            rules=_all(bodies, "rule", Rule), devices=_all(bodies, "device", Device), lakes=_all(bodies, "lake", Lake),
            places=_all(bodies, "place", Place), crews=_all(bodies, "crew", Crew), roles=_all(bodies, "role", Role),
            principals=_all(bodies, "principal", Principal),
            standing=_all(bodies, "standing-authority", StandingAuthority), run=run if isinstance(run, dict) else None,
        )  # fmt: skip
    except (msgspec.ValidationError, KeyError) as e:
        raise StoreError(f"the journal was written by another version, whose declarations this one can't read ({e}): "
                         "make the report with that version, or run anew") from e


def _all(bodies: dict[str, dict[str, object]], of: str, shape: type[T]) -> tuple[T, ...]:
    found = (body["value"] for body in bodies.values() if body["of"] == of)
    return tuple(msgspec.convert(value, shape) for value in found if value is not None)
