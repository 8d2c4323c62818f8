"""The city's declarations as records, so that the journal can be judged alone."""

import hashlib
from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.city import City
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.record import Record, record
from banyan.model.time import Instant

OWNER = RoleId("data-owner")


class Declaration(Struct, frozen=True):
    """What holds from now on: `of` is city, device, role, principal, standing-authority, rule, template, stream, roads
    or run.
    """

    id: str
    of: str
    value: Any


class _CityValue(Struct, frozen=True):
    id: str
    timezone: str
    tick_s: float
    digest: str


class _RoadsValue(Struct, frozen=True):
    """The ways that crews take stand in their tasks; the net itself is told by its digest."""

    id: str
    lines: int
    points: int
    sha256: str


def declarations(city: City, digest: str, now: Instant) -> list[Record]:
    """All of a city's declarations, in the folder's order."""
    value = _CityValue(city.id, city.timezone, city.tick.total_seconds(), digest)
    told: list[tuple[str, str, Any]] = [("city", city.id, value)]
    groups: tuple[tuple[str, Any], ...] = (
        ("role", city.authority.roles), ("principal", city.authority.principals),
        ("standing-authority", city.authority.standing), ("device", city.devices), ("stream", city.streams),
        ("rule", city.rules), ("lake", city.lakes), ("place", city.places), ("crew", city.crews),
        ("case-type", city.case_types), ("template", city.templates),
    )  # fmt: skip
    told += [(of, value.id, value) for of, values in groups for value in values]
    if city.roads:
        text = msgspec.json.encode(city.roads)
        points = sum(len(line) for line in city.roads)
        told.append(("roads", city.id, _RoadsValue(city.id, len(city.roads), points, hashlib.sha256(text).hexdigest())))
    return [declaration(of, eid, value, now) for of, eid, value in told]


def declaration(of: str, eid: str, value: Any, now: Instant) -> Record:
    body = Declaration(f"{of}/{eid}", of, value)
    return record("declaration", f"declaration/{of}/{eid}", now, "system", body)


class Withdrawal(Struct, frozen=True):
    """What held holds no longer."""

    id: str
    of: str
    value: None = None
    withdrawn: bool = True


def withdrawal(eid: str, of: str, now: Instant, n: int) -> Record:
    """`eid` is the declaration's id ("device/gate-east"); `n` tells this withdrawal from others of the same thing."""
    return record("declaration", f"declaration/{eid}@{n}", now, "system", Withdrawal(eid, of))


def owner(city: City) -> PrincipalId:
    """The data folder's owner: the first principal with the role data-owner, else the first of all."""
    people = city.authority.principals
    return next((p.id for p in people if OWNER in p.roles), people[0].id)
