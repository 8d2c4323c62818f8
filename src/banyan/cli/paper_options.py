"""What the commands that write papers have in common: days, moments, files to write."""

import os
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from msgspec import Struct

from banyan.model.ports import Store
from banyan.model.time import Instant
from banyan.runtime.scenario import UsageError


class Day(click.ParamType[date]):
    """A day, also as Chinese papers write it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        found = re.fullmatch(r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*", str(value))
        try:
            year, month, day = (int(part) for part in found.groups()) if found else (0, 0, 0)
            return date(year, month, day)
        except ValueError:
            self.fail(f'"{value}" is no day: one like 2021-08-23 was expected', param, ctx)


class Moment(Struct, frozen=True):
    """As it was typed: what it means depends on the city's time zone."""

    moment: datetime
    whole_day: bool

    def at(self, store: Store) -> Instant:
        """A day is its end in the city's time."""
        if self.moment.tzinfo is not None:
            return self.moment
        told = [b["value"]["timezone"] for b in store.current("declaration").values() if b["of"] == "city"]
        zone = ZoneInfo(told[0] if told else "UTC")
        end = datetime.combine(self.moment.date() + timedelta(days=1), time()) - timedelta(microseconds=1)
        return (end if self.whole_day else self.moment).replace(tzinfo=zone)


class _Moments(click.ParamType[Moment]):
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Moment:
        if isinstance(value, Moment):
            return value
        try:
            return Moment(datetime.fromisoformat(str(value)), len(str(value)) <= len("2021-08-23"))
        except ValueError:
            self.fail(f'"{value}" is no time: one like 2021-08-23T18:00 was expected', param, ctx)


FILE = click.Path(path_type=Path, dir_okay=False)
AS_OF = click.option("--as-of", "as_of", type=Day(), help="What was true on that day, the day itself included.")
KNOWN_AT = click.option("--known-at", "known_at", type=_Moments(),
                        help="Only what was known by then: a day (its end), or a moment.  [default: now]")


def check_writable(*paths: Path | None) -> None:
    """Before anything is read: can it be written? Raises UsageError."""
    for path in [path for path in paths if path is not None]:
        folder = path.absolute().parent
        if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
            raise UsageError(f"{path}: can't be written there; a file in a folder that you may write to was expected")


def write_file(path: Path, content: bytes) -> None:
    """Raises UsageError."""
    try:
        path.write_bytes(content)
    except OSError as e:
        raise UsageError(f"{path}: can't be written ({e.strerror}); give another name") from e
