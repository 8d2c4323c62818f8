"""What jobs beside the loop have found, as the loop takes it: from records, now or in a replay."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from banyan.judge.run import Prepared
from banyan.model.alert import Transition
from banyan.model.decision import Decision, Estimate
from banyan.model.ids import RuleId
from banyan.model.judged import Judged
from banyan.model.record import Record
from banyan.model.rule import Rule
from banyan.model.time import Instant

JUDGED = "judged"
STALE = timedelta(minutes=75)     # two looks ahead may be missing; after that the rule is alone

_KINDS: dict[str, type[Estimate] | type[Decision]] = {"estimate": Estimate, "decision": Decision}
R = TypeVar("R", Estimate, Decision)


def news(results: Sequence[Record], kind: str, before: R | None) -> R | None:
    """The newest result of a kind, else what was known before. One that failed is the newest, too."""
    for rec in results:
        if rec.kind == kind:
            before = msgspec.convert(rec.body, _KINDS[kind])  # type: ignore[assignment]  # the kind says which
    return before


def judged(rules: Prepared, results: Sequence[Record]) -> tuple[Prepared, tuple[Transition, ...]]:
    """What the rules of Datastreams have found, and the rules with those that it is of, in their places.

    A rule whose template is no longer declared says nothing any more.
    """
    found: list[Transition] = []
    known: dict[RuleId, Rule] = {}
    for rec in results:
        if rec.kind == JUDGED:
            body = msgspec.convert(rec.body, Judged)
            for said in body.transitions:
                if said.rule in rules.by_id:
                    rule = rules.by_id[said.rule]
                    known[said.rule] = replace(rule, place=body.places.get(said.rule, rule.place))
                    found.append(said)
    return (replace(rules, by_id=rules.by_id.beside(known)) if known else rules), tuple(found)


def current(result: R | None, now: Instant) -> R | None:
    """A result that may still be relied on."""
    if result is None or result.error is not None:
        return None
    at = result.at if isinstance(result, Estimate) else result.asked_at
    return result if now - at <= STALE else None
