"""What jobs beside the loop have found, as the loop takes it: from records, now or in a replay."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec

from banyan.model.decision import Decision, Estimate
from banyan.model.record import Record
from banyan.model.time import Instant

STALE = timedelta(minutes=75)     # two looks ahead may be missing; after that the rule is alone

_KINDS: dict[str, type[Estimate] | type[Decision]] = {"estimate": Estimate, "decision": Decision}
R = TypeVar("R", Estimate, Decision)


def news(results: Sequence[Record], kind: str, before: R | None) -> R | None:
    """The newest result of a kind, else what was known before. One that failed is the newest, too."""
    for rec in results:
        if rec.kind == kind:
            before = msgspec.convert(rec.body, _KINDS[kind])  # type: ignore[assignment]  # the kind says which
    return before


def current(result: R | None, now: Instant) -> R | None:
    """A result that may still be relied on."""
    if result is None or result.error is not None:
        return None
    at = result.at if isinstance(result, Estimate) else result.asked_at
    return result if now - at <= STALE else None
