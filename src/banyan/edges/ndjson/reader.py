"""One NDJSON line in, one noun out. Whatever the bytes are, the answer is a value: bad data is data."""

import json
import math
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from banyan.model.case import CrewStatus
from banyan.model.forecast import Forecast
from banyan.model.ids import CrewId, PlaceId, TaskId
from banyan.model.intent import Intent
from banyan.model.messages import CrewReport, Malformed, Parsed, RawReading
from banyan.model.text import Said
from banyan.model.time import Instant, minutes

MAX_LINE = 256 * 1024        # bytes: a day's forecast is some 10 kB, a reading 100 bytes
MAX_ID = 200                 # characters of an id
MAX_SEQ = 2**63 - 1          # the batch's column is int64
MAX_STEPS = 10_000           # of a forecast: ten weeks in steps of ten minutes
MAX_STEP_MIN = 24 * 60
MAX_RAIN = 10_000.0          # mm/h; the wettest minute on record is some 2,000 mm/h
_KINDS = ("stream", "forecast", "crew", "intent")


class _Reading(Struct, forbid_unknown_fields=True):
    stream: str
    time: datetime
    result: Any
    seq: int | UnsetType | None = UNSET
    unit: str | UnsetType | None = UNSET


class _LooseReading(Struct):
    """As _Reading; further keys are let pass (contracts: fields are added freely)."""

    stream: str
    time: datetime
    result: Any
    seq: int | None = None
    unit: str | None = None


class _Forecast(Struct):
    forecast: str
    issued_at: datetime
    valid_until: datetime
    start: datetime
    step_min: int
    rain_mm_per_h: tuple[float, ...]
    tide_m: tuple[float, ...] = ()


class _Crew(Struct):
    crew: str
    time: datetime
    status: CrewStatus
    seq: int | None = None
    place: str | None = None
    task: str | None = None
    expected_at: datetime | None = None
    report: Said | None = None


class _LineError(Exception):
    """Found while reading; becomes a Malformed."""

    def __init__(self, where: str, expected: str) -> None:
        super().__init__(where, expected)
        self.answer = Malformed(where, expected)


_FAST = msgspec.json.Decoder(_Reading)


def read(line: bytes) -> Parsed:
    """One line of docs/architecture.md. Never raises: what can't be read comes back as `Malformed`.

    Times come back in UTC. A `result` that is not a number (NaN, a text, an object) is perceive's to judge.
    """
    if len(line) > MAX_LINE:
        return Malformed("line", f"at most {MAX_LINE} bytes; this one has {len(line)}")
    try:
        plain = _FAST.decode(line)
        if line.count(b'"') == _quotes(plain):
            seq = None if plain.seq is UNSET else plain.seq
            unit = None if plain.unit is UNSET else plain.unit
            return _reading(plain.stream, seq, plain.time, plain.result, unit)
    except _LineError as bad:
        return bad.answer
    except (msgspec.DecodeError, UnicodeError, ValueError, RecursionError, OverflowError):
        pass  # not a plain reading: the careful way tells what it is
    try:
        return _carefully(line)
    except _LineError as bad:
        return bad.answer


def _quotes(plain: _Reading) -> int:
    """How many quotation marks a line with just these keys and texts has: one more, and a key came twice or hides."""
    count = 10  # three keys and two texts
    if plain.seq is not UNSET:
        count += 2
    if plain.unit is not UNSET:
        count += 2 if plain.unit is None else 4
    return count


def _carefully(line: bytes) -> Parsed:
    whole = _object(line)
    kinds = [kind for kind in _KINDS if kind in whole]
    if len(kinds) != 1:
        raise _LineError("line", "exactly one of the keys stream, forecast, crew, intent")
    try:
        match kinds[0]:
            case "stream":
                loose = msgspec.convert(whole, _LooseReading)
                return _reading(loose.stream, loose.seq, loose.time, loose.result, loose.unit)
            case "forecast":
                return _forecast(msgspec.convert(whole, _Forecast))
            case "crew":
                return _crew(msgspec.convert(whole, _Crew))
            case _:
                return _intent(whole["intent"])
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `")
        raise _LineError(where.rstrip("`") or "line", what.removeprefix("Expected ")) from None
    except (RecursionError, OverflowError, ValueError) as error:
        raise _LineError("line", f"values within reach ({error})") from None


