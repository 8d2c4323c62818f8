"""How long what tells who somebody is may be kept: a number of days, months or years after a case has ended."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from banyan.model.time import Instant

EXPECTED = 'a number of days, months or years, as in "90 days" or "3 years"'
_FORM = re.compile(r"([1-9][0-9]{0,4}) (day|month|year)s?")
_LAST = datetime.max.replace(tzinfo=UTC)


def readable(retention: str) -> bool:
    return _FORM.fullmatch(retention) is not None


def until(retention: str, ended: Instant, zone: ZoneInfo) -> Instant:
    """The moment at which the time is over: the same local time so much later, the month's last day where there is no
    such day. Beyond the year 9999 it never is. Raises ValueError with what was expected.
    """
    found = _FORM.fullmatch(retention)
    if found is None:
        raise ValueError(f'"{retention}" is no retention; expected {EXPECTED}')
    count, local = int(found[1]), ended.astimezone(zone)
    try:
        if found[2] == "day":
            return (local + timedelta(days=count)).astimezone(UTC)
        months = count * (12 if found[2] == "year" else 1) + local.month - 1
        year, month = local.year + months // 12, months % 12 + 1
        day = min(local.day, monthrange(year, month)[1])
        return local.replace(year=year, month=month, day=day).astimezone(UTC)
    except (ValueError, OverflowError):
        return _LAST
