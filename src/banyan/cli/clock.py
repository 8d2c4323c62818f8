"""banyan clock: when is it due, and which days are worked, by the calendars of a city."""

import re
from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.cli.terminal import language as of_terminal
from banyan.command.calendar import due, read_limit
from banyan.command.worktime import zone_of
from banyan.edges.tables import LARGEST_SHEET, TableError, read_sheet, write_sheet
from banyan.model.calendar import Calendar, Spans
from banyan.model.text import Said, render
from banyan.runtime.clock import TEXTS, BadStart, Month, fill, month, started
from banyan.runtime.clock.table import REQUIRED
from banyan.runtime.folder import Calendars, find_city, load_calendars
from banyan.runtime.scenario import UsageError

_MOST_SHOWN = 200    # bad rows on a terminal; the table and --json have all of them
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
FILE = click.Path(path_type=Path)
CITY = click.option("--city", required=True, help="A city's folder, or the name of a ready city.")
CALENDAR = click.option("--calendar", metavar="ID", help="Default: the city's own (calendar.toml).")
LANGUAGE = click.option("--language", type=click.Choice(["zh", "en"]), help="Default: the terminal's.")
JSON = click.option("--json", "json_file", type=FILE, help="Write the result for programs.")


@click.group()
def clock() -> None:
    """When is it due, and which days are worked."""


@clock.command("due")
@CITY
@click.option("--start", help="Like 2026-09-30 17:50 (local time) or 2026-09-30T17:50:00+08:00.")
@click.option("--limit", help='Like "30 minutes", "4 working hours", "5 working days", "8 urgent hours".')
@CALENDAR
@click.option("--table", type=FILE, help="CSV with the columns start, limit and, if need be, calendar.")
@click.option("--out", type=FILE, help="Where the table goes with its due times; default: the terminal.")
@JSON
@LANGUAGE
def due_command(
    city: str, start: str | None, limit: str | None, calendar: str | None, table: Path | None, out: Path | None,
    json_file: Path | None, language: str | None,
) -> None:  # fmt: skip
    """The due time of one start and limit with the steps that led there, or those of a whole table.

    \b
    Example:  banyan clock due --city banyan-bay --start "2026-09-30 17:50" --limit "5 working days"
              banyan clock due --city banyan-bay --table starts.csv --out due.csv
    Exit code 0: done; 2: bad input; of a table's rows the bad ones are told, the others are done.
    """
    lang = language or of_terminal()
    if table is None and (start is None or limit is None):
        raise UsageError("nothing to reckon: give --start and --limit, or --table with a CSV file")
    if table is not None and (start is not None or limit is not None):
        raise UsageError("--table has its own starts and limits: leave --start and --limit out")
    if table is None and out is not None:
        raise UsageError("--out is for --table: a single due time is printed; --json FILE writes it")
    calendars = load_calendars(find_city(city))
    if table is not None:
        _table(calendars, calendar, table, out, json_file, lang)
    elif start is not None and limit is not None:
        _one(calendars, calendars.named(calendar), start, limit, json_file, lang)


@clock.command("calendar")
@CITY
@CALENDAR
@click.option("--month", "text", required=True, help="Like 2026-10.")
@JSON
@LANGUAGE
def calendar_command(city: str, calendar: str | None, text: str, json_file: Path | None, language: str | None) -> None:
    """One month of a calendar, day by day.

    \b
    Example:  banyan clock calendar --city banyan-bay --month 2026-10
    """
    found = _MONTH.fullmatch(text)
    if found is None or not 1900 <= int(found[1]) <= 9000:
        raise UsageError(f'--month "{text[:40]}" is no month; expected one like 2026-10')
    calendars = load_calendars(find_city(city))
    made = month(calendars.named(calendar), calendars.timezone, int(found[1]), int(found[2]))
    if json_file is not None:
        _write(json_file, msgspec.to_builtins(made), "banyan.clock-calendar/1")
    _show_month(made, language or of_terminal())


