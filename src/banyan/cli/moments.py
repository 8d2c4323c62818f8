"""A moment as it is typed on the command line."""

from datetime import datetime

from banyan.model.time import Instant
from banyan.runtime.scenario import UsageError


def moment(text: str | None, option: str) -> Instant | None:
    """A time with its offset, None where nothing was typed. Raises UsageError that names the option."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise UsageError(f"{option} {text[:40]}: a time with its offset was expected, like 2026-09-30T17:50:00+08:00")
    return at
