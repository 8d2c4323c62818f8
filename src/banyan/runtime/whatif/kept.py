"""Results in the data folder's `whatif`: a small cache that may be deleted at any time, and those kept by name."""

import os
import re
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.model.ports import StoreFull
from banyan.model.text import Said
from banyan.model.time import Instant
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.result import SCHEMA, Result

FOLDER = "whatif"
CACHE = ".cache"
CACHED = 24              # results; one is 100 to 500 kB
MOST_KEPT = 500
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_encode = msgspec.json.Encoder().encode       # runs stay in their order
_decode = msgspec.json.Decoder(Result).decode


class Kept(Struct, frozen=True, kw_only=True):
    """One line of the list. `name` None: not kept, only still in the cache."""

    id: str
    name: str | None
    city: str
    moment: str = msgspec.field(name="from")
    at: Instant
    hours: float
    storm: str | None
    flooding_m3: dict[str, float]       # total by run
    notes: list[Said]


def cached(data: Path, key: str) -> Result | None:
    """A result of the cache; one that can't be read is no result."""
    file = data / FOLDER / CACHE / f"{key}.json"
    try:
        found = _decode(file.read_bytes())
        os.utime(file)       # the one that was looked at last goes last
    except (OSError, msgspec.MsgspecError):
        return None
    return found if found.id == key else None


def remember(data: Path, told: Result) -> None:
    """Into the cache, and the longest unused ones out of it. A full disk costs nothing but the second look."""
    folder = data / FOLDER / CACHE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"{told.id}.json", _encode(told))
        files = sorted(folder.glob("*.json"), key=lambda f: f.stat().st_mtime)
        for old in files[:-CACHED]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def check_name(name: str) -> None:
    """Raises UsageError for what can't be a what-if's name."""
    if not NAME.fullmatch(name):
        raise UsageError(f"{name[:60]!r} is no name for a what-if: lower-case letters, digits and hyphens, at most 40, "
                         "were expected")


def keep(data: Path, name: str, told: Result) -> Path:
    """Under a name of one's own. The same result under the same name again changes nothing. Raises UsageError."""
    file = _file(data, name)
    if file.exists():
        if kept(data, name).id == told.id:
            return file
        raise UsageError(f"--keep {name}: there is another what-if of that name in {file.parent}; choose another name")
    if len(names(data)) >= MOST_KEPT:
        raise UsageError(f"--keep {name}: {MOST_KEPT} what-ifs are kept in {file.parent} already; remove some of them")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, msgspec.json.format(_encode(told), indent=1) + b"\n")
    except OSError as e:
        raise StoreFull(f"{file} can't be written ({e.strerror}): the what-if was not kept") from e
    return file


def kept(data: Path, name: str) -> Result:
    """Raises UsageError where there is none of that name, with those that there are."""
    file = _file(data, name)
    try:
        told = _decode(file.read_bytes())
    except FileNotFoundError:
        there = ", ".join(names(data)) or "none"
        raise UsageError(f"no what-if is kept as {name} in {data / FOLDER}; there is {there}") from None
    except (OSError, msgspec.MsgspecError) as e:
        raise UsageError(f"{file} can't be read ({e}): ask the question again, and keep its answer anew") from None
    if told.schema != SCHEMA:
        raise UsageError(f"{file} is {told.schema}, {SCHEMA} was expected: ask the question again")
    return told


def names(data: Path) -> list[str]:
    """Of those that are kept, in alphabetical order."""
    return sorted(f.stem for f in (data / FOLDER).glob("*.json") if NAME.fullmatch(f.stem))


def listed(data: Path) -> list[Kept]:
    """Those kept by name, then those only in the cache, the newest moments first. Unreadable ones are left out."""
    named = [_line(name, data / FOLDER / f"{name}.json") for name in names(data)]
    loose = [_line(None, file) for file in sorted((data / FOLDER / CACHE).glob("*.json"))]
    held = {row.id for row in named if row is not None}
    lines = [row for row in (*named, *loose) if row is not None and (row.name is not None or row.id not in held)]
    return sorted(lines, key=lambda row: (row.name is None, -row.at.timestamp(), row.name or "", row.id))


def by_id(data: Path, key: str) -> Result | None:
    """A result by its id, from the cache or from those that are kept."""
    found = cached(data, key)
    if found is not None:
        return found
    for name in names(data):
        row = _line(name, data / FOLDER / f"{name}.json")
        if row is not None and row.id == key:
            return kept(data, name)
    return None


def _line(name: str | None, file: Path) -> Kept | None:
    try:
        told = _decode(file.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    floods = {run: one.flooding_m3.total for run, one in told.runs.items()}
    return Kept(id=told.id, name=name, city=told.city, moment=told.moment, at=told.at, hours=told.hours,
                storm=told.asked.storm, flooding_m3=floods, notes=told.notes)


def _file(data: Path, name: str) -> Path:
    check_name(name)
    return data / FOLDER / f"{name}.json"


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all: two at once write each their own, and the later one holds."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.{time.monotonic_ns()}.new")
    try:
        temporary.write_bytes(data)
        temporary.rename(file)
    finally:
        temporary.unlink(missing_ok=True)
