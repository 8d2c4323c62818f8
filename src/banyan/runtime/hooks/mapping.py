"""From a sender's document to a report: what stands where the city's folder says it stands, or what is wrong."""

import hashlib
import math
from datetime import UTC, datetime
from typing import Any, NamedTuple

from banyan.command.privacy import Contact
from banyan.edges.hooks import find
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.casework.asks import ReportAsk
from banyan.runtime.hooks.declared import Incoming

_PERSON = ("phone", "email", "name")
_LONGEST = 10_000          # characters of a value
_MS = 100_000_000_000      # larger numbers are milliseconds: as seconds they would be after the year 5000


class Mapped(NamedTuple):
    """A report as the sender meant it, without its reporter, who is `contact`."""

    ask: ReportAsk
    contact: Contact


class Unmapped(Exception):  # noqa: N818  an answer, caught by who receives
    """`reason`: everything that is wrong, with where it stands."""

    def __init__(self, wrong: list[Name]) -> None:
        self.reason = Name("；".join(n.zh for n in wrong), "; ".join(n.en for n in wrong))
        super().__init__(self.reason.en)


def key_of(hook: Incoming, document: Any, header: str, body: bytes) -> str:
    """The sender's own id of the message: where the folder says, else in the header, else the body's digest."""
    value = find(document, hook.key) if hook.key is not None else None
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        return str(value).strip()[:200]
    return header.strip()[:200] or hashlib.sha256(body).hexdigest()


def mapped(hook: Incoming, document: Any, source: str) -> Mapped:
    """Raises Unmapped, which names fields and not what stood in them: its words are kept in the journal for ever."""
    wrong: list[Name] = []
    told = {field: _value(hook, field, document, wrong) for field in (*hook.fields, *hook.fixed)}
    attributes = {code: _several(find(document, path)) for code, path in hook.attributes.items()}
    if not told.get("type"):
        wrong.append(Name("没有案件类别", "it names no case type"))
    at = _moment(told.get("at"), wrong)
    lon = _degrees("longitude", told.get("longitude"), 180, wrong)
    lat = _degrees("latitude", told.get("latitude"), 90, wrong)
    if wrong:
        raise Unmapped(wrong)
    ask = ReportAsk(
        type=told["type"], text=told.get("text", ""), address=told.get("address", ""), thing=told.get("thing") or None,
        position=(lon, lat) if lon is not None and lat is not None else None, state=told.get("state") or None, at=at,
        attributes={code: value for code, value in attributes.items() if value}, source=source, channel="hook",
    )  # fmt: skip
    return Mapped(ask, Contact(**{field: told.get(field) or None for field in _PERSON}))


def _value(hook: Incoming, field: str, document: Any, wrong: list[Name]) -> str:
    """As text: what the sender says, in the words of the city; else what is fixed."""
    path = hook.fields.get(field)
    found = find(document, path) if path is not None else None
    if found is None or found == "":
        return hook.fixed.get(field, "")
    if isinstance(found, bool | dict | list) or (isinstance(found, float) and not math.isfinite(found)):
        wrong.append(Name(f"{field} 不是文字或数字", f"{field} is neither a text nor a number"))
        return ""
    text = str(found).strip()
    if len(text) > _LONGEST:
        wrong.append(Name(f"{field} 有 {len(text)} 个字，至多 {_LONGEST} 个",
                          f"{field} has {len(text)} characters, at most {_LONGEST} are taken"))
        return ""
    return hook.values.get(field, {}).get(text, text)


def _several(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(one) for one in value if isinstance(one, str | int | float))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _moment(text: str | None, wrong: list[Name]) -> Instant | None:
    """ISO 8601 with its offset, or seconds or milliseconds since 1970."""
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    try:
        if math.isfinite(number):
            return datetime.fromtimestamp(number / 1000 if number > _MS else number, UTC)
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    wrong.append(Name("at 不是带时区的时间", "at is no time with its offset, nor seconds"))
    return None


def _degrees(field: str, text: str | None, most: float, wrong: list[Name]) -> float | None:
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not -most <= found <= most:
        wrong.append(Name(f"{field} 不是度数", f"{field} is no number of degrees"))
        return None
    return found