def _object(line: bytes) -> dict[str, Any]:
    """The JSON object of the line, strictly UTF-8, no key twice. NaN and Infinity pass: perceive names them."""
    try:
        text = line.decode("utf-8")
        whole = json.loads(text, object_pairs_hook=_unique)
        if "\\u" in text:
            json.dumps(whole, ensure_ascii=False).encode("utf-8")  # an unpaired surrogate could never be stored
    except UnicodeDecodeError as error:
        raise _LineError(f"byte {error.start}", "UTF-8") from None
    except UnicodeEncodeError:
        raise _LineError("line", "Unicode without unpaired surrogates") from None
    except json.JSONDecodeError as error:
        raise _LineError(f"character {error.pos}", "one JSON object") from None
    except RecursionError:
        raise _LineError("line", "JSON that is not nested so deep") from None
    except ValueError:
        raise _LineError("line", "numbers of fewer digits") from None
    if not isinstance(whole, dict):
        raise _LineError("line", "a JSON object")
    return whole


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """RFC 8259 leaves open what a repeated key means, so nobody may guess which of the two was meant."""
    whole = dict(pairs)
    if len(whole) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _LineError(f"key {twice[:MAX_ID]!r}", "each key once")
    return whole


def _reading(stream: str, seq: int | None, time: datetime, result: Any, unit: str | None) -> RawReading:
    return RawReading(_id(stream, "stream"), _seq(seq), _utc(time, "time"), result, unit)


def _forecast(said: _Forecast) -> Forecast:
    start = _utc(said.start, "start")
    if not 1 <= said.step_min <= MAX_STEP_MIN:
        raise _LineError("step_min", f"1 to {MAX_STEP_MIN} minutes")
    if not 1 <= len(said.rain_mm_per_h) <= MAX_STEPS or len(said.tide_m) > MAX_STEPS:
        raise _LineError("rain_mm_per_h", f"1 to {MAX_STEPS} steps")
    if not all(0 <= rain <= MAX_RAIN for rain in said.rain_mm_per_h):
        raise _LineError("rain_mm_per_h", f"0 to {MAX_RAIN:.0f} mm/h")
    if not all(math.isfinite(level) for level in said.tide_m):
        raise _LineError("tide_m", "finite numbers")
    try:
        start + minutes(said.step_min * (max(len(said.rain_mm_per_h), len(said.tide_m)) + 1))
    except OverflowError:
        raise _LineError("start", "a time from which the steps can be counted") from None
    return Forecast(
        id=_id(said.forecast, "forecast"),
        issued_at=_utc(said.issued_at, "issued_at"),
        valid_until=_utc(said.valid_until, "valid_until"),
        start=start,
        step_min=said.step_min,
        rain_mm_per_h=said.rain_mm_per_h,
        tide_m=said.tide_m,
    )


def _crew(said: _Crew) -> CrewReport:
    return CrewReport(
        crew=CrewId(_id(said.crew, "crew")),
        seq=_seq(said.seq),
        time=_utc(said.time, "time"),
        status=said.status,
        place=None if said.place is None else PlaceId(_id(said.place, "place")),
        task=None if said.task is None else TaskId(_id(said.task, "task")),
        expected_at=None if said.expected_at is None else _utc(said.expected_at, "expected_at"),
        report=said.report,
    )


def _intent(said: Any) -> Intent:
    intent = msgspec.convert(said, Intent)
    _id(intent.id, "intent.id")
    _id(intent.by, "intent.by")
    _id(intent.target, "intent.target")
    return intent


def _id(text: str, where: str) -> str:
    if not text or len(text) > MAX_ID or not text.isprintable():
        raise _LineError(where, f"an id of 1 to {MAX_ID} printable characters")
    return text


def _seq(seq: int | None) -> int | None:
    if seq is not None and not 0 <= seq <= MAX_SEQ:
        raise _LineError("seq", "a whole number from 0 to 9223372036854775807")
    return seq


def _utc(at: datetime, where: str) -> Instant:
    if at.tzinfo is None:
        raise _LineError(where, "a time with its offset, as 2026-07-24T14:00:00Z")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise _LineError(where, "a time within the years 1 to 9999") from None
