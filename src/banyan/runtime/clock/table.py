"""A table of starts and limits, filled with due times: each bad row says why, and nothing else is lost."""

from zoneinfo import ZoneInfo

from msgspec import Struct

from banyan.command.calendar import due_at, read_limit
from banyan.command.worktime import zone_of
from banyan.edges.tables import Sheet
from banyan.model.calendar import Calendar
from banyan.model.text import Said, render
from banyan.runtime.clock.started import BadStart, started
from banyan.runtime.clock.texts import TEXTS
from banyan.runtime.folder.calendars import Calendars, NoSuchCalendar

REQUIRED = ("start", "limit")
_ADDED = ("due", "provisional", "error")


class BadRow(Struct, frozen=True):
    """`row` as a spreadsheet numbers it: the header is row 1."""

    row: int
    why: Said


class Filled(Struct, frozen=True):
    sheet: Sheet
    bad: tuple[BadRow, ...]
    provisional: int


def fill(sheet: Sheet, calendars: Calendars, usual: str | None, language: str) -> Filled:
    """`sheet` with the columns due (ISO 8601 with the offset of the calendar's zone) and provisional (true or false).

    A row that names no calendar goes by the one called `usual`, or else by the city's own. Where a row is wrong an
    `error` column is added; its due is empty. Columns of these names that are there already are written over. Raises
    NoSuchCalendar for `usual`.
    """
    calendars.named(usual)
    filler = _Filler(sheet, calendars, usual)
    told: list[tuple[str, str, str]] = []
    bad: list[BadRow] = []
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        reckoned = filler.row(row)
        if isinstance(reckoned, Said):
            bad.append(BadRow(number, reckoned))
            told.append(("", "", render(reckoned, TEXTS, language)))
        else:
            told.append((*reckoned, ""))
    provisional = sum(row[1] == "true" for row in told)
    return Filled(_widened(sheet, told, bool(bad)), tuple(bad), provisional)


class _Filler:
    def __init__(self, sheet: Sheet, calendars: Calendars, usual: str | None) -> None:
        self._calendars, self._usual, self._width = calendars, usual, len(sheet.header)
        self._start, self._limit = (_there(sheet, name) for name in REQUIRED)
        self._calendar = sheet.column("calendar")
        self._by_id: dict[str, tuple[Calendar, ZoneInfo]] = {}

    def row(self, row: list[str]) -> tuple[str, str] | Said:
        """(due, provisional), or what is wrong with the row."""
        if len(row) > self._width:
            args = {"n": str(len(row)), "columns": str(self._width), "text": ",".join(row[self._width:])[:60]}
            return Said("clock.too_many", args)
        text = "" if self._calendar is None else row[self._calendar].strip()
        try:
            calendar, zone = self._by_id.get(text) or self._named(text)
        except NoSuchCalendar:
            known = ", ".join(calendar.id for calendar in self._calendars.every)
            return Said("clock.bad_calendar", {"text": text[:60], "known": known})
        try:
            begin = started(row[self._start], zone)
        except BadStart as wrong:
            return wrong.said
        try:
            at, provisional = due_at(begin, row[self._limit], calendar, self._calendars.timezone)
        except ValueError as error:
            return _unreachable(row[self._limit], calendar, error)
        return at.astimezone(zone).isoformat(), "true" if provisional else "false"

    def _named(self, text: str) -> tuple[Calendar, ZoneInfo]:
        calendar = self._calendars.named(text or self._usual)
        self._by_id[text] = calendar, zone_of(calendar.timezone or self._calendars.timezone)
        return self._by_id[text]


def _unreachable(limit: str, calendar: Calendar, error: ValueError) -> Said:
    try:
        read_limit(limit)
    except ValueError:
        return Said("clock.bad_limit", {"text": limit[:60]})
    return Said("clock.unreachable", {"calendar": calendar.id, "why": str(error)})


def _there(sheet: Sheet, name: str) -> int:
    place = sheet.column(name)
    if place is None:
        raise ValueError(f"a sheet without the column {name}; expected one that was read with it as required")
    return place


def _widened(sheet: Sheet, told: list[tuple[str, str, str]], wrong: bool) -> Sheet:
    names = [name for name in _ADDED if name != "error" or wrong or sheet.column("error") is not None]
    places = [sheet.column(name) for name in names]
    header = [*sheet.header, *(name for name, place in zip(names, places, strict=True) if place is None)]
    rows = []
    for row, values in zip(sheet.rows, told, strict=True):
        cells = row[: len(sheet.header)]
        for place, value in zip(places, values, strict=False):
            if place is None:
                cells.append(value)
            else:
                cells[place] = value
        rows.append(cells + row[len(sheet.header):])
    return Sheet(header, rows, sheet.numbers, sheet.bom)
