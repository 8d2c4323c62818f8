"""Who may do what. Deny by default; the one place that decides is `authorize`."""

from msgspec import Struct

from banyan.model.ids import DeviceId, PrincipalId, RoleId
from banyan.model.text import Name
from banyan.model.time import Instant


class Refused(Exception):  # noqa: N818  said as operators say it
    """The answer is no; the message says why and what would be needed."""


class Role(Struct, frozen=True):
    """`may` lists actions, exact or by prefix ("proposal.*"); `scope` lists device and place ids, or "*"."""

    id: RoleId
    name: Name
    may: tuple[str, ...]
    scope: tuple[str, ...] = ("*",)


class Principal(Struct, frozen=True):
    """A person or a program that acts."""

    id: PrincipalId
    name: Name
    roles: tuple[RoleId, ...]


class StandingAuthority(Struct, frozen=True):
    """Leave given beforehand: for which devices, up to which change at once, until when."""

    id: str
    holder: PrincipalId               # the controller whose proposals it approves
    granted_by: PrincipalId
    devices: tuple[DeviceId, ...]
    max_change: float                 # % of setting in one proposal
    starts_at: Instant
    ends_at: Instant


class Authority(Struct, frozen=True):
    """The city's roles, principals and standing authorities."""

    roles: tuple[Role, ...]
    principals: tuple[Principal, ...]
    standing: tuple[StandingAuthority, ...] = ()


def authorize(authority: Authority, principal: PrincipalId, action: str, scope: str = "*") -> RoleId:
    """The role that allows `principal` to do `action` on `scope`. Raises Refused: deny by default."""
    who = next((p for p in authority.principals if p.id == principal), None)
    if who is None:
        raise Refused(f"{principal} is not known here; sign in as one of the city's principals")
    for role in authority.roles:
        if role.id in who.roles and _covers(role.may, action) and ("*" in role.scope or scope in role.scope):
            return role.id
    raise Refused(f"{principal} may not {action} on {scope}: no role of theirs allows it")


def _covers(may: tuple[str, ...], action: str) -> bool:
    return any(m in ("*", action) or (m.endswith(".*") and action.startswith(m[:-1])) for m in may)
