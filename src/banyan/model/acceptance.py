"""What a Datastream's readings must pass, as its `properties.acceptance` says it."""

from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.stream import Duplicates

KEY = "acceptance"
LONGEST_S = 10 * 366 * 86_400.0


class AcceptanceError(ValueError):
    """What can't be kept to; the message says which part and what was expected."""


class Acceptance(Struct, frozen=True, forbid_unknown_fields=True):
    """What isn't said isn't limited; NaN and infinities never pass. In the Datastream's unit, and seconds.

    `low`..`high` credible range (else refused); `max_rate` credible change a minute (else flagged `jump`, and it steers
    nothing); `period_s` the time between readings: closer ones may change by one period's rate; `late_s`, `future_s`
    how far a reading may be behind or ahead of the clock (else refused); `stuck_s` how long one value is credible (else
    flagged `stuck`); `duplicates` whether the same time and value again is kept or refused.
    """

    low: float | None = None
    high: float | None = None
    max_rate: float | None = None
    period_s: float = 0.0
    late_s: float | None = None
    future_s: float | None = None
    stuck_s: float | None = None
    duplicates: Duplicates = Duplicates.KEEP


def acceptance_of(properties: Any) -> Acceptance | None:
    """Of a Datastream's `properties`; None where they say nothing of it. Raises AcceptanceError."""
    if not isinstance(properties, dict) or properties.get(KEY) is None:
        return None
    try:
        found = msgspec.convert(properties[KEY], Acceptance)
    except msgspec.ValidationError as error:
        raise AcceptanceError(f"properties.{KEY} can't be read: {error}; expected an object with some of "
                              f"{', '.join(Acceptance.__struct_fields__)}") from None
    if found.low is not None and found.high is not None and found.low > found.high:
        raise AcceptanceError(f"properties.{KEY}: low {found.low:g} is above high {found.high:g}; nothing could pass")
    for name in ("max_rate", "period_s", "late_s", "future_s", "stuck_s"):
        said = getattr(found, name)
        if said is not None and not 0 <= said <= (float("inf") if name == "max_rate" else LONGEST_S):
            raise AcceptanceError(f"properties.{KEY}.{name} is {said:g}; expected a number from 0 on, and no more "
                                  "than ten years of seconds")
    return found
