"""A controller that asks for what a plan says, when it says so: every interlock looks at it as at any other."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from banyan.model.authority import Authority, Principal, Role, StandingAuthority
from banyan.model.city import City
from banyan.model.ids import DeviceId, PrincipalId, RoleId
from banyan.model.order import Plan, Target
from banyan.model.situation import Situation
from banyan.model.text import Name, Said
from banyan.model.time import Instant
from banyan.runtime.whatif.planfile import Row

FOLLOWER = PrincipalId("controller:whatif-plan")
GRANTOR = PrincipalId("whatif-asker")
STANDS = timedelta(minutes=15)       # what an interlock refuses is tried again so long
_ASKER = Name("推演提问者", "Who asks what if")


class Follower:
    """Implements model.situation.Controller. Its memory is the number of rows asked for so far."""

    id = FOLLOWER
    every_s = 10

    def __init__(self, rows: Sequence[Row], begin: Instant) -> None:
        """`rows` in order of minutes from `begin`."""
        self._rows = tuple(rows)
        self._begin = begin

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        """Every device that has come to a row goes to its newest one."""
        done = int(memory or 0)
        minute = (seen.now - self._begin) / timedelta(minutes=1)
        due = done
        while due < len(self._rows) and self._rows[due].minutes <= minute:
            due += 1
        wanted: dict[DeviceId, float] = {row.device: row.setting for row in self._rows[done:due]}
        if not wanted:
            return due, None
        targets = tuple(Target(device, setting) for device, setting in wanted.items())
        return due, Plan(targets, Said("whatif.row", {"minutes": f"{minute:.0f}"}), (), seen.now + STANDS)


def approving(city: City, holder: PrincipalId, begin: Instant, end: Instant) -> City:
    """The city of a what-if in which all that `holder` proposes is approved: leave that exists nowhere else."""
    given = city.authority
    role = Role(RoleId("whatif"), _ASKER, ("proposal.make", "standing.grant"))
    known = [str(p.id) for p in given.principals]
    new = tuple(Principal(who, _ASKER, (role.id,)) for who in (GRANTOR, holder) if str(who) not in known)
    leave = StandingAuthority("whatif", holder, GRANTOR, tuple(d.id for d in city.devices), 100.0, begin, end)
    authority = Authority((*given.roles, role), (*given.principals, *new), (*given.standing, leave))
    return replace(city, authority=authority)
