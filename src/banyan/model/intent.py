"""What a person asks the running city to do; it enters the input log like any message, so a replay does it again."""

from enum import StrEnum

from msgspec import Struct, field

from banyan.model.ids import PrincipalId


class Action(StrEnum):
    """Actions by the name that roles grant. Each takes the id of its target."""

    ACKNOWLEDGE = "alert.acknowledge"     # an alert; or an incident, with args: each alert seen → the level it had
    SHELVE = "alert.shelve"               # args: minutes
    APPROVE = "proposal.approve"
    REFUSE = "proposal.refuse"            # args: reason
    PROPOSE = "plan.propose"              # target: a what-if's id; args: device → setting in %
    STOP = "stop.pull"
    RELEASE = "stop.release"
    CLOSE = "case.close"                  # args: outcome
    HANDOVER_WRITE = "handover.write"     # target: shift; args: note
    HANDOVER_CONFIRM = "handover.confirm"


class Intent(Struct, frozen=True):
    """`id` is the asker's own key: the same intent twice is done once."""

    id: str
    by: PrincipalId
    action: Action
    target: str
    args: dict[str, str] = field(default_factory=dict)


RIGHTS: dict[Action, str] = {Action.PROPOSE: "proposal.make"}


def right(action: Action) -> str:
    """What a role has to grant for an action: its own name, but where a person does what controllers do, too."""
    return RIGHTS.get(action, action.value)
