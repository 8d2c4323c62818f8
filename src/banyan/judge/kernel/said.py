"""What the loop wrote down, as the transitions that judge/rules.py gives: rules of templates, evidence, reasons."""

from collections.abc import Callable
from math import isnan
from typing import Any

from msgspec.structs import replace

from banyan.judge.kernel.layout import NONE
from banyan.judge.kernel.memory import Memory
from banyan.judge.ladder import Change
from banyan.judge.texts import reason
from banyan.model.alert import Condition, Transition
from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.template import Template, rule_of, stream_id
from banyan.model.text import Said
from banyan.model.time import Instant, instant

_LEVELS = {0: None, **{level.rank: level for level in Level}}
Units = Callable[[int], str]


def transitions(memory: Memory, changes: Any, unit: Units = lambda _: "") -> list[Transition]:
    """In the order of `changes` (layout.CHANGE). `unit` gives a Datastream's, for the sentences."""
    return [_transition(memory, change, unit) for change in changes]


def _transition(memory: Memory, change: Any, unit: Units) -> Transition:
    number = int(memory.state.streams[change["row"]]["number"])
    rule = rule_of(memory.templates[change["rule"]], number)
    shown = [_evidence(number, change, which) for which in ("shown", "base") if change[f"{which}_time"] != NONE]
    newest = [_evidence(number, change, "newest")] if change["newest_time"] != NONE else []
    before, after = _LEVELS[int(change["before"])], _LEVELS[int(change["after"])]
    limit = rule.limits[change["limit"]]
    at = instant(int(change["at"]))
    value = float(change["value"])
    said = reason(rule, unit(number), Change(before, after, at, limit, ()), None if isnan(value) else value)
    return Transition(
        rule=rule.id,
        subject=rule.subject,
        condition=Condition.CLEAR if after is None else Condition.RAISE if before is None else Condition.AMEND,
        level=after or before or limit.level,
        at=at,
        evidence=tuple(dict.fromkeys((*shown, *newest))),
        reason=said,
    )


def withdrawn(template: Template, number: int, rank: int, name: str, at: Instant) -> Transition:
    """What stood ends, for nobody asks any more: the Datastream is gone, or the template doesn't fit it now."""
    rule = rule_of(template, number)
    level = _LEVELS[rank] or rule.limits[0].level
    return Transition(rule.id, rule.subject, Condition.CLEAR, level, at, (), Said("judge.withdrawn", {"subject": name}))


def named(said: Transition, name: str) -> Transition:
    """With a name for people in the sentence, in place of the Datastream's id; a unit that isn't said is empty."""
    return replace(said, reason=replace(said.reason, args={"unit": "", **said.reason.args, "subject": name}))


def _evidence(number: int, change: Any, which: str) -> Evidence:
    return Evidence(
        stream_id(number),
        instant(int(change[f"{which}_time"])),
        float(change[f"{which}_value"]),
        int(change[f"{which}_seq"]),
    )
