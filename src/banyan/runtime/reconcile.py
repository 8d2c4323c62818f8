"""A city whose folder was changed goes on: what it remembers is brought into line with what it now declares."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from banyan.command import changed as command
from banyan.control import changed as control
from banyan.judge import alarms as alarm_life
from banyan.judge import changed as judge
from banyan.judge import doubts
from banyan.model.ids import RuleId
from banyan.model.ports import Notice
from banyan.model.record import Record
from banyan.model.template import template_of
from banyan.model.time import Instant
from banyan.runtime.loop import State
from banyan.runtime.prepared import Prepared
from banyan.runtime.service import service_record

SAME_QUESTION = ("kind", "of", "subject", "place", "cause", "window_min")
# A rule that only changed other fields (limits, delays, case) keeps its memory, and its alert goes on.


class Reconciled(Struct, frozen=True):
    """The memory under the new declaration, and what has to be said about the way there."""

    state: State
    records: tuple[Record, ...]
    notices: tuple[Notice, ...]


def reconcile(
    city: Prepared, state: State, now: Instant, told: Sequence[Record], before: Mapping[str, Mapping[str, Any]]
) -> Reconciled:
    """`told` are the declarations that change, withdrawals among them; `before` all that were in force, by id.

    Where nobody looks ahead any more every gauge is believed again: nobody could lift a doubt.
    """
    because = {str(r.body["id"]): str(r.id) for r in told}
    cause = str(told[0].id)
    changed = [RuleId(str(rid)) for rid in city.rules.by_id if f"rule/{rid}" in because]
    anew = [rid for rid in changed if _asks_otherwise(city, rid, before.get(f"rule/{rid}"))]
    anew += [rid for rid in state.alarms.by_rule if _template(rid) in because]
    gone = [rid for rid in dict.fromkeys((*state.judge.rules, *state.alarms.by_rule)) if rid not in city.rules.by_id]
    ended = {rid: because.get(f"rule/{rid}", because.get(_template(rid), cause)) for rid in (*gone, *anew)}

    unweighed = {} if city.looks else doubts.unweighed(state.doubts)
    alarms = alarm_life.withdraw(city.rules, state.alarms, dict.fromkeys(unweighed, cause) | ended, now, unweighed)
    service, out_of_service, statuses = _service(city, state, now, because, cause)
    commanded = command.reconcile(city.asking, state.command, alarms.changed, now, out_of_service)
    controlled = control.reconcile(city.city, state.control, now, cause)
    after = msgspec.structs.replace(
        state, judge=judge.reconcile(city.rules, state.judge, changed, anew, now), alarms=alarms.memory,
        command=commanded.memory, control=controlled.memory, out_of_service=out_of_service, statuses=statuses,
        doubts=state.doubts if city.looks else {}, estimate=state.estimate if city.looks else None,
    )  # fmt: skip
    records = (*service, *controlled.records, *alarms.records, *commanded.records)
    return Reconciled(after, records, (*controlled.notices, *commanded.notices))


def _template(rid: RuleId) -> str:
    """The declaration of the template that makes a rule."""
    named = template_of(rid)
    return f"template/{named[0]}" if named is not None else ""


def _asks_otherwise(city: Prepared, rid: RuleId, before: Mapping[str, Any] | None) -> bool:
    """Whether what the rule remembers says nothing about what it asks now: its limits are remembered by place."""
    was = before["value"] if before is not None else None
    if was is None:
        return True
    now: dict[str, Any] = msgspec.to_builtins(city.rules.by_id[rid])
    return len(was.get("limits", ())) != len(now["limits"]) or any(was.get(k) != now[k] for k in SAME_QUESTION)


def _service(
    city: Prepared, state: State, now: Instant, because: Mapping[str, str], cause: str
) -> tuple[list[Record], dict[str, str], dict[str, int]]:
    """What was out of service is tried again where its declaration changed.

    The controller looks at the whole city, so any change may have mended it.
    """
    records: list[Record] = []
    out, statuses = dict(state.out_of_service), dict(state.statuses)
    for what in state.out_of_service:
        gone = what != str(city.controller_id) and what not in city.rules.by_id
        why = cause if what == str(city.controller_id) or gone else because.get(f"rule/{what}")
        if why is None:
            continue
        del out[what]
        n = statuses[what] = statuses.get(what, 0) + 1
        said = "no longer declared" if gone else ""
        records.append(service_record(what, said, now, n, ("declared-by", because.get(f"rule/{what}", why)),
                                      works=not gone))
    return records, out, statuses
