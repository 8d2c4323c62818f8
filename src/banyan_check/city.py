"""The city as declared so far: limits, roles, principals, standing authorities. The last declaration counts."""

from msgspec import Struct

from banyan_check.shapes import Declaration, Device, Principal, Role, StandingAuthority, declared


class City:
    """What the records before this one have declared."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self.roles: dict[str, Role] = {}
        self.principals: dict[str, Principal] = {}
        self.standing: dict[str, StandingAuthority] = {}

    def declare(self, declaration: Declaration) -> str:
        """Take a declaration; returns the id of the thing declared. Raises shapes.Malformed and changes nothing."""
        thing: Struct | None = declared(declaration)
        match thing:
            case Device():
                self.devices[thing.id] = thing
            case Role():
                self.roles[thing.id] = thing
            case Principal():
                self.principals[thing.id] = thing
            case StandingAuthority():
                self.standing[thing.id] = thing
            case _ if declaration.value is None:
                return self._withdraw(declaration)
            case _:
                return str((declaration.value or {}).get("id", declaration.id))
        return str(thing.id)

    def _withdraw(self, declaration: Declaration) -> str:
        """Nothing is allowed by what was withdrawn. The declaration's id is the kind, a slash and the thing's id."""
        name = declaration.id.removeprefix(f"{declaration.of}/")
        shelves: dict[str, dict[str, Device] | dict[str, Role] | dict[str, Principal] | dict[str, StandingAuthority]]
        shelves = {
            "device": self.devices,
            "role": self.roles,
            "principal": self.principals,
            "standing-authority": self.standing,
        }
        if declaration.of in shelves:
            shelves[declaration.of].pop(name, None)
        return name

    def may(self, principal: str, action: str, scope: str | None = None) -> bool:
        """Does a role of theirs allow `action`, on `scope` if one is given? Whoever is unknown may nothing."""
        who = self.principals.get(principal)
        held = [self.roles[r] for r in who.roles if r in self.roles] if who else []
        return any(grants(role.may, action) and (scope is None or covers(role.scope, scope)) for role in held)

    def exclusive(self, device: Device) -> list[str]:
        """Devices that may not be open or run together with this one; either of the two may declare it."""
        others = [d.id for d in self.devices.values() if device.id in d.excludes]
        return sorted({*device.excludes, *others} - {device.id})


def grants(may: tuple[str, ...], action: str) -> bool:
    """Exact ("proposal.approve"), all of a kind ("proposal.*") or everything ("*")."""
    return any(m in ("*", action) or (m.endswith(".*") and action.startswith(m[:-1])) for m in may)


def covers(scope: tuple[str, ...], device: str) -> bool:
    return "*" in scope or device in scope

