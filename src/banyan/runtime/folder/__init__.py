"""A city is a folder: read strictly, checked whole, told with every mistake at once."""

from banyan.runtime.folder.calendars import Calendars, NoSuchCalendar, load_calendars
from banyan.runtime.folder.digest import digest
from banyan.runtime.folder.errors import FolderError, FolderErrors
from banyan.runtime.folder.places import NoSuchCity, find_city, ready
from banyan.runtime.folder.reading import load, load_with_layers

__all__ = [
    "Calendars", "FolderError", "FolderErrors", "NoSuchCalendar", "NoSuchCity", "digest", "find_city", "load",
    "load_calendars", "load_with_layers", "ready",
]  # fmt: skip
