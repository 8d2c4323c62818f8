"""The calendars of a folder alone: whoever asks for a due time needs neither a network nor rules."""

from pathlib import Path

from msgspec import Struct

from banyan.model.calendar import Calendar
from banyan.runtime.folder import calendar
from banyan.runtime.folder.decode import closest, decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import opened
from banyan.runtime.folder.shapes import CalendarShape
from banyan.runtime.folder.values import check_timezone


class NoSuchCalendar(LookupError):  # noqa: N818  said as a person says it
    """No calendar of that id in the city; the message lists those it has."""


class Calendars(Struct, frozen=True):
    """The city's own calendar first, then those of calendars/ by file name. `timezone` is the city's."""

    timezone: str
    every: tuple[Calendar, ...]

    def named(self, calendar_id: str | None) -> Calendar:
        """The calendar of that id; the city's own for None or "". Raises NoSuchCalendar."""
        ids = [calendar.id for calendar in self.every]
        if not calendar_id:
            return self.every[0]
        if calendar_id not in ids:
            near = closest(calendar_id, ids)
            raise NoSuchCalendar(f"the city has no calendar {shown(calendar_id)}; expected {', '.join(ids)}{near}")
        return self.every[ids.index(calendar_id)]


class _ZoneShape(Struct, frozen=True):
    timezone: str


def load_calendars(path: str | Path) -> Calendars:
    """The calendars a folder declares. Raises FolderErrors with every mistake in them; other files aren't judged."""
    found = Findings()
    files = opened(Path(path), found)
    table = files.toml("city.toml") or {}
    zone = decode({"timezone": table["timezone"]} if "timezone" in table else {}, _ZoneShape, found, "city.toml")
    if not found.told("city.toml", "timezone"):
        check_timezone(zone.timezone, "city.toml", found)
    shapes = []
    for name in (calendar.FILE, *files.names(calendar.FOLDER, ".toml")):
        content = files.toml(name)
        if content is not None:
            shapes.append((name, decode(content, CalendarShape, found, name)))
    calendar.check_all(shapes, found)
    ids: dict[str, str] = {}
    for name, shape in shapes:
        if ids.setdefault(shape.id, name) != name:
            found.add(name, "id", shown(shape.id), f"an id of its own: {ids[shape.id]}, id has it already")
    found.raise_any()
    return Calendars(zone.timezone, tuple(calendar.built(shape, shapes) for _, shape in shapes))
