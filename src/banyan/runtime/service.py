"""Rules and controllers that go out of service, and come back: each time is a record."""

from msgspec import Struct

from banyan.model.record import Record, record
from banyan.model.time import Instant


class RuleStatus(Struct, frozen=True):
    """Whether a rule or controller works; `error` says why not."""

    id: str
    in_service: bool
    error: str


def service_record(what: str, why: str, now: Instant, n: int, *causes: tuple[str, str], works: bool = False) -> Record:
    """The `n`th record of a rule or controller: out of service, or (`works`) back in it."""
    return record("rule-status", f"rule-status/{what}#{n}", now, "judge", RuleStatus(what, works, why), *causes)
