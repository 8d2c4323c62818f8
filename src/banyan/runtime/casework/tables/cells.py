"""What one cell says: a time, a place, a verdict, a state of affairs; or why it can't be read."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from banyan.model.casework import Verdict
from banyan.model.plain import key, plain
from banyan.model.sheet import Value
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.clock import BadStart, started

_ZERO = datetime(1899, 12, 30)     # noqa: DTZ001  a serial has no zone; ECMA-376 part 1, 18.17.4.1: the 1900 system
_SERIALS = (18264.0, 73415.0)      # 1950 to 2100: other numbers are no moments
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?\s*(?:(\d{1,2})[时点:](\d{1,2})分?(?::?(\d{1,2})秒?)?)?")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\s?(\d\d)(\d\d)(\d\d)?)?")
_DOTTED = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?=[ t])")
_SPLIT = re.compile(r"[,，;；\s]+")
_EDGES = " ()[]"


class Unread(Exception):  # noqa: N818  an answer, caught where the row is read
    """`reason`: what was found and what was expected."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = Name(zh, en)


class Moment(NamedTuple):
    """`day`: no time of the day was told, and `at` is its beginning."""

    at: Instant
    day: bool = False


def moment(value: Value, zone: ZoneInfo) -> Moment:
    """Local time of `zone` where no offset is told. Raises Unread."""
    if isinstance(value, datetime):
        return Moment(_local(value.replace(tzinfo=None), str(value), zone), value.time() == time(0))
    if isinstance(value, date):
        return Moment(_local(datetime.combine(value, time()), str(value), zone), day=True)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, zone)
    text = plain(str(value))
    if text.isdigit():
        return _packed(text, zone)
    return _text(text, zone)


def _number(value: float, zone: ZoneInfo) -> Moment:
    if value >= 10_000_000 and value == int(value):
        return _packed(str(int(value)), zone)
    if not _SERIALS[0] <= value < _SERIALS[1]:
        raise _no(f"{value:g}")
    local = _ZERO + timedelta(seconds=round(value * 86400))
    return Moment(_local(local, f"{value:g}", zone), local.time() == time(0))


def _packed(text: str, zone: ZoneInfo) -> Moment:
    found = _PACKED.fullmatch(text)
    if found is None:
        raise _no(text)
    return _of(found.groups(), text, zone)


def _text(text: str, zone: ZoneInfo) -> Moment:
    for form in (_CHINESE, _DAY):
        found = form.fullmatch(text)
        if found is not None:
            return _of((*found.groups(), None, None, None)[:6], text, zone)
    dotted = _DOTTED.sub(r"\1-\2-\3", text)
    try:
        return Moment(started(dotted, zone))
    except BadStart:
        raise _no(text) from None


def _of(parts: tuple[str | None, ...], text: str, zone: ZoneInfo) -> Moment:
    year, month, day, hour, minute, second = (int(p) if p else 0 for p in parts)
    try:
        local = datetime(year, month, day, hour, minute, second)      # noqa: DTZ001  made aware by _local
    except ValueError:
        raise _no(text) from None
    return Moment(_local(local, text, zone), parts[3] is None)


def _local(local: datetime, text: str, zone: ZoneInfo) -> Instant:
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _no(text) from None


def _no(text: str) -> Unread:
    short = text[:60]
    return Unread(f"“{short}”不是时间", f'"{short}" is no date and time')


def end_of_day(at: Instant, zone: ZoneInfo) -> Instant:
    """The last second of its local day."""
    day = at.astimezone(zone).date()
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def degrees(value: Value, most: float) -> float:
    """Longitude or latitude (WGS 84). Raises Unread."""
    text = plain(str(value)).strip("东经北纬度°EN ")
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not -most <= found <= most:
        raise Unread(f"“{str(value)[:60]}”不是经纬度（WGS 84，度）",
                     f'"{str(value)[:60]}" is no longitude or latitude in degrees (WGS 84)')
    return found


def position(value: Value) -> tuple[float, float]:
    """ "119.6, 25.99": longitude first; latitude first only where the first can't be a latitude's other half.

    Raises Unread.
    """
    parts = [p for p in _SPLIT.split(plain(str(value)).strip(_EDGES)) if p]
    if len(parts) != 2:
        raise Unread(f"“{str(value)[:60]}”不是“经度,纬度”",
                     f'"{str(value)[:60]}" is no "longitude, latitude"')
    one, two = degrees(parts[0], 180), degrees(parts[1], 180)
    if abs(two) > 90 >= abs(one):
        one, two = two, one
    return one, degrees(str(two), 90)


_VERDICTS = {
    **dict.fromkeys(("满意", "很满意", "非常满意", "基本满意", "已解决", "解决", "是", "solved", "satisfied", "yes",
                     "verysatisfied", "true"), Verdict.SOLVED),
    **dict.fromkeys(("不满意", "很不满意", "非常不满意", "未解决", "没有解决", "没解决", "否", "notsolved", "unsolved",
                     "dissatisfied", "notsatisfied", "no", "false"), Verdict.NOT_SOLVED),
}  # fmt: skip
_SILENT = ("未评价", "无", "默认", "未回访", "无法联系", "none", "na", "notasked")


def verdict(value: Value) -> Verdict | None:
    """None: nobody said. Raises Unread."""
    bare = key(str(value))
    if not bare or bare in _SILENT:
        return None
    found = _VERDICTS.get(bare)
    if found is None:
        raise Unread(f"“{str(value)[:60]}”不是评价：应为已解决（满意）或未解决（不满意）",
                     f'"{str(value)[:60]}" is no verdict: solved or not solved was expected')
    return found


_ENDED = ("结案", "已结案", "办结", "已办结", "已关闭", "关闭", "归档", "已归档", "closed", "done", "archived",
          "finished")  # fmt: skip


def ended(value: Value) -> bool:
    """Whether a status says that the case is over. Other words are a step on its way."""
    return key(str(value)) in _ENDED


def named(value: Value, known: Mapping[str, str]) -> str | None:
    """The id that a text stands for, by `plain.key`; None for none."""
    return known.get(key(str(value)))
