"""What a changed declaration does to what judge remembers."""

from collections.abc import Sequence

from msgspec.structs import replace

from banyan.judge.rules import RuleMemory, begin
from banyan.judge.run import Memory, Prepared
from banyan.model.ids import RuleId
from banyan.model.time import Instant


def reconcile(
    rules: Prepared, memory: Memory, changed: Sequence[RuleId], anew: Sequence[RuleId], now: Instant
) -> Memory:
    """The memory for the rules as now declared.

    A rule that is gone is forgotten; a new one begins at `now`, and so do those of `anew`, which ask something else
    than before. The others of `changed` keep what they know and are looked at again at the next tick. Whoever was
    changed is back in service.
    """
    kept: dict[RuleId, RuleMemory] = {}
    for ready in rules.rules:
        rid = ready.rule.id
        known = memory.rules.get(rid)
        if known is None or rid in anew:
            kept[rid] = begin(ready.rule, now)
        else:
            kept[rid] = replace(known, due=now) if rid in changed else known
    faults = {rid: why for rid, why in memory.faults.items() if rid in rules.by_id and rid not in changed}
    newest = {stream: latest for stream, latest in memory.newest.items() if stream in rules.concerns}
    return Memory(memory.started, kept, newest, faults, memory.forecast)