def _one(
    calendars: Calendars, calendar: Calendar, start: str, limit: str, json_file: Path | None, lang: str
) -> None:
    zone = zone_of(calendar.timezone or calendars.timezone)
    try:
        begin = started(start, zone)
    except BadStart as wrong:
        raise UsageError(render(wrong.said, TEXTS, lang)) from None
    try:
        read_limit(limit)
    except ValueError:
        raise UsageError(_say("bad_limit", lang, text=limit[:60])) from None
    try:
        answer = due(begin, limit, calendar, calendars.timezone)
    except ValueError as error:
        raise UsageError(_say("unreachable", lang, calendar=calendar.id, why=str(error))) from None
    at = answer.at.astimezone(zone).isoformat()
    if json_file is not None:
        steps = [{"key": s.key, "zh": render(s, TEXTS, "zh"), "en": render(s, TEXTS, "en")} for s in answer.steps]
        told = {"start": begin.astimezone(zone).isoformat(), "limit": limit, "calendar": calendar.id,
                "timezone": zone.key, "due": at, "provisional": answer.provisional, "steps": steps}
        _write(json_file, told, "banyan.clock-due/1")
    click.echo(_say("head", lang, due=at, limit=" ".join(limit.split()), calendar=calendar.id, zone=zone.key))
    for step in answer.steps:
        click.echo(f"  {render(step, TEXTS, lang)}")
    if answer.provisional:
        last = str(max(calendar.published, default="-"))
        click.echo(_say("provisional", lang, calendar=calendar.id, last=last))


def _table(
    calendars: Calendars, usual: str | None, table: Path, out: Path | None, json_file: Path | None, lang: str
) -> None:
    filled = fill(read_sheet(_bytes(table), str(table), REQUIRED), calendars, usual, lang)
    data = write_sheet(filled.sheet)
    if out is None:
        click.echo(data.decode().removeprefix("\ufeff"), nl=False)
    else:
        _write_bytes(out, data, "--out")
    counts = {"rows": len(filled.sheet.rows), "provisional": filled.provisional, "bad": len(filled.bad)}
    if json_file is not None:
        errors = [{"row": b.row, "zh": render(b.why, TEXTS, "zh"), "en": render(b.why, TEXTS, "en")}
                  for b in filled.bad]
        _write(json_file, {"file": str(table), **counts, "errors": errors}, "banyan.clock-table/1")
    for bad in filled.bad[:_MOST_SHOWN]:
        click.echo(_say("row", lang, file=str(table), row=str(bad.row), why=render(bad.why, TEXTS, lang)), err=True)
    click.echo(_say("done", lang, **{name: str(n) for name, n in counts.items()}), err=out is None)
    if filled.bad:
        raise click.exceptions.Exit(2)


def _bytes(table: Path) -> bytes:
    expected = "a CSV file with the header start,limit,calendar"
    try:
        if not table.is_file():
            raise TableError(str(table), 0, "no such file", expected)
        if table.stat().st_size > LARGEST_SHEET:
            found = f"{table.stat().st_size / 1e6:.0f} MB"
            raise TableError(str(table), 0, found, f"at most {LARGEST_SHEET / 1e6:.0f} MB")
        return table.read_bytes()
    except OSError as error:
        raise TableError(str(table), 0, f"a file that can't be read ({error.strerror})", expected) from None


def _show_month(made: Month, lang: str) -> None:
    click.echo(_say("month", lang, month=made.month, calendar=made.calendar, zone=made.timezone))
    for day in made.days:
        weekday = _say(f"weekday.{day.date.weekday()}", lang)
        click.echo(f"  {day.date} {weekday}  {_say(day.kind, lang)}  {_hours(day.office)}".rstrip())
    time = f"{made.working_s // 3600}:{made.working_s // 60 % 60:02}"
    click.echo(_say("total", lang, days=str(made.working_days), time=time))
    if not made.published:
        click.echo(_say("unpublished", lang, calendar=made.calendar, year=made.month[:4]))


def _hours(office: Spans) -> str:
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in sorted(office))


def _say(key: str, language: str, **args: str) -> str:
    return render(Said(f"clock.{key}", args), TEXTS, language)


def _write(file: Path, told: dict[str, Any], schema: str) -> None:
    data = msgspec.json.format(msgspec.json.encode({"schema": schema, **told}), indent=2) + b"\n"
    _write_bytes(file, data, "--json")


def _write_bytes(file: Path, data: bytes, option: str) -> None:
    try:
        file.write_bytes(data)
    except (OSError, ValueError) as error:
        why = f"{option} {file} can't be written ({error}); give the path of a file in a folder that exists"
        raise UsageError(why) from None


