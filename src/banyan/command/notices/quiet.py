"""Quiet hours: when the next moment is at which somebody may be told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from banyan.command.notices.policy import Quiet, Urgency
from banyan.model.time import Instant

_DAY = timedelta(days=1)
_MOST = 8                    # spans that touch each other and are gone through; they may cover the whole day


def told_at(quiet: Sequence[Quiet], urgency: Urgency, at: Instant, zone: ZoneInfo) -> Instant:
    """`at`, or the end of the quiet hours that it lies in. A span's first moment is quiet, its end isn't.

    Spans that together never end hold nothing back for longer than a day: a notice that can never be told is worse
    than one at a bad hour.
    """
    spans = [span for span in quiet if urgency < span.below and span.begin != span.end]
    moment = at
    for _ in range(_MOST):
        end = max((e for span in spans if (e := _end(span, moment, zone)) is not None), default=None)
        if end is None:
            return moment
        moment = end
        if moment - at >= _DAY:
            return at + _DAY
    return moment


def _end(span: Quiet, at: Instant, zone: ZoneInfo) -> Instant | None:
    """When the span that `at` lies in ends; None: it lies in none."""
    here = at.astimezone(zone)
    for day in (here.date() - _DAY, here.date()):
        begin = datetime.combine(day, span.begin, zone).astimezone(UTC)
        last = day if span.end > span.begin else day + _DAY
        end = datetime.combine(last, span.end, zone).astimezone(UTC)
        if begin <= at < end:
            return end
    return None
